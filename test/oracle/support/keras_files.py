"""Saves Keras models as `.keras`, `.h5` and `.weights.h5` and tells what Keras says of them: `python keras_files.py
FOLDER`. The generation is the environment's: TF_USE_LEGACY_KERAS=1 means tf-keras (Keras 2).

Prints JSON: file → {"class", "parameters", "layers": name → [class, parameters], "weights": SHA-256 of the values of
each weight, sorted, "config": whether the file has the configuration}.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np

if os.environ.get("TF_USE_LEGACY_KERAS") == "1":
    import tf_keras as keras
else:
    import keras

layers = keras.layers
folder = Path(sys.argv[1])


def recommender():
    user = keras.Input((1,), dtype="int64", name="user_id")
    item = keras.Input((1,), dtype="int64", name="item_id")
    towers = [
        layers.Flatten()(layers.Embedding(size, 8, name=f"{name}_embedding")(value))
        for name, size, value in (("user", 40, user), ("item", 30, item))
    ]
    joined = layers.Concatenate()(towers)
    hidden = layers.Dense(6, activation="relu", name="shared")(joined)
    hidden = layers.BatchNormalization()(hidden)
    outputs = [layers.Dense(1, name=name)(hidden) for name in ("rating", "click")]
    return keras.Model([user, item], outputs, name="recommender")


def nested():
    tower = keras.Sequential([keras.Input((5,)), layers.Dense(4, name="first"), layers.Dense(4)], name="tower")
    left, right = keras.Input((5,), name="left"), keras.Input((5,), name="right")
    both = layers.Dot(1)([tower(left), tower(right)])
    return keras.Model([left, right], layers.Dense(1, name="head")(both), name="siamese")


def sequence():
    return keras.Sequential(
        [
            keras.Input((7, 3)),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(2)),
            layers.GRU(3),
            layers.Dropout(0.2),
            layers.Dense(1),
        ],
        name="sequence",
    )


def image():
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.Conv2D(4, 3, name="conv"),
            layers.DepthwiseConv2D(2),
            layers.LayerNormalization(),
            layers.GlobalAveragePooling2D(),
            layers.Dense(2, dtype="float16"),
        ],
        name="image",
    )


def digest(value):
    return hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()


def count(layer):
    return int(sum(np.prod(weight.shape) for weight in layer.weights if "seed" not in weight.name))


told = {}
for make in (recommender, nested, sequence, image):
    model = make()
    trained = make is recommender
    if trained:
        model.compile("adam", "mse")
        model.fit([np.zeros((4, 1)), np.zeros((4, 1))], [np.zeros((4, 1))] * 2, verbose=0)
    weights = [weight for weight in model.weights if "seed" not in weight.name]
    facts = {
        "class": type(model).__name__,
        "parameters": count(model),
        "layers": {layer.name: [type(layer).__name__, count(layer)] for layer in model.layers},
        "weights": sorted(digest(np.asarray(weight)) for weight in weights),
    }
    for suffix in (".keras", ".h5", ".weights.h5"):
        file = folder / f"{model.name}{suffix}"
        if suffix == ".weights.h5":
            model.save_weights(str(file))
        else:
            model.save(str(file))
        told[file.name] = {**facts, "config": suffix != ".weights.h5"}
print(json.dumps(told))

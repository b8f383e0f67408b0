"""Which row of an embedding a word has, by Keras and TensorFlow themselves.

`python labelled_models.py FOLDER` saves models of lookups and embeddings as `.keras` and `.h5`;
`python labelled_models.py FOLDER SAVED_MODEL…` asks the tables of SavedModels. The generation is the environment's.

Prints JSON: file → name of the embedding, or of the table → {word: row}.
"""

import json
import os
import sys
from pathlib import Path

import tensorflow as tf

if os.environ.get("TF_USE_LEGACY_KERAS") == "1":
    import tf_keras as keras
else:
    import keras

layers = keras.layers
folder = Path(sys.argv[1])
COLOURS = ["red", "grün", "blue", "emoji 🎬"]


def lookups():
    yield "listed", layers.StringLookup(vocabulary=COLOURS)
    yield "masked", layers.StringLookup(vocabulary=COLOURS, mask_token="", num_oov_indices=2)
    yield "closed", layers.StringLookup(vocabulary=COLOURS, num_oov_indices=0)
    adapted = layers.StringLookup()
    adapted.adapt(tf.constant(["b", "b", "b", "a", "a", "c"]))
    yield "adapted", adapted
    yield "numbers", layers.IntegerLookup(vocabulary=[40, 30, 99])


def words(lookup):
    return {str(word): int(lookup(tf.constant([word]))[0]) for word in lookup.get_vocabulary(include_special_tokens=False)}


def saved_here():
    told = {}
    for name, lookup in lookups():
        rows = lookup.vocabulary_size()
        dtype = "int64" if name == "numbers" else "string"
        entry = keras.Input((), dtype=dtype, name="word")
        # Beside it one of as many rows that no lookup feeds.
        other = keras.Input((), dtype="int64", name="number")
        outputs = [
            layers.Embedding(rows, 4, name="words")(lookup(entry)),
            layers.Embedding(rows, 4, name="others")(other),
        ]
        model = keras.Model([entry, other], layers.Concatenate()(outputs))
        suffixes = ["keras"] if name == "adapted" else ["keras", "h5"]
        for suffix in suffixes:
            model.save(folder / f"{name}.{suffix}")
            told[f"{name}.{suffix}"] = {"words": words(lookup)}
    return told


def table_of(loaded, path):
    at = loaded
    for part in path.split("/"):
        at = at[int(part)] if part.isdigit() else getattr(at, part)
    keys, values = tf.raw_ops.LookupTableExportV2(table_handle=at.resource_handle, Tkeys=tf.string, Tvalues=tf.int64)
    return {key.decode(): int(value) for key, value in zip(keys.numpy(), values.numpy())}


def asked(path):
    loaded = tf.saved_model.load(path)
    if hasattr(loaded, "user_tower"):
        return {tower: table_of(loaded, f"{tower}_tower/lookup/lookup_table") for tower in ("user", "item")}
    return {tower: table_of(loaded, f"_misc_assets/{number}") for number, tower in enumerate(("user", "item"))}


if len(sys.argv) > 2:
    print(json.dumps({path: asked(path) for path in sys.argv[2:]}))
else:
    print(json.dumps(saved_here()))

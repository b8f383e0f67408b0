"""Makes models to look at: `python make_architectures.py FOLDER`.

FOLDER/bert.keras and FOLDER/bert, an encoder of BERT's size as Keras 3 saves and exports it, and a graph of 50,000 ops:
FOLDER/ops.pb, frozen, and FOLDER/ops, a SavedModel with one function. Most weights are zeros, and take no room on the
disk.
"""

import os
import pathlib
import sys

os.environ["TF_USE_LEGACY_KERAS"] = "0"

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

WORDS, PLACES, SIZE, HEADS, LAYERS = 30_522, 512, 768, 12, 12
OPS = 50_000


def encoder():
    """BERT's base: 12 layers of attention."""
    L = keras.layers
    zeros = {"kernel_initializer": "zeros"}
    ids = keras.Input((128,), dtype="int32", name="input_ids")
    kinds = keras.Input((128,), dtype="int32", name="token_type_ids")
    places = keras.Input((128,), dtype="int32", name="position_ids")
    embed = lambda given, count, name: L.Embedding(count, SIZE, embeddings_initializer="zeros", name=name)(given)
    x = L.Add(name="embeddings")([embed(ids, WORDS, "words"), embed(kinds, 2, "types"), embed(places, PLACES, "places")])
    x = L.Dropout(0.1)(L.LayerNormalization(name="embeddings_norm")(x))
    for at in range(LAYERS):
        y = L.MultiHeadAttention(HEADS, SIZE // HEADS, dropout=0.1, **zeros, name=f"attention_{at}")(x, x)
        x = L.LayerNormalization(name=f"attention_norm_{at}")(L.Add(name=f"attention_sum_{at}")([x, L.Dropout(0.1)(y)]))
        y = L.Dense(4 * SIZE, activation="gelu", **zeros, name=f"intermediate_{at}")(x)
        y = L.Dropout(0.1)(L.Dense(SIZE, **zeros, name=f"output_{at}")(y))
        x = L.LayerNormalization(name=f"output_norm_{at}")(L.Add(name=f"output_sum_{at}")([x, y]))
    pooled = L.Dense(SIZE, activation="tanh", **zeros, name="pooler")(x[:, 0])
    return keras.Model([ids, kinds, places], {"sequence": x, "pooled": pooled}, name="bert")


def many_ops(x):
    """Stages of blocks of ops, with branches, until there are enough."""
    graph = tf.compat.v1.get_default_graph()
    stage = 0
    while len(graph.get_operations()) < OPS:
        with tf.name_scope(f"stage_{stage}"):
            for block in range(10):
                with tf.name_scope(f"block_{block}"):
                    x = _block(x)
        stage += 1
    return tf.identity(x, name="y")


def _block(x):
    kernel = tf.constant(0.0, shape=[16, 16], name="kernel")
    branches = []
    for branch in range(4):
        with tf.name_scope(f"branch_{branch}"):
            y = tf.matmul(x, kernel, name="matmul")
            for _ in range(4):
                y = tf.nn.relu(y + tf.reduce_mean(y, -1, keepdims=True) * tf.sigmoid(y))
            branches.append(y)
    return tf.add_n(branches) + x


class Ops(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None, 16], tf.float32, name="x")], autograph=False)
    def call(self, x):
        return {"y": many_ops(x)}


def hollow(file, block=2**20):
    """Writes a file again with holes in place of zeros: the same bytes, and next to nothing on the disk."""
    draft = file.with_name(f"{file.name}.draft")
    with open(file, "rb") as full, open(draft, "wb") as sparse:
        while part := full.read(block):
            if part.count(0) == len(part):
                sparse.seek(len(part), os.SEEK_CUR)
            else:
                sparse.write(part)
        sparse.truncate()
    draft.replace(file)


folder = pathlib.Path(sys.argv[1])
model = encoder()
model.save(str(folder / "bert.keras"))
model.export(str(folder / "bert"), verbose=False)
for data in (folder / "bert").glob("variables/*.data-*"):
    hollow(data)
hollow(folder / "bert.keras")

with tf.Graph().as_default() as graph:
    many_ops(tf.compat.v1.placeholder(tf.float32, [None, 16], "x"))
(folder / "ops.pb").write_bytes(graph.as_graph_def().SerializeToString())

module = Ops()
tf.saved_model.save(module, str(folder / "ops"), signatures={"serving_default": module.call})

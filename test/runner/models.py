"""SavedModels that are hard to run: python models.py FOLDER."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import tensorflow as tf  # noqa: E402

OUT = sys.argv[1]
DTYPES = [
    "float64", "float32", "float16", "bfloat16", "float8_e5m2", "float8_e4m3fn",
    "int64", "int32", "int16", "int8", "int4", "uint64", "uint32", "uint16", "uint8", "uint4",
    "bool", "complex64", "complex128", "string", "qint8", "quint8", "qint32",
]  # fmt: skip


def save(name, function):
    module = tf.Module()
    module.serve = function
    tf.saved_model.save(module, os.path.join(OUT, name), signatures={"serving_default": function})
    return module


def scalar(function):
    return tf.function(function, input_signature=[tf.TensorSpec([None], tf.float32, name="x")])


specs = [tf.TensorSpec(None, dtype, name=f"in_{dtype}") for dtype in DTYPES]
save(
    "echo",
    tf.function(
        lambda *values: {f"out_{dtype}": tf.identity(value) for dtype, value in zip(DTYPES, values)},
        input_signature=specs,
    ),
)


def endless(x):
    counted = tf.while_loop(lambda i: i >= 0.0, lambda i: [i * 0.5 + 1.0], [tf.abs(x[0])])
    return {"y": x + counted[0]}


save("endless", scalar(endless))

# 100 GB of one tensor.
save("enormous", scalar(lambda x: {"y": tf.reduce_max(tf.broadcast_to(x[:1], [25_000_000_000]))}))


save("product", scalar(lambda x: {"y": tf.linalg.matmul(tf.reshape(x, [1, -1]), tf.ones([3, 2]))}))

counter = tf.Variable(0.0)
counting = tf.Module()
counting.counter = counter
counting.serve = scalar(lambda x: {"y": x + counter.assign_add(1.0)})
tf.saved_model.save(counting, os.path.join(OUT, "counting"), signatures={"serving_default": counting.serve})

vocabulary = os.path.join(OUT, "words.txt")
with open(vocabulary, "w", encoding="utf-8") as file:
    file.write("a\nb\n")
lookup = tf.Module()
lookup.table = tf.lookup.StaticVocabularyTable(
    tf.lookup.TextFileInitializer(
        vocabulary, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER
    ),
    1,
)
lookup.serve = tf.function(
    lambda word: {"id": lookup.table.lookup(word)},
    input_signature=[tf.TensorSpec([None], tf.string, name="word")],
)
tf.saved_model.save(lookup, os.path.join(OUT, "lookup"), signatures={"serving_default": lookup.serve})
os.remove(vocabulary)

# A sparse input, as TF1 wrote it: three tensors for one name.
with tf.Graph().as_default(), tf.compat.v1.Session() as session:
    sparse = tf.compat.v1.sparse_placeholder(tf.float32, shape=[None, 4], name="features")
    total = tf.sparse.reduce_sum(sparse, axis=1)
    tf.compat.v1.saved_model.simple_save(session, os.path.join(OUT, "sparse"), {"features": sparse}, {"sum": total})

# An op pinned to a GPU, which tf.saved_model.load in Python refuses as well without soft placement.
with tf.Graph().as_default(), tf.compat.v1.Session(
    config=tf.compat.v1.ConfigProto(allow_soft_placement=True)
) as session:
    x = tf.compat.v1.placeholder(tf.float32, [None], name="x")
    with tf.device("/device:GPU:0"):
        weight = tf.compat.v1.get_variable("w", initializer=3.0, use_resource=True)
        y = tf.multiply(x, weight, name="y")
    session.run(tf.compat.v1.global_variables_initializer())
    # (simple_save would clear the devices.)
    builder = tf.compat.v1.saved_model.Builder(os.path.join(OUT, "pinned"))
    signature = tf.compat.v1.saved_model.predict_signature_def({"x": x}, {"y": y})
    builder.add_meta_graph_and_variables(session, ["serve"], {"serving_default": signature})
    builder.save()

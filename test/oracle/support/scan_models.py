"""Saves models with something to find in them, and some without: `python scan_models.py OUT tensorflow|keras`.

Prints, by name, what TensorFlow says when it is asked to load and run what it should refuse.
"""

import json
import os
import pathlib
import sys

import h5py
import numpy as np
import tensorflow as tf

out = pathlib.Path(sys.argv[1])
said = {}


def refusal(work):
    try:
        work()
    except Exception as error:  # whatever TensorFlow raises: its words are compared
        return str(error)
    return ""


def save(name, function, *arguments):
    module = tf.Module()
    module.f = function
    signature = function.get_concrete_function(*arguments)
    tf.saved_model.save(module, str(out / name), signatures=signature)


def reads_files():
    @tf.function
    def inner(path):
        return tf.io.read_file(path)

    @tf.function
    def serve(x):
        count, text = tf.constant(0), tf.constant("")
        while count < 2:
            text += tf.io.read_file("/data/in-the-loop.txt")
            count += 1
        return {"x": x, "text": text + inner(tf.constant("/data/nested.txt"))}

    save("reads-files", serve, tf.TensorSpec([], tf.float32))


def writes_files():
    @tf.function
    def serve(x):
        tf.print(x, output_stream="file:///tmp/printed.txt")
        return {"x": x}

    save("writes-files", serve, tf.TensorSpec([], tf.float32))


def reads_records():
    @tf.function
    def serve(x):
        records = tf.data.TFRecordDataset(["/data/records"])
        return {"x": records.reduce(x, lambda sum, record: sum + 1)}

    save("reads-records", serve, tf.TensorSpec([], tf.int64))


def saves_when_called():
    @tf.function
    def serve(x):
        tf.raw_ops.SaveV2(prefix="/data/out", tensor_names=["x"], shape_and_slices=[""], tensors=[x])
        return {"x": x}

    save("saves-when-called", serve, tf.TensorSpec([], tf.float32))


def pinned():
    @tf.function
    def serve(x):
        with tf.device("/device:GPU:0"):
            return {"y": x * 2}

    save("pinned", serve, tf.TensorSpec([2], tf.float32))


def half():
    @tf.function
    def serve(x):
        return {"y": tf.raw_ops.MaxPool3D(input=x, ksize=[1] * 5, strides=[1] * 5, padding="SAME")}

    save("half", serve, tf.TensorSpec([1, 1, 1, 1, 1], tf.float16))
    loaded = tf.saved_model.load(str(out / "half")).signatures["serving_default"]
    said["half"] = refusal(lambda: loaded(x=tf.zeros([1, 1, 1, 1, 1], tf.float16)))


def sound():
    """Prints to a stream, looks words up in an asset, keeps a table, adds many things up: nothing to tell."""
    vocabulary = out / "words.txt"
    vocabulary.write_text("a\nb\n", encoding="utf-8")

    class Model(tf.Module):
        def __init__(self):
            self.weight = tf.Variable([1.0, 2.0])
            self.table = tf.lookup.StaticHashTable(
                tf.lookup.TextFileInitializer(
                    str(vocabulary),
                    tf.string,
                    tf.lookup.TextFileIndex.WHOLE_LINE,
                    tf.int64,
                    tf.lookup.TextFileIndex.LINE_NUMBER,
                ),
                -1,
            )

        @tf.function
        def serve(self, x):
            tf.print(x)
            data = tf.data.Dataset.range(3).cache().reduce(tf.constant(0, tf.int64), lambda a, b: a + b)
            added = tf.raw_ops.AccumulateNV2(inputs=[self.weight, self.weight], shape=[2])
            return {"y": added, "row": self.table.lookup(x) + data}

    model = Model()
    signature = model.serve.get_concrete_function(tf.TensorSpec([None], tf.string, name="x"))
    tf.saved_model.save(model, str(out / "sound"), signatures=signature)


def sound_tf1():
    v1 = tf.compat.v1
    vocabulary = out / "words-1.txt"
    vocabulary.write_text("a\nb\n", encoding="utf-8")
    with tf.Graph().as_default(), v1.Session() as session:
        words = v1.placeholder(tf.string, [None], name="x")
        path = tf.constant(str(vocabulary), name="vocabulary")
        v1.add_to_collection(v1.GraphKeys.ASSET_FILEPATHS, path)
        table = tf.lookup.StaticHashTable(
            tf.lookup.TextFileInitializer(
                path,
                tf.string,
                tf.lookup.TextFileIndex.WHOLE_LINE,
                tf.int64,
                tf.lookup.TextFileIndex.LINE_NUMBER,
            ),
            -1,
        )
        rows = table.lookup(words)
        bias = v1.get_variable("bias", [], tf.int64)
        session.run([v1.global_variables_initializer(), v1.tables_initializer()])
        builder = v1.saved_model.Builder(str(out / "sound-tf1"))
        builder.add_meta_graph_and_variables(
            session,
            ["serve"],
            signature_def_map={
                "serve": v1.saved_model.predict_signature_def({"x": words}, {"y": rows + bias})
            },
            assets_collection=v1.get_collection(v1.GraphKeys.ASSET_FILEPATHS),
            main_op=v1.tables_initializer(),
        )
        builder.save()


def graphs():
    """Graphs that TensorFlow refuses, in its own words."""

    def write(name, op, producer, min_consumer=0, bad_consumers=()):
        graph = tf.compat.v1.GraphDef()
        graph.node.add(name="x", op="Placeholder").attr["dtype"].type = tf.complex64.as_datatype_enum
        graph.node.add(name="y", op=op, input=["x"])
        if op == "Identity":
            graph.node[1].attr["T"].type = tf.complex64.as_datatype_enum
        graph.versions.producer = producer
        graph.versions.min_consumer = min_consumer
        graph.versions.bad_consumers.extend(bad_consumers)
        (out / f"{name}.pb").write_bytes(graph.SerializeToString())

        def load():
            with tf.Graph().as_default():
                tf.import_graph_def(graph, name="")

        said[name] = refusal(load)

    here = tf.version.GRAPH_DEF_VERSION
    write("newer", "Identity", here, min_consumer=9999)
    write("disallowed", "Identity", here, bad_consumers=[here])
    write("removed", "BatchFFT", here)
    write("before-removal", "BatchFFT", 14)


def hdf5():
    with h5py.File(out / "leads-out.h5", "w") as file:
        file["w"] = np.arange(4, dtype="float32")
        file["link"] = h5py.ExternalLink("other.h5", "/x")
        file.create_dataset("stored", (4,), dtype="uint8", external=[(str(out / "words.txt"), 0, 4)])
        layout = h5py.VirtualLayout((4,), dtype="f8")
        layout[:] = h5py.VirtualSource("other.h5", "x", shape=(4,))
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("huge", (10**7, 10**7), dtype="f4", chunks=(1000, 1000), compression="gzip")


def keras():
    if os.environ["TF_USE_LEGACY_KERAS"] == "1":
        import tf_keras as keras
    else:
        import keras
    layers = keras.layers
    generation = f"keras{keras.__version__.split('.')[0]}"
    double = layers.TimeDistributed(layers.Lambda(lambda x: x * 2.0, name="double"), name="times")
    inner = keras.Sequential([layers.Input((4, 3)), double, layers.Dense(2, name="dense")], name="inner")
    model = keras.Sequential([layers.Input((4, 3)), inner, layers.Bidirectional(layers.LSTM(2))])
    plain = keras.Sequential([layers.Input((4, 3)), layers.LSTM(2), layers.Dense(1)])
    plain.compile("adam", "mse")
    for name, saved in (("lambda", model), ("plain", plain)):
        saved.save(out / f"{generation}-{name}.keras")
        saved.save(out / f"{generation}-{name}.h5")
        if generation == "keras2":
            saved.save(out / f"{generation}-{name}")
        else:
            saved.export(str(out / f"{generation}-{name}"))
    if generation == "keras2":
        vocabulary = out / "keras-words.txt"
        vocabulary.write_text("a\nb\n", encoding="utf-8")
        lookup = layers.StringLookup(vocabulary=str(vocabulary), name="lookup")
        keras.Sequential([layers.Input((1,), dtype="string"), lookup]).save(out / "keras2-words.keras")


tf.get_logger().setLevel("ERROR")
if sys.argv[2] == "tensorflow":
    for make in (reads_files, writes_files, reads_records, saves_when_called, pinned, half, sound, sound_tf1, graphs, hdf5):
        make()
else:
    keras()
print(json.dumps(said))

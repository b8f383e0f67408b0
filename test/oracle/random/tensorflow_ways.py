"""What TensorFlow saves without Keras: objects of all kinds, TensorFlow 1's savers and builders, frozen graphs."""

import pathlib

import numpy as np
import tensorflow as tf
from google.protobuf import text_format
from tensorflow.core.protobuf import trackable_object_graph_pb2

import answers
from draw import NUMBERS

v1 = tf.compat.v1

# Quantised dtypes are integers of these in another dress.
QUANTISED = {"qint8": "int8", "quint8": "uint8", "qint16": "int16", "quint16": "uint16", "qint32": "int32"}


def _value(draw, dtypes):
    """A tensor of any dtype among these, of a small shape."""
    dtype = draw.one(dtypes)
    shape = draw.shape()
    if dtype == "string":
        return tf.constant(draw.strings(shape).tolist(), tf.string, shape)
    if dtype in QUANTISED:
        return tf.bitcast(tf.constant(draw.numbers(NUMBERS[QUANTISED[dtype]], shape)), dtype)
    return _constant(draw.numbers(NUMBERS[dtype], shape), dtype)


def _constant(values, dtype):
    if _is_own(dtype):
        return tf.constant(values, tf.as_dtype(dtype))
    return tf.cast(tf.constant(values.astype("f8")), dtype)


def _is_own(dtype):
    """Whether NumPy's dtype and TensorFlow's are one: early versions had a bfloat16 of their own."""
    return tf.as_dtype(dtype).as_numpy_dtype is NUMBERS[dtype].type



def _known(name):
    try:
        return tf.as_dtype(name).as_numpy_dtype is not None
    except TypeError:
        return False


KNOWN = [name for name in NUMBERS if _known(name)]

# Variables of these can be made on a CPU.
VARIABLES = [*(name for name in KNOWN if name not in ("int4", "uint4")), "string"]


def _trackable(draw, dtypes=VARIABLES, depth=0):
    """An object with variables somewhere in it: modules, dictionaries and lists, some of them shared."""
    module = tf.Module()
    held = []
    for name in draw.names(draw.integer(1, 4), odd=0.5):
        kind = draw.one(["variable", "variable", "list", "dictionary", "module", "again"])
        if kind == "module" and depth < 3:
            value = _trackable(draw, dtypes, depth + 1)
        elif kind == "list":
            value = [tf.Variable(_value(draw, dtypes)) for _ in range(draw.integer(0, 3))]
        elif kind == "dictionary":
            value = {key: tf.Variable(_value(draw, dtypes)) for key in draw.names(draw.integer(1, 3), odd=0.5, slashes=True)}
        elif kind == "again" and held:
            value = draw.one(held)
        else:
            value = tf.Variable(_value(draw, dtypes))
        held.append(value)
        setattr(module, name, value)
    return module


def objects(draw, folder):
    """`tf.train.Checkpoint` of objects with the names that people give them, now and then in shards."""
    names = [name for name in draw.names(draw.integer(1, 4), odd=0.4) if not name.startswith("__")]
    sharded = draw.chance(0.4)
    # TensorFlow's own policy fails on strings.
    dtypes = VARIABLES[:-1] if sharded else VARIABLES
    checkpoint = tf.train.Checkpoint(**{name: _trackable(draw, dtypes) for name in names or ["root"]})
    options = tf.train.CheckpointOptions()
    if sharded:
        policy = tf.train.experimental.MaxShardSizePolicy(max_shard_size=draw.integer(4000, 20_000))
        options = tf.train.CheckpointOptions(experimental_sharding_callback=policy)
    prefix = checkpoint.write(str(folder / draw.name()), options=options)
    return {
        "path": pathlib.Path(prefix),
        "format": "tf-checkpoint",
        "tensors": answers.checkpoint(prefix),
        "findings": ["missing-part"] if _lost(prefix) else [],
    }


def _lost(prefix):
    """Whether TensorFlow names values that it did not store: its policy of shards drops variables without elements."""
    reader = tf.train.load_checkpoint(prefix)
    graph = trackable_object_graph_pb2.TrackableObjectGraph()
    graph.ParseFromString(reader.get_tensor("_CHECKPOINTABLE_OBJECT_GRAPH"))
    stored = set(reader.get_variable_to_shape_map())
    return any(value.checkpoint_key not in stored for node in graph.nodes for value in node.attributes)


def raw_bundle(draw, folder):
    """Tensors under any names, of every dtype that TensorFlow writes."""
    dtypes = [*KNOWN, *QUANTISED, "string"]
    names = draw.names(draw.integer(1, 12), odd=0.5, slashes=True)
    prefix = folder / draw.name()
    values = [_value(draw, dtypes) for _ in names]
    tf.raw_ops.SaveV2(prefix=str(prefix), tensor_names=names, shape_and_slices=[""] * len(names), tensors=values)
    return {"path": prefix, "format": "tf-checkpoint", "tensors": answers.checkpoint(prefix)}


class Served(tf.Module):
    def __init__(self, draw):
        super().__init__()
        size = draw.integer(1, 5)
        self.kernel = tf.Variable(draw.random.normal(size=(size, draw.integer(1, 4))).astype("f4"))
        self.more = _trackable(draw)
        keys = tf.constant([f"key {at}" for at in range(draw.integer(1, 9))])
        initializer = tf.lookup.KeyValueTensorInitializer(keys, tf.range(len(keys), dtype=tf.int64))
        self.table = tf.lookup.StaticHashTable(initializer, -1)

    def call(self, x, words):
        return {"y": tf.cast(x, tf.float32) @ self.kernel, "ids": self.table.lookup(words)}


def saved_module(draw, folder):
    """`tf.saved_model.save` of a module with several signatures."""
    module = Served(draw)
    path = folder / draw.name()
    signatures = {}
    for name in ["serving_default", *draw.names(draw.integer(0, 2))]:
        dtype = draw.one(["float32", "float64", "int32", "uint8"])
        x = tf.TensorSpec([draw.one([None, 2]), module.kernel.shape[0]], dtype, name="x")
        words = tf.TensorSpec([None], tf.string, name="words")
        signatures[name] = tf.function(module.call).get_concrete_function(x, words)
    tf.saved_model.save(module, str(path), signatures=signatures)
    return {
        "path": path,
        "format": "saved-model",
        "tensors": answers.checkpoint(path / "variables" / "variables"),
        "metaGraphs": answers.golden.meta_graphs(path),
    }


def _variables(draw, session_devices):
    """Variables of TensorFlow 1 on several devices, some of them in partitions."""
    made = []
    for name in draw.names(draw.integer(1, 6)):
        scope = draw.one(["", "model", "model/inner", "tower.1"])
        axis_sizes = (draw.integer(2, 12), draw.integer(1, 6))
        partitioner = v1.fixed_size_partitioner(draw.integer(2, min(3, axis_sizes[0])), axis=0) if draw.chance(0.4) else None
        with tf.device(f"/cpu:{draw.integer(0, session_devices - 1)}"), v1.variable_scope(scope, use_resource=draw.chance(0.5)):
            if partitioner is not None:
                # A resource in partitions is one of several variables to a saver as well.
                value = v1.get_variable(name, axis_sizes, initializer=v1.random_normal_initializer(seed=draw.integer(0, 99)), partitioner=partitioner, use_resource=False)
            else:
                value = v1.get_variable(name, initializer=_value_in_graph(draw), use_resource=False)
        made.append(value)
    return made


def _value_in_graph(draw):
    dtype = draw.one(["float32", "float64", "int32", "int64", "uint8", "int8", "bool", "complex64", "string", "float16", "bfloat16"])
    shape = draw.shape(3)
    if dtype == "string":
        return tf.constant(draw.strings(shape).tolist(), tf.string, shape)
    return _constant(draw.numbers(NUMBERS[dtype], shape), dtype)


def saver_v2(draw, folder):
    """`tf.compat.v1.train.Saver`: partitions, shards, a meta graph beside."""
    devices = draw.integer(1, 3)
    with tf.Graph().as_default(), v1.Session(config=v1.ConfigProto(device_count={"CPU": devices})) as session:
        _variables(draw, devices)
        if draw.chance(0.5):
            v1.train.get_or_create_global_step()
        session.run(v1.global_variables_initializer())
        saver = v1.train.Saver(sharded=draw.chance(0.6), write_version=v1.train.SaverDef.V2)
        prefix = saver.save(session, str(folder / "model.ckpt"), global_step=draw.one([None, 7, 120_000]), write_meta_graph=draw.chance(0.6), write_state=False)
    return {"path": pathlib.Path(prefix), "format": "tf-checkpoint", "tensors": answers.checkpoint(prefix)}


def builder_v1(draw, folder):
    """TensorFlow 1's SavedModelBuilder: several meta graphs with any tags."""
    path = folder / draw.name()
    builder = v1.saved_model.Builder(str(path))
    for number, tags in enumerate(draw.some([["serve"], ["serve", "gpu"], ["train"], [draw.name()]])):
        with tf.Graph().as_default(), v1.Session() as session:
            x = v1.placeholder(draw.one(["float32", "float64"]), [None, 3], "x")
            w = v1.get_variable("w", initializer=draw_weights(3, 2), use_resource=False)
            y = tf.matmul(tf.cast(x, tf.float32), w, name="y")
            session.run(v1.global_variables_initializer())
            signature = v1.saved_model.predict_signature_def({"x": x}, {"y": y})
            names = {name: signature for name in ["serving_default", *draw.names(draw.integer(0, 2))]}
            if number == 0:
                builder.add_meta_graph_and_variables(session, tags, names)
            else:
                builder.add_meta_graph(tags, names)
    builder.save()
    return {
        "path": path,
        "format": "saved-model",
        "tensors": answers.checkpoint(path / "variables" / "variables"),
        "metaGraphs": answers.golden.meta_graphs(path),
    }


def draw_weights(rows, columns):
    return np.linspace(-1, 1, rows * columns, dtype="f4").reshape(rows, columns)


def frozen_graph(draw, folder):
    """A GraphDef whose constants are of any dtype, binary or as text."""
    as_text = draw.chance(0.4)
    path = folder / f"{draw.name()}.{'pbtxt' if as_text else 'pb'}"
    tensors = []
    with tf.Graph().as_default() as graph:
        v1.placeholder(tf.float32, [None], "x")
        for name in draw.names(draw.integer(1, 8)):
            dtypes = ["float32", "float64", "float16", "bfloat16", "int8", "int32", "int64", "uint8", "uint16", "bool", "complex64"]
            dtype = draw.one([*filter(_is_own, dtypes), "string"])
            shape = draw.shape()
            values = draw.strings(shape) if dtype == "string" else draw.numbers(NUMBERS[dtype], shape)
            given = values.tolist() if dtype == "string" else values
            node = tf.constant(given, tf.as_dtype(dtype), shape, name=f"{draw.one(['', 'scope/'])}{name}").op
            tensors.append(answers.tensor(node.name, values, dtype))
    definition = graph.as_graph_def()
    if as_text:
        path.write_text(text_format.MessageToString(definition), encoding="utf-8")
    else:
        path.write_bytes(definition.SerializeToString())
    return {"path": path, "format": "graph-def", "tensors": tensors}


WAYS = [objects, objects, raw_bundle, raw_bundle, saved_module, saver_v2, builder_v1, frozen_graph]

"""Writes graphs into the folder named on the command line and prints what TensorFlow reads of them.

{file: {"nodes", "functions", "ops", "tensors": {constant: {"dtype", "shape", "values"}}, "inputs", "outputs"}}; values
are the hex of the little-endian bytes, or a list with the hex of each string.
"""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf
from google.protobuf import text_format
from tensorflow.core.framework import graph_pb2, tensor_pb2
from tensorflow.core.protobuf import meta_graph_pb2, saved_model_pb2
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

out = pathlib.Path(sys.argv[1])
v1 = tf.compat.v1
random = np.random.default_rng(4)
files = {}


def loaded(tensor):
    dtype = tf.dtypes.as_dtype(tensor.dtype)
    # As the kernel of Const reads it; tf.make_ndarray reads some lists in another way.
    array = np.asarray(tf.io.parse_tensor(tensor.SerializeToString(), dtype).numpy())
    if dtype == tf.string:
        values = [text.hex() for text in array.reshape(-1)]
    else:
        values = array.tobytes().hex()
    return {"dtype": dtype.name, "shape": list(array.shape), "values": values}


def add(name, graph, inputs=None, outputs=None, container=None):
    """The file, in both forms, and what is in it."""
    functions = [node for function in graph.library.function for node in function.node_def]
    expected = {
        "nodes": len(graph.node),
        "functions": len(graph.library.function),
        "ops": sorted({node.op for node in [*graph.node, *functions]}),
        "tensors": {node.name: loaded(node.attr["value"].tensor) for node in graph.node if node.op == "Const"},
        "inputs": inputs,
        "outputs": outputs,
    }
    whole = graph if container is None else container
    (out / name).write_bytes(whole.SerializeToString())
    files[name] = expected
    text = name + "txt"
    (out / text).write_text(text_format.MessageToString(whole, as_utf8=len(files) % 4 == 0), encoding="utf-8")
    files[text] = expected


def lists():
    """Constants that are written as lists and filled up, as converters and text files have them."""
    graph = graph_pb2.GraphDef()

    def constant(dtype, shape, **fields):
        node = graph.node.add(name=f"constant_{len(graph.node)}", op="Const")
        node.attr["dtype"].type = dtype.as_datatype_enum
        tensor = node.attr["value"].tensor
        tensor.CopyFrom(tensor_pb2.TensorProto(dtype=dtype.as_datatype_enum, **fields))
        for size in shape:
            tensor.tensor_shape.dim.add(size=size)
        tensor.tensor_shape.SetInParent()

    for dtype in [tf.int8, tf.int16, tf.int32, tf.uint8, tf.uint16]:
        constant(dtype, [3, 2], int_val=[1, 2, 3])
        constant(dtype, [2], int_val=[0, dtype.max])
    constant(tf.int32, [2], int_val=[-1, tf.int32.min])
    constant(tf.int8, [3], int_val=[-1])
    constant(tf.int64, [3], int64_val=[-1, 2**62, -(2**63)])
    constant(tf.uint32, [2], uint32_val=[2**32 - 1])
    constant(tf.uint64, [2], uint64_val=[2**64 - 1, 7])
    constant(tf.bool, [4], bool_val=[True, False])
    constant(tf.float32, [70_000], float_val=[1.5, -0.0, float("nan"), float("inf"), 1e-40])
    constant(tf.float32, [300, 400], float_val=[0.25])
    constant(tf.float32, [3], float_val=[1.0, 2.0, 3.0])
    constant(tf.float64, [2, 2], double_val=[0.1, 1e300])
    constant(tf.float64, [2])
    constant(tf.complex64, [2], scomplex_val=[1.0, -2.0])
    constant(tf.complex128, [2], dcomplex_val=[1.0, -2.0, 3.0, 4.0])
    constant(tf.float16, [3], half_val=[0x3C00, 0xFC00])
    constant(tf.bfloat16, [3], half_val=[0x3F80, 0xFF80])
    constant(tf.string, [4], string_val=[b"a", b"\xff\0", "日本語".encode()])
    constant(tf.string, [2])
    constant(tf.string, [], string_val=["quote\" ' \\ \n".encode()])
    constant(tf.float32, [0, 3])
    constant(tf.float32, [])
    add("lists.pb", graph)


def contents():
    graph = graph_pb2.GraphDef()
    for dtype in [tf.float32, tf.float64, tf.float16, tf.bfloat16, tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8,
                  tf.uint16, tf.uint32, tf.uint64, tf.bool, tf.complex64, tf.complex128]:
        for shape in [(), (5,), (0,), (3, 4, 2)]:
            node = graph.node.add(name=f"{dtype.name}/{'x'.join(map(str, shape))}", op="Const")
            values = (random.normal(size=shape) * 9).astype(dtype.as_numpy_dtype)
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(values, dtype, shape))
    large = graph.node.add(name="large", op="Const")
    large.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(random.normal(size=(800, 300)).astype("f4")))
    add("contents.pb", graph)


def frozen_1():
    with tf.Graph().as_default() as graph, v1.Session() as session:
        x = v1.placeholder(tf.float32, [None, 8], "features")
        ids = v1.placeholder_with_default(np.array([1, 2]), [None], "ids")
        weights = v1.get_variable("weights", initializer=random.normal(size=(8, 3)).astype("f4"), use_resource=False)
        table = v1.get_variable("table", initializer=random.normal(size=(5, 3)).astype("f4"), use_resource=False)
        tf.nn.softmax(tf.matmul(x, weights), name="scores")
        tf.identity(tf.gather(table, ids), "rows")
        v1.global_variables_initializer().run()
        constant = v1.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), ["scores", "rows"])
        v1.train.Saver().save(session, str(out / "model.ckpt"), global_step=3)
    add("frozen_1.pb", constant, {"features": ["float32", [None, 8]], "ids": ["int64", [None]]}, ["rows", "scores"])
    meta = meta_graph_pb2.MetaGraphDef()
    meta.ParseFromString((out / "model.ckpt-3.meta").read_bytes())
    add("model.ckpt-3.meta", meta.graph_def, container=meta)


def frozen_2():
    module = tf.Module()
    module.kernel = tf.Variable(random.normal(size=(4, 2)).astype("f4"))

    @tf.function(input_signature=[tf.TensorSpec([None, 4], tf.float32, name="x")])
    def call(x):
        return tf.map_fn(lambda row: tf.cond(row[0] > 0, lambda: row * 2, lambda: row), x) @ module.kernel

    frozen = convert_variables_to_constants_v2(call.get_concrete_function(), lower_control_flow=False)
    add("frozen_2.pb", frozen.graph.as_graph_def(), {"x": ["float32", [None, 4]]}, ["Identity"])


def saved_models():
    """The same SavedModels as text."""
    for path in map(pathlib.Path, sys.argv[2:]):
        model = saved_model_pb2.SavedModel()
        model.ParseFromString((path / "saved_model.pb").read_bytes())
        (out / path.name).mkdir()
        (out / path.name / "saved_model.pbtxt").write_text(text_format.MessageToString(model), encoding="utf-8")


v1.logging.set_verbosity(v1.logging.ERROR)
np.seterr(all="ignore")
lists()
contents()
frozen_1()
frozen_2()
saved_models()
print(json.dumps(files))

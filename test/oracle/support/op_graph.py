"""Prints what TensorFlow's protobufs say of the ops of the graphs named on the command line.

SavedModels (directories), MetaGraphDefs (.meta, .metatxt) and GraphDefs (.pb, .pbtxt):
{path: [{"nodes", "functions", "output_arguments", "captures", "attributes"} for each meta graph]}
"""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf
from google.protobuf import text_format
from tensorflow.core.framework import attr_value_pb2, graph_pb2
from tensorflow.core.protobuf import meta_graph_pb2, saved_model_pb2, trackable_object_graph_pb2

DTYPES = ["dtype", "T", "Tout", "DstT", "out_type"]
VARIABLES = ["Variable", "VariableV2", "VarHandleOp"]
BOOKKEEPING = ["allowed_devices", "config", "config_proto", "container", "debug_name", "executor_type"]


def dtype_name(number):
    return tf.dtypes.as_dtype(number).name


def shape_of(shape):
    return None if shape.unknown_rank else [None if dim.size < 0 else dim.size for dim in shape.dim]


def shapes_of(attributes):
    return [shape_of(shape) for shape in attributes["_output_shapes"].list.shape] if "_output_shapes" in attributes else []


def dtype_of(attributes):
    for name in DTYPES:
        if name not in attributes:
            continue
        value = attributes[name]
        if value.WhichOneof("value") == "type":
            return dtype_name(value.type)
        if value.list.type:
            return dtype_name(value.list.type[0])
    return None


def types_of(attributes):
    """Those that every op may have of its own; "_class" and its like are TensorFlow's."""
    found = {}
    for name, value in attributes.items():
        if name.startswith("_"):
            continue
        if value.WhichOneof("value") == "type":
            found[name] = dtype_name(value.type)
        elif value.list.type:
            found[name] = dtype_name(value.list.type[0])
    return found


def callees_of(attributes):
    found = []
    for name in sorted(attributes):
        value = attributes[name]
        if value.WhichOneof("value") == "func":
            found.append(value.func.name)
        found.extend(function.name for function in value.list.func)
    return found


def value_shape(node):
    if node.op == "Const":
        return shape_of(node.attr["value"].tensor.tensor_shape)
    if node.op in VARIABLES and "shape" in node.attr:
        return shape_of(node.attr["shape"].shape)
    return None


def told(node):
    return {
        "name": node.name,
        "op": node.op,
        "inputs": list(node.input),
        "device": node.device,
        "callees": callees_of(node.attr),
        "shapes": shapes_of(node.attr),
        "dtype": dtype_of(node.attr),
        "types": types_of(node.attr),
        "sharedName": node.attr["shared_name"].s.decode() if "shared_name" in node.attr else "",
        "valueShape": value_shape(node),
    }


def argument(arg):
    return {"name": arg.name, "dtype": dtype_name(arg.type) if arg.type else "unknown"}


def output_argument(arg):
    return {
        "name": arg.name,
        "dtype": dtype_name(arg.type) if arg.type else None,
        "typeAttribute": arg.type_attr,
        "isList": bool(arg.number_attr or arg.type_list_attr),
    }


def function_of(function):
    parameters = []
    for index, arg in enumerate(function.signature.input_arg):
        shapes = shapes_of(function.arg_attr[index].attr) if index in function.arg_attr else []
        parameters.append({**argument(arg), "shape": shapes[0] if shapes else None})
    return {
        "parameters": parameters,
        "results": [{**argument(arg), "from": function.ret[arg.name]} for arg in function.signature.output_arg],
        "controlResults": sorted(function.control_ret.values()),
        "nodes": [told(node) for node in function.node_def],
    }


def shape_text(shape):
    if shape is None:
        return "any shape"
    if not shape:
        return "scalar"
    return f"({', '.join('?' if size is None else str(size) for size in shape)})"


def attribute_text(value):
    """As text; floats as {"dtype", "values"}, None where it is not compared."""
    kind = value.WhichOneof("value")
    if kind == "s":
        plain = value.s.isascii() and value.s.decode().isprintable() and len(value.s) <= 200
        return f'"{value.s.decode()}"' if plain else None
    if kind == "i":
        return str(value.i)
    if kind == "f":
        return {"begins": "", "dtype": "float32", "values": [repr(value.f)]}
    if kind == "b":
        return "true" if value.b else "false"
    if kind == "type":
        return dtype_name(value.type)
    if kind == "shape":
        return shape_text(shape_of(value.shape))
    if kind == "func":
        return value.func.name
    if kind == "placeholder":
        return f"${value.placeholder}"
    if kind == "list":
        items = list_items(value.list)
        if items is None or len(items) > 16:
            return None
        return f"[{', '.join(items)}]"
    if kind == "tensor":
        return tensor_text(value)
    return None


def list_items(values):
    made = [
        *(attribute_text(attr_value_pb2.AttrValue(s=item)) for item in values.s),
        *(str(item) for item in values.i),
        *("true" if item else "false" for item in values.b),
        *(dtype_name(item) for item in values.type),
        *(shape_text(shape_of(item)) for item in values.shape),
        *(item.name for item in values.func),
    ]
    return None if values.f or values.tensor or None in made else made


def tensor_text(value):
    """Of floats where they begin, their dtype and the first values: how they are written is another test's."""
    tensor = value.tensor
    dtype = tf.dtypes.as_dtype(tensor.dtype)
    what = f"{dtype.name} {shape_text(shape_of(tensor.tensor_shape))}"
    # As the kernel of Const reads it.
    array = np.asarray(tf.io.parse_tensor(tensor.SerializeToString(), dtype).numpy()).reshape(-1)
    # Only the beginning of a large value is kept, and a list may stand for any number.
    if value.ByteSize() > 2000 or array.size * max(dtype.size, 1) > 64 * 1024 or array.size == 0:
        return what
    first = array[:8]
    if dtype in [tf.float32, tf.float64]:
        return {"begins": what, "dtype": dtype.name, "values": [repr(float(item)) for item in first]}
    if dtype == tf.string:
        items = [attribute_text(attr_value_pb2.AttrValue(s=item)) for item in first]
    elif dtype == tf.bool:
        items = ["true" if item else "false" for item in first]
    elif dtype.is_integer:
        items = [str(item) for item in first]
    else:
        return None
    return None if None in items else f"{what}: {', '.join([*items, *(['…'] if array.size > 8 else [])])}"


def attributes_of(graph):
    """{node: {attribute: text}} of the graph itself and of its functions."""
    scopes = {"": graph.node, **{function.signature.name: function.node_def for function in graph.library.function}}
    return {
        scope: {
            node.name: {
                name: attribute_text(value)
                for name, value in node.attr.items()
                if not name.startswith("_") and name not in BOOKKEEPING
            }
            for node in nodes
        }
        for scope, nodes in scopes.items()
    }


def checkpoint_keys(model, objects):
    """The key under which each object's value is stored, as the loader finds it: by the same names from both roots."""
    prefix = model / "variables" / "variables"
    if not prefix.with_name("variables.index").exists():
        return {}
    reader = tf.train.load_checkpoint(str(prefix))
    if not reader.has_tensor("_CHECKPOINTABLE_OBJECT_GRAPH"):
        return {}
    stored = trackable_object_graph_pb2.TrackableObjectGraph.FromString(
        reader.get_tensor("_CHECKPOINTABLE_OBJECT_GRAPH")
    )
    partner = {0: 0}
    queue = [0]
    for node in queue:
        theirs = {child.local_name: child.node_id for child in stored.nodes[partner[node]].children}
        for child in objects.nodes[node].children:
            if child.local_name in theirs and child.node_id not in partner:
                partner[child.node_id] = theirs[child.local_name]
                queue.append(child.node_id)
    return {
        ours: attribute.checkpoint_key
        for ours, node in partner.items()
        for attribute in stored.nodes[node].attributes
        if attribute.name == "VARIABLE_VALUE"
    }


def captures_of(model, meta):
    objects = meta.object_graph_def
    keys = checkpoint_keys(model, objects) if objects.nodes else {}
    constants = {node.name: node for node in meta.graph_def.node if node.op == "Const"}
    names = {}
    for node in objects.nodes:
        for child in node.children:
            names.setdefault(child.node_id, set()).add(child.local_name)

    def capture(number):
        node = objects.nodes[number]
        kind = node.WhichOneof("kind")
        found = {"kind": "other", "name": "", "tensor": keys.get(number), "dtype": None, "shape": None}
        if kind == "variable":
            variable = node.variable
            found |= {"kind": kind, "name": variable.name, "dtype": dtype_name(variable.dtype)}
            found |= {"shape": shape_of(variable.shape)}
        elif kind == "constant":
            constant = constants[node.constant.operation]
            found |= {"kind": kind, "name": constant.name, "dtype": dtype_of(constant.attr)}
            found |= {"shape": value_shape(constant)}
        elif kind == "asset":
            file = meta.asset_file_def[node.asset.asset_file_def_index].filename
            found |= {"kind": kind, "name": file, "dtype": "string", "shape": []}
        elif kind == "resource":
            found |= {"kind": "table" if makes_table(number) else "other", "name": node.registered_name}
            found |= {"dtype": "resource", "shape": []}
        return {**found, "attributes": sorted(names.get(number, ()))}

    def makes_table(number):
        functions = {function.signature.name: function for function in meta.graph_def.library.function}
        for child in objects.nodes[number].children:
            made = objects.nodes[child.node_id].function.concrete_functions
            if child.local_name == "_create_resource":
                return any("HashTable" in node.op for name in made for node in functions[name].node_def)
        return False

    return {
        name: [capture(number) for number in function.bound_inputs]
        for name, function in objects.concrete_functions.items()
    }


def graph_of(graph, **more):
    return {
        "nodes": [told(node) for node in graph.node],
        "functions": {function.signature.name: function_of(function) for function in graph.library.function},
        "attributes": attributes_of(graph),
        "outputArguments": {},
        "captures": {},
        **more,
    }


def meta_graph_of(meta, model=None):
    return graph_of(
        meta.graph_def,
        outputArguments={
            op.name: [output_argument(arg) for arg in op.output_arg] for op in meta.meta_info_def.stripped_op_list.op
        },
        captures=captures_of(model, meta) if model else {},
    )


def parsed(path, message):
    if path.suffix.endswith("txt"):
        return text_format.Parse(path.read_text(encoding="utf-8"), message)
    message.ParseFromString(path.read_bytes())
    return message


def graphs_in(path):
    if path.is_dir():
        saved = parsed(path / "saved_model.pb", saved_model_pb2.SavedModel())
        return [meta_graph_of(meta, path) for meta in saved.meta_graphs]
    if path.suffix.startswith(".meta"):
        return [meta_graph_of(parsed(path, meta_graph_pb2.MetaGraphDef()))]
    return [graph_of(parsed(path, graph_pb2.GraphDef()))]


json.dump({each: graphs_in(pathlib.Path(each)) for each in sys.argv[1:]}, sys.stdout)

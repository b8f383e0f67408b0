"""Prints the fields of TensorFlow's protobuf messages as JSON: message -> field -> [number, type, repeated]."""

import importlib
import json

from google.protobuf.descriptor import FieldDescriptor

MODULES = [
    'tensorflow.core.example.example_pb2',
    'tensorflow.core.framework.function_pb2',
    'tensorflow.core.framework.graph_pb2',
    'tensorflow.core.framework.attr_value_pb2',
    'tensorflow.core.framework.node_def_pb2',
    'tensorflow.core.framework.op_def_pb2',
    'tensorflow.core.framework.tensor_pb2',
    'tensorflow.core.framework.tensor_shape_pb2',
    'tensorflow.core.framework.tensor_slice_pb2',
    'tensorflow.core.framework.variable_pb2',
    'tensorflow.core.framework.versions_pb2',
    'tensorflow.core.protobuf.fingerprint_pb2',
    'tensorflow.core.protobuf.meta_graph_pb2',
    'tensorflow.core.protobuf.saved_model_pb2',
    'tensorflow.core.protobuf.saved_object_graph_pb2',
    'tensorflow.core.protobuf.saver_pb2',
    'tensorflow.core.protobuf.struct_pb2',
    'tensorflow.core.protobuf.tensor_bundle_pb2',
    'tensorflow.core.protobuf.trackable_object_graph_pb2',
    'tensorflow.core.util.saved_tensor_slice_pb2',
    'tensorflow_serving.apis.classification_pb2',
    'tensorflow_serving.apis.input_pb2',
    'tensorflow_serving.apis.model_pb2',
    'tensorflow_serving.apis.predict_pb2',
    'tensorflow_serving.apis.prediction_log_pb2',
    'tensorflow_serving.apis.regression_pb2',
    # The copy of tf.keras in TensorFlow: the same message as tf-keras's own.
    'tensorflow.python.keras.protobuf.saved_metadata_pb2',
]

TYPES = {
    number: name.removeprefix('TYPE_').lower()
    for name, number in vars(FieldDescriptor).items()
    if name.startswith('TYPE_')
}


def is_repeated(field):
    # Newer protobuf has a property, and no label any more.
    return field.is_repeated if hasattr(field, 'is_repeated') else field.label == field.LABEL_REPEATED


def describe(message, found):
    found[message.full_name] = {
        field.name: [field.number, TYPES[field.type], is_repeated(field)]
        for field in message.fields
    }
    for nested in message.nested_types:
        describe(nested, found)


messages = {}
for name in MODULES:
    for message in importlib.import_module(name).DESCRIPTOR.message_types_by_name.values():
        describe(message, messages)
print(json.dumps(messages))

"""Prints what TensorFlow restores of the checkpoints named on the command line: {prefix: {tensor: ...}}."""

import json
import sys

import tensorflow as tf


def restored(prefix):
    tensors = {}
    reader = tf.train.load_checkpoint(prefix)
    shapes = reader.get_variable_to_shape_map()
    for name, dtype in reader.get_variable_to_dtype_map().items():
        # RestoreV2, not the reader: it also gives the dtypes that NumPy lacks.
        (value,) = tf.raw_ops.RestoreV2(
            prefix=prefix, tensor_names=[name], shape_and_slices=[""], dtypes=[dtype]
        )
        if dtype == tf.string:
            values = [element.hex() for element in value.numpy().reshape(-1)]
        elif dtype.is_quantized:
            values = tf.bitcast(value, tf.uint8).numpy().tobytes().hex()
        else:
            values = value.numpy().tobytes().hex()
        tensors[name] = {"dtype": dtype.name, "shape": shapes[name], "values": values}
    return tensors


print(json.dumps({prefix: restored(prefix) for prefix in sys.argv[1:]}))

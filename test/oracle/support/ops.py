"""Prints TensorFlow's version and the ops that it registers by itself, one on a line."""

import tensorflow as tf
from tensorflow.core.framework import op_def_pb2
from tensorflow.python.client import pywrap_tf_session

ops = op_def_pb2.OpList()
ops.ParseFromString(pywrap_tf_session.TF_GetBuffer(pywrap_tf_session.TF_GetAllOpList()))
print(tf.__version__)
# What has a namespace belongs to a library, or to TensorFlow's own tests.
print('\n'.join(sorted(op.name for op in ops.op if '>' not in op.name)))

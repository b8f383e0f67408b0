"""Writes a checkpoint of 100,000 small tensors: `python make_many_tensors.py PREFIX`."""

import sys

import tensorflow as tf

TENSORS = 100_000

value = tf.zeros([8, 4])
names = [f"layer_{number // 3}/{('kernel', 'm', 'v')[number % 3]}" for number in range(TENSORS)]
tf.raw_ops.SaveV2(
    prefix=sys.argv[1],
    tensor_names=names,
    shape_and_slices=[""] * TENSORS,
    tensors=[value] * TENSORS,
)

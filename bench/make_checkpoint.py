"""Writes a checkpoint of 1.2 GB: `python make_checkpoint.py PREFIX`. 300 tensors of a million float32 each."""

import sys

import numpy as np
import tensorflow as tf

TENSORS, ROWS, COLUMNS = 300, 4000, 250

random = np.random.default_rng(1)
block = random.standard_normal((ROWS, COLUMNS), dtype=np.float32)
names = [f"layer_{number // 3}/{('kernel', 'm', 'v')[number % 3]}" for number in range(TENSORS)]
# Rolled, so that no two tensors are alike and none takes time to make.
tensors = [tf.constant(np.roll(block, number)) for number in range(TENSORS)]
tf.raw_ops.SaveV2(
    prefix=sys.argv[1], tensor_names=names, shape_and_slices=[""] * TENSORS, tensors=tensors
)

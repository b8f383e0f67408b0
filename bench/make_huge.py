"""Writes what takes 5 GB in length and next to nothing on the disk: `python make_huge.py FOLDER`.

FOLDER/huge.h5 with two embedding tables, and the checkpoint FOLDER/huge, whose values are holes, too.
"""

import pathlib
import sys

import h5py
import tensorflow as tf

folder = pathlib.Path(sys.argv[1])
TABLES = {"user_embeddings": 10_000_000, "item_embeddings": 9_000_000}

with h5py.File(folder / "huge.h5", "w") as file:
    for name, rows in TABLES.items():
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        properties.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
        space = h5py.h5s.create_simple((rows, 64))
        h5py.h5d.create(file.id, name.encode(), h5py.h5t.IEEE_F32LE, space, properties)

# Zeros that TensorFlow writes block by block, and that are then taken off the disk again.
rows, columns, tensors = 4000, 250, 1250
value = tf.zeros([rows, columns])
names = [f"layer_{number // 3}/{('kernel', 'm', 'v')[number % 3]}" for number in range(tensors)]
prefix = folder / "huge"
tf.raw_ops.SaveV2(prefix=str(prefix), tensor_names=names, shape_and_slices=[""] * tensors, tensors=[value] * tensors)
data = pathlib.Path(f"{prefix}.data-00000-of-00001")
size = data.stat().st_size
data.write_bytes(b"")
with open(data, "r+b") as file:
    file.truncate(size)

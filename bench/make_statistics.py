"""Writes what `statistics` is measured on: `python make_statistics.py FOLDER`.

FOLDER/mixed.h5, 1.1 GB of values of which a third is in gzip's chunks, and FOLDER/array.npy, 1 GB.
"""

import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
ROWS, COLUMNS, DATASETS = 4000, 250, 288

random = np.random.default_rng(2)
block = random.standard_normal((ROWS, COLUMNS), dtype=np.float32)
# As trained weights are: not all bits of their fractions are noise.
rounded = block.astype(np.float16).astype(np.float32)

with h5py.File(folder / "mixed.h5", "w") as file:
    for number in range(DATASETS):
        if number % 3 == 2:
            chunks = {"chunks": (500, COLUMNS), "compression": "gzip", "compression_opts": 4}
            file.create_dataset(f"layer_{number // 3}/packed", data=np.roll(rounded, number), **chunks)
        else:
            file[f"layer_{number // 3}/plain_{number % 3}"] = np.roll(block, number)

array = np.lib.format.open_memmap(folder / "array.npy", "w+", np.float32, (ROWS * 62, COLUMNS * 4))
for start in range(0, len(array), ROWS // 4):
    array[start : start + ROWS // 4] = np.roll(block, start).reshape(ROWS // 4, COLUMNS * 4)
array.flush()

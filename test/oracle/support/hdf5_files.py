"""Writes HDF5 files of every kind with h5py and tells what h5py reads from them: `python hdf5_files.py FOLDER`.

Prints JSON: file → dataset, or member of its records → {"dtype", "shape", "values"}: the hex of each element's
little-endian bytes, and of the UTF-8 of what is a string.
"""

import json
import sys
from pathlib import Path

import h5py
import ml_dtypes
import numpy as np

NUMBERS = "?bhiqBHIQefdFD"

folder = Path(sys.argv[1])
random = np.random.default_rng(7)


def array(dtype, shape):
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return random.integers(0, 2, shape).astype(bool)
    bits = random.integers(0, 256, (*shape, dtype.itemsize), np.uint8)
    if dtype.kind in "fc":
        # No signalling NaN, which a conversion may quieten.
        return random.standard_normal(shape).astype(dtype)
    return bits.view(dtype).reshape(shape)


def numbers(file):
    for order in "<>":
        for code in NUMBERS:
            dtype = np.dtype(code).newbyteorder(order)
            name = f"{'little' if order == '<' else 'big'}/{np.dtype(code).name}"
            file[f"{name}/contiguous"] = array(dtype, (3, 5))
            file.create_dataset(
                f"{name}/chunked",
                data=array(dtype, (37, 11)),
                chunks=(8, 4),
                compression="gzip",
                shuffle=True,
                fletcher32=True,
            )
    file["scalar"] = 2.5
    file["none of it"] = np.zeros((0, 4), np.float32)
    file["deep"] = array("f4", (3, 4, 5, 6))
    file["halves"] = array("f4", (64,)).astype(ml_dtypes.bfloat16)
    file["halves"].attrs["dtype"] = "bfloat16"


def others(file):
    file["fixed"] = np.array([b"ab", b"", b"cdefg"], "S5")
    file["variable"] = np.array(["héllo", "", "日本語"], h5py.string_dtype())
    file["ascii"] = np.array(["a", "bc"], h5py.string_dtype("ascii"))
    record = np.dtype([("id", "<i4"), ("score", ">f8"), ("tag", "S3"), ("inner", [("x", "<f4"), ("y", "<u2")])])
    rows = np.zeros(9, record)
    rows["id"] = np.arange(9)
    rows["score"] = random.standard_normal(9)
    rows["tag"] = [b"a", b"bc", b"def"] * 3
    rows["inner"]["x"] = random.standard_normal(9)
    rows["inner"]["y"] = np.arange(9) * 7
    file["records"] = rows
    file["colours"] = np.array([0, 2, 1], h5py.enum_dtype({"RED": 0, "GREEN": 1, "BLUE": 2}, "i1"))
    file.create_dataset("vectors", (4,), np.dtype(("<i2", (3,))))[...] = np.arange(12).reshape(4, 3)
    file["opaque"] = np.array([b"\x01\x02\x03", b"\xff\x00\x10"], "V3")


def layouts(file):
    """Shapes and chunks that no box of elements fits."""
    for number in range(12):
        rank = int(random.integers(1, 5))
        shape = tuple(int(size) for size in random.integers(1, 40, rank))
        chunks = tuple(int(random.integers(1, size + 1)) for size in shape)
        file.create_dataset(f"{number}", data=array("<f4", shape), chunks=chunks, compression="gzip")
    file.create_dataset("long", data=array("<f4", (300_000,)), chunks=(1000,))
    file.create_dataset("wide", data=array("<f4", (3, 200_000)))


def make(name, fill, **options):
    with h5py.File(folder / name, "w", **options) as file:
        fill(file)
    with h5py.File(folder / name) as file:
        told = {}
        file.visititems(lambda path, found: tell(told, path, found))
    return told


def tell(told, path, found):
    if isinstance(found, h5py.Dataset):
        values = found[()] if found.shape is not None else np.zeros(0, found.dtype)
        if found.attrs.get("dtype") == "bfloat16":
            values = values.view(ml_dtypes.bfloat16)
        tell_values(told, path, np.asarray(values), found)


def tell_values(told, path, values, found):
    if values.dtype.names:
        for name in values.dtype.names:
            tell_values(told, f"{path}/{name}", values[name], found)
        return
    told[path] = {
        "dtype": dtype_name(values.dtype, found),
        "shape": list(values.shape),
        "values": [element(value) for value in values.reshape(-1)],
    }


def dtype_name(dtype, found):
    if dtype.kind in "SO":
        return "string"
    return f"void{dtype.itemsize * 8}" if dtype.kind == "V" and dtype.name.startswith("void") else dtype.name


def element(value):
    if isinstance(value, (bytes, np.bytes_)):
        return value.hex()
    if isinstance(value, np.void):
        return f"0x{value.tobytes().hex()}".encode().hex()
    if value.dtype.byteorder == ">":
        value = value.astype(value.dtype.newbyteorder("<"))
    return value.tobytes().hex()


print(
    json.dumps(
        {
            "numbers.h5": make("numbers.h5", numbers),
            "latest.h5": make("latest.h5", numbers, libver="latest", track_order=True),
            "userblock.h5": make("userblock.h5", others, userblock_size=2048),
            "layouts.h5": make("layouts.h5", layouts),
        }
    )
)

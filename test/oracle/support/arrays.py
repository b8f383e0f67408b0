"""Writes NumPy's files into the folder named on the command line and prints what NumPy loads of them.

{file: {tensor: {"dtype", "shape", "values"}}}; values are the hex of the little-endian bytes in row-major order, or
a list with the hex of each string.
"""

import json
import pathlib
import sys

import ml_dtypes
import numpy as np

random = np.random.default_rng(20)
out = pathlib.Path(sys.argv[1])
SHAPES = [(), (0,), (7,), (3, 4), (2, 3, 4), (5, 1, 2, 3)]
NUMBERS = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]
TIMES = ["M8[Y]", "M8[M]", "M8[W]", "M8[D]", "M8[h]", "M8[m]", "M8[s]", "M8[25s]", "M8[ms]", "M8[us]", "M8[ns]",
         "M8[ps]", "M8[fs]", "M8[as]", "m8[D]", "m8[7ns]", "m8"]


def values_of(dtype, shape):
    """Any bits, but for booleans."""
    if dtype.kind == "b":
        return random.integers(0, 2, shape).astype(bool)
    if dtype.kind == "U":
        words = ["", "a", "ünï", "日本語", "\U0001f600x", "a\0b", "\ud800"]
        return random.choice(np.array(words), shape).astype(dtype)
    if dtype.kind == "S":
        return random.choice(np.array([b"", b"a", b"a\0b", b"\xff\xfe", b"long enough"]), shape).astype(dtype)
    count = int(np.prod(shape))
    if dtype.kind in "Mm":
        # Years that Python can write, and "not a time".
        spread = {"Y": 3000, "M": 30_000, "W": 100_000, "D": 900_000}.get(np.datetime_data(dtype)[0], 2**40)
        moments = random.integers(-spread, spread, shape).astype(dtype)
        return np.where(random.integers(0, 5, shape) == 0, np.array("NaT", dtype), moments).astype(dtype)
    bits = random.integers(0, 256, count * dtype.itemsize, dtype=np.uint8)
    return bits.view(dtype).reshape(shape) if count else np.zeros(shape, dtype)


def loaded(array, name, found):
    """What the array's tensor, or those of its fields, must be."""
    if array.dtype.names:
        for field in array.dtype.names:
            loaded(array[field], f"{name}/{field}", found)
        return
    array = np.asarray(array)
    kind = array.dtype.kind
    flat = array.reshape(-1)
    if kind == "U":
        dtype, values = "string", [str(text).encode("utf-8", "surrogatepass").hex() for text in flat.tolist()]
    elif kind == "S":
        dtype, values = "string", [text.hex() for text in flat.tolist()]
    elif kind in "Mm":
        dtype, values = array.dtype.name, [str(moment).encode().hex() for moment in flat]
    elif array.dtype.type is np.void:
        text = ["".join(f"\\x{byte:02x}" for byte in item.tobytes()) for item in flat]
        dtype, values = array.dtype.name, [item.encode().hex() for item in text]
    else:
        dtype, values = array.dtype.name, array.astype(array.dtype.newbyteorder("<")).tobytes("C").hex()
    found[name] = {"dtype": dtype, "shape": list(array.shape), "values": values}


def save(name, array, version=None, expect=None):
    path = out / f"{name}.npy"
    with open(path, "wb") as file:
        np.lib.format.write_array(file, array, version=version, allow_pickle=False)
    found = {}
    loaded(np.load(path) if expect is None else expect, name, found)
    return found


def main():
    files = {}

    def add(array, **more):
        name = f"array{len(files)}"
        files[f"{name}.npy"] = save(name, array, **more)

    for code in NUMBERS + ["S11", "U5", "V3", *TIMES]:
        for order in "<>" if np.dtype(code).itemsize > 1 else "|":
            shape = SHAPES[len(files) % len(SHAPES)]
            dtype = np.dtype(code).newbyteorder(order)
            array = values_of(np.dtype(code), shape).astype(dtype) if code[0] != "V" else values_of(dtype, shape)
            add(np.asfortranarray(array) if len(files) % 2 else array)
    for shape in [*SHAPES, (300, 500), (2, 70_000), (70_000, 3), (20, 30, 40)]:
        add(np.asfortranarray(random.normal(size=shape).astype("f4")))
    for version in [(1, 0), (2, 0), (3, 0)]:
        add(np.arange(6.0), version=version)

    inner = [("u", "u1"), ("moment", "M8[s]")]
    record = np.dtype([("x", ">f4"), ("é", "S3"), ("many", "<i2", (2, 3)), ("inner", inner), ("last", "?")], align=True)
    for shape in [(4,), (3, 5), ()]:
        array = np.zeros(shape, record)
        for field in ["x", "é", "many", "last"]:
            array[field] = values_of(record[field].base, shape + record[field].shape)
        array["inner"]["u"] = 7
        array["inner"]["moment"] = np.datetime64("2026-11-20T09:41:00")
        add(np.asfortranarray(array))
    large = np.zeros(3, [("id", "<i8"), ("image", "u1", (900, 1300))])
    large["image"] = random.integers(0, 256, (3, 900, 1300))
    add(large)

    half = random.normal(size=(3, 4)).astype(ml_dtypes.bfloat16)
    add(half, expect=half)
    eighth = random.normal(size=(3, 4)).astype(ml_dtypes.float8_e5m2)
    add(eighth, expect=eighth)

    arrays = {"weights": random.normal(size=(400, 500)).astype("f4"), "layer/bias": np.asfortranarray(half.astype("f8")),
              "ids": np.arange(5, dtype=">i8"), "words": np.array(["a", "日本語"]), "records": large}
    for name, write in [("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)]:
        write(out / name, np.array(1.5), **arrays)
        found = {}
        with np.load(out / name) as archive:
            for key in archive.files:
                loaded(archive[key], key, found)
        files[name] = found
    print(json.dumps(files))


main()

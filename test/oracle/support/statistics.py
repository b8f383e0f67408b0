"""Writes arrays of every kind of number, and prints the figures that NumPy has of them: `python statistics.py FOLDER`.

FOLDER/NAME.npy, FOLDER/plain.h5 and FOLDER/packed.h5 with the same arrays as datasets. One line of JSON for each array.
"""

import json
import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(11)
QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]


def odd(values):
    """With what is not finite, zeros of both signs and denormal numbers in it."""
    values[::1000] = 0
    values[1::1000] = -0.0
    values[2::5000] = np.nan
    values[3::7000] = np.inf
    values[4::9000] = -np.inf
    values[5::3000] = np.finfo(values.dtype).smallest_subnormal * 3
    values[6::3000] = -np.finfo(values.dtype).smallest_normal
    return values


def whole(dtype, count):
    limits = np.iinfo(dtype)
    return random.integers(limits.min, limits.max, count, dtype=dtype, endpoint=True)


def normal(dtype, count, mean=0, std=1):
    return (random.standard_normal(count) * std + mean).astype(dtype)


arrays = {
    # More than a piece, and no multiple of anything.
    "float32": normal("f4", 2345728, 0.01, 0.05).reshape(-1, 7 * 11 * 17)[:, :1300],
    "float32_odd": odd(normal("f4", 1_200_011)),
    "float32_narrow": normal("f4", 1_200_011, 1000, 0.01),
    "float32_negative": -np.abs(normal("f4", 300_001)) - 1,
    "float32_wide": (normal("f8", 300_001) * 10.0 ** random.integers(-44, 37, 300_001)).astype("f4"),
    "float32_constant": np.full(1_500_000, 0.1, "f4"),
    "float32_none": np.full(5, np.nan, "f4"),
    "float32_big": normal(">f4", 300_001),
    "float32_columns": np.asfortranarray(normal("f4", 300_000).reshape(300, 1000)),
    "float64": normal("f8", 700_001, -2, 0.3),
    "float64_odd": odd(normal("f8", 700_001)),
    "float64_far": normal("f8", 700_001, 1e6, 1),
    "float64_wide": normal("f8", 300_001) * 10.0 ** random.integers(-140, 140, 300_001),
    "float16": normal("f2", 3_000_001),
    "float16_odd": odd(normal("f2", 300_001)),
    "int8": whole("i1", 5_000_001),
    "uint8": whole("u1", 1_000_003),
    "int16": whole("i2", 3_000_001),
    "uint16": whole("u2", 300_001),
    "int32": whole("i4", 2_000_001),
    "int32_small": random.integers(-300, 17, 2_000_001, dtype="i4"),
    "uint32": whole("u4", 300_001),
    "int64": whole("i8", 1_000_001),
    "int64_near": random.integers(2**60, 2**60 + 1000, 300_001, dtype="i8"),
    "uint64": whole("u8", 300_001),
    "bool": random.random(1_000_001) < 0.3,
    "empty": np.zeros((0, 3), "f4"),
    "one": np.array([[-2.5]], "f8"),
}


def plain(number):
    return str(number) if isinstance(number, int) and abs(number) > 2**53 else number


def figures(array):
    values = array.reshape(-1).astype("u1") if array.dtype == bool else array.reshape(-1)
    kind = values.dtype.kind
    finite = values[np.isfinite(values)] if kind == "f" else values
    # Figures of float64 are taken in NumPy's longest numbers, for which its own float64 is not the measure.
    wide = finite.astype(np.longdouble)
    told = {
        "count": values.size,
        "zeros": int((finite == 0).sum()),
        "denormals": int(((finite != 0) & (np.abs(finite) < np.finfo(finite.dtype).smallest_normal)).sum()) if kind == "f" else 0,
        "nan": int(np.isnan(values).sum()) if kind == "f" else 0,
        "inf": int(np.isinf(values).sum()) if kind == "f" else 0,
    }
    if finite.size == 0:
        return {**told, "min": None}
    ordered = np.sort(finite)
    magnitudes = np.abs(wide[wide != 0])
    exponents, counts = np.unique(np.frexp(magnitudes)[1] - 1, return_counts=True)
    ranks = [int(np.ceil(q * finite.size)) - 1 for q in QUANTILES]
    return {
        **told,
        "min": plain(finite.min().item()),
        "max": plain(finite.max().item()),
        "mean": float(wide.mean()),
        "std": float(wide.std()),
        "norm": float(np.sqrt((wide * wide).sum())),
        "rms": float(np.sqrt((wide * wide).mean())),
        "constant": bool(ordered[0] == ordered[-1] and finite.size == values.size),
        "quantiles": [float(ordered[rank]) for rank in ranks],
        "exponents": dict(zip(exponents.tolist(), counts.tolist())),
    }


with h5py.File(folder / "plain.h5", "w") as plain_file, h5py.File(folder / "packed.h5", "w") as packed:
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
        plain_file[name] = array
        packed.create_dataset(name, data=array, chunks=True if array.size else None, compression="gzip" if array.size else None, compression_opts=1 if array.size else None)
        print(json.dumps({"name": name, **figures(array)}))

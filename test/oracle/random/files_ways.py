"""Arrays as h5py and NumPy write them, with every dtype, layout and kind of name."""

import h5py
import numpy as np

import answers
from draw import NUMBERS

# What HDF5 and NumPy hold as numbers of their own.
NATIVE = [name for name, dtype in NUMBERS.items() if dtype.type.__module__ == "numpy"]


def _array(draw, shape=None):
    dtype = NUMBERS[draw.one(NATIVE)]
    array = draw.numbers(dtype, draw.shape() if shape is None else shape)
    if dtype.itemsize > 1 and draw.chance(0.3):
        array = array.astype(dtype.newbyteorder(">"))
    return array


def hdf5(draw, folder):
    path = folder / f"{draw.name()}.{draw.one(['h5', 'hdf5'])}"
    options = draw.one([{}, {"libver": "latest"}, {"userblock_size": 1024}, {"track_order": True}])
    with h5py.File(path, "w", **options) as file:
        for name in draw.names(draw.integer(1, 8), odd=0.4, slashes=True):
            if name in (".", "..") or name in file:
                continue
            group = file.require_group(draw.name()) if draw.chance(0.3) else file
            _dataset(draw, group, name)
        if draw.chance(0.3):
            file.attrs["note"] = draw.name(odd=0.5)
    return {"path": path, "format": "hdf5", "tensors": answers.hdf5(path)}


def _dataset(draw, group, name):
    kind = draw.one(["numbers"] * 5 + ["strings", "fixed", "records", "embedding"])
    if kind == "strings":
        texts = [draw.name(odd=0.5) for _ in range(draw.integer(0, 9))]
        group.create_dataset(name, data=np.array(texts, object), dtype=h5py.string_dtype())
    elif kind == "fixed":
        group.create_dataset(name, data=np.array([b"a", b"bcd", b""], f"S{draw.integer(3, 9)}"))
    elif kind == "records":
        inner = np.dtype([("x", "<f4"), ("y", "<u2", (2,))])
        dtype = np.dtype([("id", "<i8"), ("score", ">f8"), ("inner", inner), ("tag", "S4")], align=draw.chance(0.5))
        rows = np.zeros(draw.integer(0, 7), dtype)
        rows["id"] = np.arange(len(rows))
        rows["score"] = draw.random.normal(size=len(rows))
        rows["inner"]["y"] = draw.random.integers(0, 99, (len(rows), 2))
        group.create_dataset(name, data=rows)
    else:
        shape = (draw.integer(1, 400), draw.integer(1, 40)) if kind == "embedding" else None
        array = _array(draw, shape)
        options = {}
        if array.ndim > 0 and array.size > 0 and draw.chance(0.6):
            options["chunks"] = tuple(draw.integer(1, size) for size in array.shape)
            options["compression"] = draw.one([None, "gzip"])
            options["shuffle"] = draw.chance(0.5)
            options["fletcher32"] = draw.chance(0.3)
            if draw.chance(0.3):
                options["maxshape"] = (None,) * array.ndim
        group.create_dataset(name, data=array, **options)


def numpy_array(draw, folder):
    path = folder / f"{draw.name()}.npy"
    array = _array(draw)
    np.save(path, np.asfortranarray(array) if draw.chance(0.4) else array)
    return {"path": path, "format": "numpy", "tensors": [_loaded(path.stem, np.load(path))]}


def numpy_archive(draw, folder):
    path = folder / f"{draw.name()}.npz"
    names = draw.names(draw.integer(1, 6), odd=0.3, slashes=True)
    # A ZIP archive's directory has no place for more.
    names = [name for name in names if ".." not in name.split("/")]
    arrays = {name: _array(draw) for name in names}
    draw.one([np.savez, np.savez_compressed])(path, **arrays)
    with np.load(path) as archive:
        tensors = [_loaded(name, archive[name]) for name in archive.files]
    return {"path": path, "format": "numpy", "tensors": tensors}


def _loaded(name, array):
    little = array.astype(array.dtype.newbyteorder("<"))
    return answers.tensor(name, np.ascontiguousarray(little).reshape(array.shape), array.dtype.name)


WAYS = [hdf5, hdf5, numpy_array, numpy_archive]

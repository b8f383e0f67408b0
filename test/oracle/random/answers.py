"""What TensorFlow, Keras, h5py and NumPy say of what was saved: the answers that readers are held against."""

import pathlib
import sys

import h5py
import ml_dtypes
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "make"))

import golden  # noqa: E402


def tensor(name, array, dtype):
    return {"name": name, "dtype": dtype, "shape": list(array.shape), "sha256": golden.contents(array)}


def checkpoint(prefix):
    """Every tensor of a checkpoint, as `tf.train.load_checkpoint` reads it."""
    return [{key: found[key] for key in ("name", "dtype", "shape", "sha256")} for found in golden.checkpoint_tensors(prefix)]


def hdf5(path, by_keras=False):
    """Every dataset of an HDF5 file, each once, with the members of records apart. What Keras stores as two bytes
    that HDF5 knows nothing of is bfloat16; only Keras 3 says so."""
    found = []

    def visit(name, node):
        if isinstance(node, h5py.Dataset):
            values = node[()] if node.shape is not None else np.zeros(0, node.dtype)
            found.extend(_members(name, np.asarray(values), node, by_keras))

    with h5py.File(path) as file:
        file.visititems(visit)
    return found


def _members(name, values, node, by_keras):
    if values.dtype.names:
        for member in values.dtype.names:
            yield from _members(f"{name}/{member}", values[member], node, by_keras)
        return
    if values.dtype == "V2" and (by_keras or node.attrs.get("dtype") == "bfloat16"):
        yield tensor(name, values.view(ml_dtypes.bfloat16), "bfloat16")
        return
    if h5py.check_string_dtype(node.dtype) or values.dtype.kind in "SO":
        texts = np.array([text if isinstance(text, bytes) else text.encode() for text in values.reshape(-1)], object)
        yield tensor(name, texts.reshape(values.shape), "string")
        return
    if values.dtype.kind == "V":
        digits = np.array([f"0x{item.tobytes().hex()}".encode() for item in values.reshape(-1)], object)
        yield tensor(name, digits.reshape(values.shape), f"void{values.dtype.itemsize * 8}")
        return
    little = values.astype(values.dtype.newbyteorder("<"))
    yield tensor(name, little, values.dtype.name)


def variables(held):
    """Digests of variables, each once, sorted."""
    once = {id(variable): variable for variable in held}
    return sorted(golden.contents(np.asarray(variable)) for variable in once.values())


def weights(model):
    """Keras's `model.weights` without the states of seed generators, which Keras 2 counts among them."""
    return [weight for weight in model.weights if "seed" not in weight.name and "seed" not in getattr(weight, "path", "")]


def elements(held):
    once = {id(variable): variable for variable in held}
    return int(sum(np.prod(variable.shape, dtype=np.int64) for variable in once.values()))


def layers(model, own, prefix=""):
    """Layers of a model and of the models in it, by the names along the way; `own`: the module prefix of Keras."""
    found = []
    for layer in model.layers:
        path = f"{prefix}{layer.name}"
        found.append(
            {
                "path": path,
                "name": layer.name,
                "class": type(layer).__name__,
                "custom": not type(layer).__module__.startswith(own),
                "parameters": elements(weights(layer)),
                "trainable": bool(layer.trainable),
            }
        )
        if hasattr(layer, "layers") and hasattr(layer, "get_layer"):
            found.extend(layers(layer, own, f"{path}/"))
    return found

"""Reloads SavedModels in Python and runs a signature of each, for the tests: `python reload.py REQUESTS.json`.

REQUESTS.json: [{"model", "tags", "inputs": a prediction file, "out": where the prediction file goes}]. Beside
`out` goes `<out>.<output>.bin`, the bytes of each output: row-major, little-endian; of a string tensor each
element's length as a little-endian uint64, then its bytes.
"""

import base64
import json
import pathlib
import struct
import sys

import numpy as np
import tensorflow as tf

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "fixtures" / "make"))

from predictions import prediction_file  # noqa: E402


def element(value, dtype):
    """One value of a prediction file, as `tf.constant` takes it."""
    if dtype == tf.string:
        return base64.b64decode(value["base64"]) if isinstance(value, dict) else value.encode("utf-8")
    if dtype.is_complex:
        return complex(float(value[0]), float(value[1]))
    if dtype.is_floating:
        return float(value)
    return value


def elements(values, depth, dtype):
    if depth == 0:
        return element(values, dtype)
    return [elements(value, depth - 1, dtype) for value in values]


def given(tensor):
    dtype = tf.as_dtype(tensor["dtype"])
    values = elements(tensor["values"], len(tensor["shape"]), dtype)
    return tf.reshape(tf.constant(values, dtype=dtype), tensor["shape"])


def raw(tensor):
    values = tensor.numpy()
    if tensor.dtype != tf.string:
        return np.ascontiguousarray(values).tobytes()
    return b"".join(struct.pack("<Q", len(value)) + value for value in np.asarray(values).ravel())


def run(request):
    document = json.loads(pathlib.Path(request["inputs"]).read_text(encoding="utf-8"))
    signature = document.get("signature", "serving_default")
    loaded = tf.saved_model.load(request["model"], tags=request["tags"])
    inputs = {name: given(tensor) for name, tensor in document["inputs"].items()}
    outputs = loaded.signatures[signature](**inputs)
    out = pathlib.Path(request["out"])
    written = prediction_file(inputs, outputs, signature, by="reload")
    out.write_text(json.dumps(written, allow_nan=False, ensure_ascii=False), encoding="utf-8")
    for name, tensor in outputs.items():
        pathlib.Path(f"{out}.{name}.bin").write_bytes(raw(tensor))


for each in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")):
    run(each)

"""TensorFlow Serving's side of the tests of warmup records: `python warmup.py FOLDER OURS`.

Makes in FOLDER
  examples/    a SavedModel whose signatures classify and regress tf.Examples, with the default `predict`, and a
               warmup file of its own with a record of every kind
  dtypes       a warmup file of one record: a tensor of every dtype in each way that a TensorProto holds it
  dtypes.json  the same tensors' bytes by name, as NumPy holds them
and prints OURS, a warmup file, as TensorFlow Serving's own classes read it, as JSON.
"""

import base64
import json
import pathlib
import sys

import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import prediction_log_pb2

folder = pathlib.Path(sys.argv[1])
v1 = tf.compat.v1


def log(**kinds):
    return prediction_log_pb2.PredictionLog(**kinds)


def write(path, logs):
    path.parent.mkdir(parents=True, exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as writer:
        for each in logs:
            writer.write(each.SerializeToString())


def example(x):
    return tf.train.Example(
        features=tf.train.Features(
            feature={"x": tf.train.Feature(float_list=tf.train.FloatList(value=[x]))}
        )
    )


def make_examples():
    with v1.Graph().as_default(), v1.Session() as session:
        serialized = v1.placeholder(tf.string, [None], name="serialized")
        x = tf.io.parse_example(serialized, {"x": tf.io.FixedLenFeature([1], tf.float32)})["x"]
        plain = v1.placeholder(tf.float32, [None, 1], name="plain")
        scores = tf.concat([x, 1.0 - x], axis=1)
        rows = tf.fill([tf.shape(x)[0], 1], 1)
        labels = tf.tile(tf.constant([["yes", "no"]]), tf.concat([tf.shape(rows)[:1], [1]], 0))
        signature = v1.saved_model.signature_def_utils
        builder = v1.saved_model.Builder(str(folder / "examples"))
        builder.add_meta_graph_and_variables(
            session,
            ["serve"],
            signature_def_map={
                "serving_default": v1.saved_model.predict_signature_def(
                    {"x": plain}, {"y": 2.0 * plain}
                ),
                "classify": signature.classification_signature_def(serialized, labels, scores),
                "regress": signature.regression_signature_def(serialized, 3.0 * x),
            },
        )
        builder.save()

    predicted = log()
    request = predicted.predict_log.request
    request.model_spec.name = "examples"
    request.inputs["x"].CopyFrom(tf.make_tensor_proto([[1.0], [2.0]], tf.float32))
    predicted.predict_log.response.outputs["y"].CopyFrom(
        tf.make_tensor_proto([[2.0], [4.0]], tf.float32)
    )

    asked = log()
    asked.predict_log.request.CopyFrom(request)

    wrong = log()
    wrong.CopyFrom(predicted)
    wrong.predict_log.response.outputs["y"].CopyFrom(tf.make_tensor_proto([[2.0], [4.5]], tf.float32))

    misfit = log()
    misfit.predict_log.request.inputs["z"].CopyFrom(tf.make_tensor_proto([1], tf.int64))

    classified = log()
    classified.classify_log.request.model_spec.signature_name = "classify"
    classified.classify_log.request.input.example_list.examples.extend([example(0.25), example(1.0)])
    for yes in (0.25, 1.0):
        answer = classified.classify_log.response.result.classifications.add()
        answer.classes.add(label="yes", score=yes)
        answer.classes.add(label="no", score=1 - yes)

    regressed = log()
    regressed.regress_log.request.model_spec.signature_name = "regress"
    shared = regressed.regress_log.request.input.example_list_with_context
    shared.context.CopyFrom(example(0.5))
    shared.examples.extend([tf.train.Example(), tf.train.Example()])
    for _ in range(2):
        regressed.regress_log.response.result.regressions.add(value=1.5)

    several = log()
    several.multi_inference_log.request.tasks.add().model_spec.name = "examples"
    session_run = log()
    session_run.session_run_log.request.fetch.append("y:0")

    write(
        folder / "examples" / "assets.extra" / "tf_serving_warmup_requests",
        [predicted, asked, wrong, misfit, classified, regressed, several, session_run],
    )


def make_dtypes():
    log_ = log()
    inputs = log_.predict_log.request.inputs
    expected = {}
    for dtype in NUMBERS:
        values = np.array([[0, 1, 2], [3, 4, 5]]).astype(dtype.as_numpy_dtype)
        if not (dtype.is_unsigned or dtype == tf.bool):
            values = -values
        name = dtype.name
        expected[name] = base64.b64encode(values.tobytes()).decode()
        expected[f"{name}, listed"] = expected[name]
        ones = np.ones([2, 3]).astype(dtype.as_numpy_dtype)
        expected[f"{name}, filled"] = base64.b64encode(ones.tobytes()).decode()
        content = inputs[name]
        content.dtype = dtype.as_datatype_enum
        content.tensor_shape.CopyFrom(tf.TensorShape([2, 3]).as_proto())
        content.tensor_content = values.tobytes()
        inputs[f"{name}, listed"].CopyFrom(listed(dtype, values))
        inputs[f"{name}, filled"].CopyFrom(listed(dtype, np.ones([1, 1]).astype(dtype.as_numpy_dtype)))
        inputs[f"{name}, filled"].tensor_shape.CopyFrom(tf.TensorShape([2, 3]).as_proto())
    inputs["string"].CopyFrom(tf.make_tensor_proto([b"\xff\x00", b"", "ü".encode()]))
    write(folder / "dtypes", [log_])
    (folder / "dtypes.json").write_text(json.dumps(expected))


NUMBERS = [
    tf.float32, tf.float64, tf.float16, tf.bfloat16, tf.int8, tf.int16, tf.int32, tf.int64,
    tf.uint8, tf.uint16, tf.uint32, tf.uint64, tf.bool, tf.complex64, tf.complex128,
]


def listed(dtype, values):
    """The elements in the dtype's own list, as TensorFlow writes them where there are few."""
    proto = tf.make_tensor_proto(values)
    if not proto.tensor_content:
        return proto
    kind = {
        tf.float32: "float_val", tf.float64: "double_val", tf.float16: "half_val",
        tf.bfloat16: "half_val", tf.int64: "int64_val", tf.uint32: "uint32_val",
        tf.uint64: "uint64_val", tf.bool: "bool_val", tf.complex64: "scomplex_val",
        tf.complex128: "dcomplex_val",
    }.get(dtype, "int_val")
    proto.ClearField("tensor_content")
    flat = values.ravel()
    if kind == "half_val":
        flat = flat.view(np.uint16)
    if dtype.is_complex:
        flat = flat.view(flat.real.dtype)
    getattr(proto, kind).extend(flat.tolist())
    return proto


def read_back(path):
    records = []
    for record in tf.data.TFRecordDataset(path):
        parsed = prediction_log_pb2.PredictionLog.FromString(record.numpy()).predict_log
        plain = lambda tensors: {k: tf.make_ndarray(v).ravel().tolist() for k, v in tensors.items()}
        records.append(
            {
                "signature": parsed.request.model_spec.signature_name,
                "inputs": plain(parsed.request.inputs),
                "outputs": plain(parsed.response.outputs),
            }
        )
    return records


make_examples()
make_dtypes()
print(json.dumps(read_back(sys.argv[2])))

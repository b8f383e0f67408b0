"""Saves what TensorFlow 1 saves into the folder named on the command line, and prints what TensorFlow reads of it.

{"checkpoints": {prefix: {tensor: [dtype, shape, sha256]}}, "graphs": {prefix: what its meta graph says},
"bundles": {directory: {"signatures", "tensors"}}, "models": {directory: {"nodes", "collections", "methods"}}}

Checkpoints are restored: TensorFlow's reader refuses partitioned variables of the first format.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import tensorflow as tf
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
from tensorflow.core.framework import variable_pb2
from tensorflow.core.protobuf import saved_model_pb2

v1 = tf.compat.v1
out = pathlib.Path(sys.argv[1])
random = np.random.default_rng(31)
two_devices = v1.ConfigProto(device_count={"CPU": 2})
checkpoints, graphs, bundles, models = {}, {}, {}, {}

PLAIN = {"qint8": "int8", "quint8": "uint8", "qint32": "int32"}


def digest(tensor):
    """As the golden files have it: little-endian values, strings each with its length before it."""
    if tensor.dtype == tf.string:
        parts = [len(text).to_bytes(8, "little") + text for text in tensor.numpy().reshape(-1)]
        return hashlib.sha256(b"".join(parts)).hexdigest()
    plain = tf.bitcast(tensor, PLAIN[tensor.dtype.name]) if tensor.dtype.is_quantized else tensor
    return hashlib.sha256(np.asarray(plain).tobytes()).hexdigest()


def restored(pattern, dtypes):
    """Each tensor whole, its slices put together by TensorFlow."""
    tensors = {}
    for name, dtype in dtypes.items():
        value = tf.raw_ops.Restore(file_pattern=str(pattern), tensor_name=name, dt=dtype)
        tensors[name] = [dtype.name, value.shape.as_list(), digest(value)]
    return tensors


def restored_v2(prefix, dtypes):
    values = tf.raw_ops.RestoreV2(
        prefix=str(prefix),
        tensor_names=list(dtypes),
        shape_and_slices=[""] * len(dtypes),
        dtypes=list(dtypes.values()),
    )
    return {
        name: [dtype.name, value.shape.as_list(), digest(value)]
        for (name, dtype), value in zip(dtypes.items(), values)
    }


def every_dtype():
    """All dtypes that TensorFlow writes in the first format, at their extremes; one tensor larger than a block."""
    tensors = {"large": tf.constant(random.normal(size=(300, 500)).astype("f4"))}
    for name in ["float64", "float32", "float16"]:
        special = [0.0, -0.0, np.nan, np.inf, -np.inf, 1.0]
        values = np.concatenate([[special], random.normal(size=(5, 6))])
        tensors[f"float/{name}"] = tf.constant(values, dtype=name)
    for name in ["int8", "uint8", "int16", "uint16", "int32", "int64"]:
        dtype = tf.as_dtype(name)
        wide = random.integers(dtype.min, dtype.max, size=20, dtype=name, endpoint=True)
        tensors[f"integer/{name}"] = tf.constant(np.append(wide, np.array([dtype.min, dtype.max, 0], name)))
    tensors["integer/many"] = tf.constant(random.integers(-(2**40), 2**40, size=(700, 90)))
    for name, plain in PLAIN.items():
        tensors[f"quantized/{name}"] = tf.bitcast(tensors[f"integer/{plain}"], name)
    for name in ["complex64", "complex128"]:
        tensors[f"complex/{name}"] = tf.constant(random.normal(size=12) + 1j * random.normal(size=12), dtype=name)
    tensors["bool"] = tf.constant(random.integers(0, 2, size=(9, 3)).astype(bool))
    tensors["string/words"] = tf.constant([["", "plain"], ["東京", "🎬"]])
    tensors["string/bytes"] = tf.constant([b"\xff\xfe\x00", b"a\x00b", bytes(range(256))])
    tensors["string/many"] = tf.constant([b"w" * (index % 90) for index in range(9000)])
    tensors["string/none"] = tf.constant([], dtype=tf.string)
    tensors["shape/scalar"] = tf.constant(3.25)
    tensors["shape/empty"] = tf.zeros([4, 0, 3])
    tensors["shape/rank_8"] = tf.reshape(tf.range(2.0**8), [2] * 8)
    path = out / "every.ckpt"
    tf.raw_ops.SaveSlices(
        filename=str(path),
        tensor_names=list(tensors),
        shapes_and_slices=[""] * len(tensors),
        data=list(tensors.values()),
    )
    checkpoints[path.name] = restored(path, {name: value.dtype for name, value in tensors.items()})


def sliced():
    """Slices cut along any axes, of numbers and of strings, in one file."""
    whole = tf.reshape(tf.range(7 * 6 * 5), [7, 6, 5])
    words = tf.reshape(tf.strings.as_string(tf.range(24)), [4, 6])
    parts = [
        ("boxes", "7 6 5 0,3:-:-", whole[:3]),
        ("boxes", "7 6 5 3,4:0,2:-", whole[3:, :2]),
        ("boxes", "7 6 5 3,4:2,4:0,1", whole[3:, 2:, :1]),
        ("boxes", "7 6 5 3,4:2,4:1,4", whole[3:, 2:, 1:]),
        ("words", "4 6 -:0,2", words[:, :2]),
        ("words", "4 6 -:2,4", words[:, 2:]),
    ]
    path = out / "sliced.ckpt"
    names, specs, data = zip(*parts)
    tf.raw_ops.SaveSlices(filename=str(path), tensor_names=names, shapes_and_slices=specs, data=data)
    checkpoints[path.name] = restored(path, {"boxes": tf.int32, "words": tf.string})


def said(meta):
    """What a meta graph says, for the facts."""
    collections = {}
    for name, collection in meta.collection_def.items():
        kind = collection.WhichOneof("kind")
        collections[name] = len(getattr(collection, kind).value)
    saver = meta.saver_def
    return {
        "nodes": len(meta.graph_def.node),
        "tensorflow": meta.meta_info_def.tensorflow_version,
        "collections": collections,
        "trainable": sorted(
            (name.save_slice_info_def.full_name or name.variable_name).removesuffix(":0")
            for name in map(
                variable_pb2.VariableDef.FromString, meta.collection_def["trainable_variables"].bytes_list.value
            )
        ),
        "saver": {
            "Sharded": "yes" if saver.sharded else "no",
            "Checkpoints kept": str(saver.max_to_keep),
            "File name tensor": saver.filename_tensor_name,
            "Save tensor": saver.save_tensor_name,
            "Restore operation": saver.restore_op_name,
        },
    }


def training_runs():
    """A training program, saved in both formats, whole and in shards: slots, a step, partitioned variables."""
    for folder, version, sharded in [
        ("v1", v1.train.SaverDef.V1, False),
        ("v1-sharded", v1.train.SaverDef.V1, True),
        ("v2", v1.train.SaverDef.V2, True),
    ]:
        run = out / folder
        run.mkdir()
        with tf.Graph().as_default() as graph, v1.Session(config=two_devices) as session:
            normal = v1.random_normal_initializer(seed=3)
            x = v1.placeholder(tf.float32, [None, 10], "x")
            with v1.variable_scope("net", use_resource=False):
                with tf.device("/cpu:0"):
                    rows = v1.get_variable(
                        "rows", [10, 4], initializer=normal, partitioner=v1.fixed_size_partitioner(3, axis=0)
                    )
                with tf.device("/cpu:1"):
                    columns = v1.get_variable(
                        "columns", [4, 7], initializer=normal, partitioner=v1.fixed_size_partitioner(2, axis=1)
                    )
                bias = v1.get_variable("bias", initializer=np.zeros(7, "f4"))
                mean = v1.get_variable("mean", initializer=np.zeros(7, "f4"), trainable=False)
            v1.add_to_collection("note", 7)
            y = x @ rows.as_tensor() @ columns.as_tensor() + bias - mean
            v1.summary.scalar("loss", tf.reduce_sum(y))
            step = v1.train.get_or_create_global_step()
            train = v1.train.AdamOptimizer().minimize(tf.reduce_sum(y * y), global_step=step)
            with v1.variable_scope("other"):
                slow = v1.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(y), var_list=[bias])
            session.run(v1.global_variables_initializer())
            saver = v1.train.Saver(write_version=version, sharded=sharded, max_to_keep=2)
            dtypes = {}
            for variable in v1.global_variables():
                info = variable._get_save_slice_info()
                dtypes[info.full_name if info else variable.op.name] = variable.dtype.base_dtype
            for _ in range(3):
                session.run([train, slow], {x: random.normal(size=(5, 10))})
                prefix = saver.save(session, str(run / "model.ckpt"), global_step=step)
        for number in [2, 3]:
            name = f"{folder}/model.ckpt-{number}"
            if version == v1.train.SaverDef.V1:
                pattern = f"{out / name}-?????-of-?????" if sharded else out / name
                checkpoints[name] = restored(pattern, dtypes)
            else:
                checkpoints[name] = restored_v2(out / name, dtypes)
            meta = v1.MetaGraphDef.FromString((out / f"{name}.meta").read_bytes())
            graphs[name] = said(meta)


def manifest():
    """Messages of tensorflow/contrib/session_bundle/manifest.proto, which TensorFlow 2 does not have any more."""
    file = descriptor_pb2.FileDescriptorProto(name="manifest.proto", package="tensorflow.serving", syntax="proto3")

    def message(name, *fields, of=None):
        described = file.message_type.add(name=name) if of is None else of.nested_type.add(name=name)
        for number, (field, kind) in enumerate(fields, 1):
            repeated = kind.startswith("*")
            kind = kind.lstrip("*")
            described.field.add(
                name=field,
                number=number,
                label=3 if repeated else 1,
                **({"type": 9} if kind == "string" else {"type": 11, "type_name": f".tensorflow.serving.{kind}"}),
            )
        return described

    def string_map(owner, entry, value):
        """map<string, value>: a repeated entry of a key and a value."""
        nested = message(entry, ("key", "string"), ("value", value), of=owner)
        nested.options.map_entry = True

    message("TensorBinding", ("tensor_name", "string"))
    message("AssetFile", ("tensor_binding", "TensorBinding"), ("filename", "string"))
    message("RegressionSignature", ("input", "TensorBinding"), ("output", "TensorBinding"))
    message(
        "ClassificationSignature",
        ("input", "TensorBinding"),
        ("classes", "TensorBinding"),
        ("scores", "TensorBinding"),
    )
    generic = message("GenericSignature", ("map", "*GenericSignature.MapEntry"))
    string_map(generic, "MapEntry", "TensorBinding")
    signature = message(
        "Signature",
        ("regression_signature", "RegressionSignature"),
        ("classification_signature", "ClassificationSignature"),
        ("generic_signature", "GenericSignature"),
    )
    signature.oneof_decl.add(name="type")
    for field in signature.field:
        field.oneof_index = 0
    signatures = message(
        "Signatures",
        ("default_signature", "Signature"),
        ("named_signatures", "*Signatures.NamedSignaturesEntry"),
    )
    string_map(signatures, "NamedSignaturesEntry", "Signature")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"tensorflow.serving.{name}"))


def packed(message):
    result = any_pb2.Any()
    result.Pack(message)
    return result


def described(bindings):
    """Names and tensors as our JSON has them."""
    return {
        name: {
            "dtype": tensor.dtype.base_dtype.name,
            "shape": None if tensor.shape.rank is None else tensor.shape.as_list(),
            "tensor": tensor.name,
        }
        for name, tensor in sorted(bindings.items())
    }


def session_bundles():
    """What tensorflow/contrib/session_bundle/exporter.py of TensorFlow 1 did, step by step."""
    messages = manifest()
    for folder, version, sharded in [
        ("bundles/00000001", v1.train.SaverDef.V1, True),
        ("bundles/00000002", v1.train.SaverDef.V1, False),
        ("bundles/00000003", v1.train.SaverDef.V2, True),
    ]:
        bundle = out / folder
        (bundle / "assets").mkdir(parents=True)
        (bundle / "assets" / "words.txt").write_text("one\ntwo\n")
        with tf.Graph().as_default(), v1.Session() as session:
            serialized = v1.placeholder(tf.string, [None], "examples")
            features = tf.io.parse_example(serialized, {"x": tf.io.FixedLenFeature([4], tf.float32)})
            kernel = v1.get_variable("kernel", initializer=random.normal(size=(4, 3)).astype("f4"), use_resource=False)
            step = v1.train.get_or_create_global_step()
            scores, best = tf.nn.top_k(tf.nn.softmax(features["x"] @ kernel), 2, name="best")
            words = v1.placeholder_with_default(tf.constant("words.txt"), [], "words")
            init = tf.group(tf.identity(words), name="init_all_tables")
            session.run(v1.global_variables_initializer())

            signatures = messages("Signatures")()
            default = signatures.default_signature.classification_signature
            default.input.tensor_name = serialized.name
            default.classes.tensor_name = best.name
            default.scores.tensor_name = scores.name
            for key, tensors in [("inputs", {"x": features["x"]}), ("outputs", {"scores": scores, "best": best})]:
                for name, tensor in tensors.items():
                    signatures.named_signatures[key].generic_signature.map[name].tensor_name = tensor.name
            asset = messages("AssetFile")(filename="words.txt")
            asset.tensor_binding.tensor_name = words.name
            v1.add_to_collection("serving_init_op", init)
            v1.add_to_collection("serving_signatures", packed(signatures))
            v1.add_to_collection("serving_assets", packed(asset))
            saver = v1.train.Saver(sharded=sharded, write_version=version)
            saver.save(session, str(bundle / "export"), meta_graph_suffix="meta")
            dtypes = {variable.op.name: variable.dtype.base_dtype for variable in v1.global_variables()}
            bundles[folder] = {
                "signatures": {
                    "serving_default": {
                        "methodName": "tensorflow/serving/classify",
                        "inputs": described({"inputs": serialized}),
                        "outputs": described({"classes": best, "scores": scores}),
                    },
                    "serving_default_from_named": {
                        "methodName": "tensorflow/serving/predict",
                        "inputs": described({"x": features["x"]}),
                        "outputs": described({"best": best, "scores": scores}),
                    },
                }
            }
        if version == v1.train.SaverDef.V1:
            pattern = f"{bundle}/export-?????-of-?????" if sharded else bundle / "export"
            bundles[folder]["tensors"] = restored(pattern, dtypes)
        else:
            bundles[folder]["tensors"] = restored_v2(bundle / "export", dtypes)


def saved_models():
    """SavedModels of TensorFlow 1 as Estimators export them, with an operation that runs after loading, in both ways."""
    info = v1.saved_model.build_tensor_info
    for name in ["legacy-init", "main-op"]:
        folder = out / name
        vocabulary = out / f"{name}.txt"
        vocabulary.write_text("one\ntwo\nthree\n")
        with tf.Graph().as_default(), v1.Session() as session:
            examples = v1.placeholder(tf.string, [None], "input_example_tensor")
            spec = {"word": tf.io.FixedLenFeature([], tf.string), "x": tf.io.VarLenFeature(tf.float32)}
            features = tf.io.parse_example(examples, spec)
            path = tf.constant(str(vocabulary), name="vocabulary")
            v1.add_to_collection(v1.GraphKeys.ASSET_FILEPATHS, path)
            lines, numbers = tf.lookup.TextFileIndex.WHOLE_LINE, tf.lookup.TextFileIndex.LINE_NUMBER
            words = tf.lookup.TextFileInitializer(path, tf.string, lines, tf.int64, numbers)
            table = tf.lookup.StaticHashTable(words, -1)
            kernel = v1.get_variable("kernel", initializer=random.normal(size=(4, 3)).astype("f4"), use_resource=False)
            v1.train.get_or_create_global_step()
            logits = tf.gather(kernel, table.lookup(features["word"]) + 1)
            scores = tf.nn.softmax(logits, name="scores")
            classes = tf.tile(tf.constant([["0", "1", "2"]]), [tf.shape(scores)[0], 1], name="classes")
            init = tf.group(v1.tables_initializer(), name="init_tables")
            session.run([v1.global_variables_initializer(), v1.tables_initializer()])
            signature = v1.saved_model.build_signature_def
            signatures = {
                "serving_default": v1.saved_model.classification_signature_def(examples, classes, scores),
                "predict": v1.saved_model.predict_signature_def({"examples": examples}, {"scores": scores}),
                "sparse": signature({"x": info(features["x"])}, {"scores": info(scores)}, "tensorflow/serving/predict"),
            }
            builder = v1.saved_model.Builder(str(folder))
            assets = v1.get_collection(v1.GraphKeys.ASSET_FILEPATHS)
            builder.add_meta_graph_and_variables(
                session, ["serve"], signature_def_map=signatures, assets_collection=assets, main_op=init
            )
            builder.save()
        file = folder / "saved_model.pb"
        saved = saved_model_pb2.SavedModel.FromString(file.read_bytes())
        (meta,) = saved.meta_graphs
        if name == "legacy-init":
            # As TensorFlow before 1.9 wrote it.
            meta.collection_def["legacy_init_op"].CopyFrom(meta.collection_def.pop("saved_model_main_op"))
            meta.signature_def.pop("__saved_model_init_op", None)
            file.write_bytes(saved.SerializeToString())
        models[name] = {
            "nodes": len(meta.graph_def.node),
            "collections": {
                key: len(getattr(each, each.WhichOneof("kind")).value) for key, each in meta.collection_def.items()
            },
            "methods": {key: each.method_name for key, each in meta.signature_def.items()},
        }
        vocabulary.unlink()


v1.logging.set_verbosity(v1.logging.ERROR)
np.seterr(all="ignore")
every_dtype()
sliced()
training_runs()
session_bundles()
saved_models()
print(json.dumps({"checkpoints": checkpoints, "graphs": graphs, "bundles": bundles, "models": models}))

"""Every way in which Keras saves a model, each with what Keras and the libraries beneath say of the result."""

import importlib.util
import pathlib
import zipfile

import tensorflow as tf

import answers
from keras_models import KINDS, LEGACY, OWN, keras, random_model, train_a_little

# Their configuration holds their layers; a subclassed model's does not.
CONFIGURED = [kind for kind in KINDS if kind != "subclassed"]


def _told(model, kind, **more):
    """What is so of a model however it is saved."""
    weights = answers.weights(model)
    return {
        "model": f"{kind} of {len(model.layers)} layers",
        "class": type(model).__name__,
        "weights": answers.variables(weights),
        "parameterCount": answers.elements(weights),
        "layers": answers.layers(model, OWN) if kind != "subclassed" else None,
        **more,
    }


def _saved(draw, kinds=KINDS, trained=0.5):
    kind, model = random_model(draw, kinds)
    optimizer = answers.variables(train_a_little(draw, model)) if draw.chance(trained) else None
    return kind, model, optimizer


def _in_own_files(model, optimizer):
    """Keras's own files hold nothing of a legacy optimizer, and of a new one not the learning rate of Keras 2."""
    if optimizer is None or hasattr(model.optimizer, "_create_all_weights"):
        return None
    return answers.variables(model.optimizer.variables)


def keras_file(draw, folder):
    kind, model, optimizer = _saved(draw)
    path = folder / f"{draw.name()}.keras"
    model.save(str(path))
    if not zipfile.is_zipfile(path):
        # Before 2.13 the name was all that was new.
        return {"path": path, "format": "keras-hdf5", "config": True, **_told(model, kind), "tensors": answers.hdf5(path, by_keras=True)}
    told = _told(model, kind, optimizer=_in_own_files(model, optimizer))
    return {"path": path, "format": "keras-archive", "config": kind != "subclassed", **told, "tensors": _inside(path, folder)}


def _inside(path, folder):
    with zipfile.ZipFile(path) as archive:
        extracted = archive.extract("model.weights.h5", folder / "unpacked")
    return answers.hdf5(extracted, by_keras=True)


def keras_directory(draw, folder):
    kind, model, optimizer = _saved(draw)
    path = folder / draw.name()
    model.save(str(path), zipped=False)
    told = _told(model, kind, optimizer=_in_own_files(model, optimizer))
    tensors = answers.hdf5(path / "model.weights.h5", by_keras=True)
    return {"path": path, "format": "keras-archive", "config": kind != "subclassed", **told, "tensors": tensors}


def h5(draw, folder):
    kind, model, optimizer = _saved(draw, CONFIGURED)
    path = folder / f"{draw.name()}.{draw.one(['h5', 'hdf5'])}" if LEGACY else folder / f"{draw.name()}.h5"
    model.save(str(path))
    return {"path": path, "format": "keras-hdf5", "config": True, **_told(model, kind), "tensors": answers.hdf5(path, by_keras=True)}


def weights_h5(draw, folder):
    kind, model, optimizer = _saved(draw)
    path = folder / f"{draw.name()}.weights.h5"
    model.save_weights(str(path))
    return {"path": path, "format": "keras-weights-hdf5", "config": False, **_told(model, kind), "tensors": answers.hdf5(path, by_keras=True)}


def legacy_weights_h5(draw, folder):
    """Keras 1 and 2: groups by layer names."""
    kind, model, _ = _saved(draw)
    path = folder / f"{draw.name()}.h5"
    model.save_weights(str(path))
    return {"path": path, "format": "keras-weights-hdf5", "config": False, **_told(model, kind), "tensors": answers.hdf5(path, by_keras=True)}


def weights_in_shards(draw, folder):
    kind, model, _ = _saved(draw)
    path = folder / f"{draw.name()}.weights.json"
    largest = max([1, *(answers.golden.np.asarray(weight).nbytes for weight in model.weights)])
    model.save_weights(str(path), max_shard_size=largest * draw.one([1.0, 1.7, 4.0]) / 1024**3)
    tensors = [found for shard in sorted(folder.glob("*.weights.h5")) for found in answers.hdf5(shard, by_keras=True)]
    return {"path": path, "format": "keras-weights-hdf5", "config": False, **_told(model, kind), "tensors": tensors}


def _saved_model(path, **told):
    return {
        "path": path,
        "format": "saved-model",
        "tensors": answers.checkpoint(path / "variables" / "variables"),
        "metaGraphs": answers.golden.meta_graphs(path),
        **told,
    }


def exported(draw, folder):
    kind, model, optimizer = _saved(draw)
    path = folder / draw.name()
    model.export(str(path), verbose=False)
    # It holds every variable twice.
    return _saved_model(path, config=False, twice=True, **_told(model, kind))


def saved_by_tensorflow(draw, folder):
    """`tf.saved_model.save`, what older tutorials do. Keras 3 then writes its variables twice, too."""
    kind, model, optimizer = _saved(draw)
    path = folder / draw.name()
    signatures = None
    if not LEGACY or kind == "subclassed":
        specs = _specs(model, kind)
        function = tf.function(lambda **given: _named(model(given if kind == "subclassed" else [given[name] for name in specs])))
        signatures = {"serving_default": function.get_concrete_function(**specs)}
    tf.saved_model.save(model, str(path), signatures=signatures)
    return _saved_model(path, config=False, **_told(model, kind))


def _specs(model, kind):
    if kind == "subclassed":
        return {name: tf.TensorSpec([None], "int64", name=name) for name in ["user_id", "item_id"]}
    inputs = model.inputs if isinstance(model.inputs, (list, tuple)) else [model.inputs]
    return {f"in_{at}": tf.TensorSpec([None, *given.shape[1:]], given.dtype, name=f"in_{at}") for at, given in enumerate(inputs)}


def _named(outputs):
    if isinstance(outputs, dict):
        return outputs
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return {f"out_{at}": output for at, output in enumerate(outputs)}


def saved_by_keras_2(draw, folder):
    kind, model, optimizer = _saved(draw)
    path = folder / draw.name()
    model.save(str(path), save_format="tf")
    return _saved_model(path, config=True, **_told(model, kind, optimizer=optimizer))


def weights_as_checkpoint(draw, folder):
    """`save_weights` in TensorFlow's format."""
    kind, model, optimizer = _saved(draw)
    prefix = folder / draw.name()
    model.save_weights(str(prefix), save_format="tf")
    return {"path": prefix, "format": "tf-checkpoint", "config": False, **_told(model, kind), "tensors": answers.checkpoint(prefix)}


def model_checkpoint(draw, folder):
    """What the callback leaves: `cp-0001.ckpt`, `cp-0002.ckpt`, …, each by `save_weights`."""
    kind, model, optimizer = _saved(draw, trained=0.8)
    directory = folder / draw.name()
    directory.mkdir()
    epochs = draw.integer(1, 4)
    for epoch in range(1, epochs + 1):
        model.save_weights(str(directory / f"cp-{epoch:04d}.ckpt"), save_format="tf")
    names = [f"cp-{epoch:04d}.ckpt" for epoch in range(1, epochs + 1)]
    return {
        "path": directory,
        "format": "checkpoint-directory",
        "config": False,
        "checkpoints": {"latest": names[-1], "all": names},
        # `save_weights` names the last one alone in the state file.
        "findings": ["unnamed-checkpoint"] if epochs > 1 else [],
        **_told(model, kind),
        "tensors": answers.checkpoint(directory / names[-1]),
    }


def checkpoint_of_training(draw, folder):
    """`tf.train.Checkpoint` of model, optimizer and step, one or several of them by a CheckpointManager."""
    kind, model, optimizer = _saved(draw, trained=1.0)
    step = tf.Variable(draw.integer(0, 10**6), dtype=tf.int64)
    checkpoint = tf.train.Checkpoint(model=model, optimizer=model.optimizer, step=step)
    told = {"config": False, **_told(model, kind, optimizer=optimizer)}
    if draw.chance(0.3):
        prefix = checkpoint.write(str(folder / draw.name()))
        return {"path": pathlib.Path(prefix), "format": "tf-checkpoint", **told, "tensors": answers.checkpoint(prefix)}
    directory = folder / draw.name()
    manager = tf.train.CheckpointManager(checkpoint, str(directory), max_to_keep=draw.integer(1, 4))
    names = []
    for _ in range(draw.integer(1, 6)):
        step.assign_add(draw.integer(1, 100))
        names.append(pathlib.Path(manager.save()).name)
    kept = [name for name in names if (directory / f"{name}.index").exists()]
    findings = []
    if draw.chance(0.25):
        # Saved a second time by hand: the state file then names that one alone.
        again = pathlib.Path(checkpoint.save(str(directory / names[-1]))).name
        kept.append(again)
        findings.append("unnamed-checkpoint")
    return {
        "path": directory,
        "format": "checkpoint-directory",
        "checkpoints": {"latest": kept[-1], "all": kept},
        "steps": answers.golden.steps(directory, kept, "step"),
        "findings": findings,
        **told,
        "tensors": answers.checkpoint(directory / kept[-1]),
    }


def retrieval_index(draw, folder):
    """What a recommender of TensorFlow Recommenders is served from: a tower of queries, and all items by brute force."""
    import tensorflow_recommenders as tfrs

    words = draw.names(draw.integer(2, 20), odd=0.3)
    size = draw.integer(1, 8)
    lookup = keras.layers.StringLookup(vocabulary=words)
    tower = keras.Sequential([lookup, keras.layers.Embedding(len(words) + 1, size)])
    index = tfrs.layers.factorized_top_k.BruteForce(tower, k=2)
    items = draw.names(draw.integer(3, 30), odd=0.2)
    index.index(draw.random.normal(size=(len(items), size)).astype("f4"), tf.constant(items))
    index(tf.constant(words[:1]))
    path = folder / draw.name()
    tf.saved_model.save(index, str(path))
    weights = answers.weights(index)
    told = {"model": "retrieval index", "weights": answers.variables(weights), "parameterCount": answers.elements(weights)}
    return _saved_model(path, config=False, **told)


def recommender_in_training(draw, folder):
    """Two towers and a task, saved while they train."""
    import tensorflow_recommenders as tfrs

    class TwoTower(tfrs.Model):
        def __init__(self, users, items, size):
            super().__init__()
            tower = lambda words: keras.Sequential([keras.layers.StringLookup(vocabulary=words), keras.layers.Embedding(len(words) + 1, size)])
            self.user_model, self.item_model = tower(users), tower(items)
            self.rating = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])
            self.retrieval_task = tfrs.tasks.Retrieval()
            self.rating_task = tfrs.tasks.Ranking(loss=keras.losses.MeanSquaredError(), metrics=[keras.metrics.RootMeanSquaredError()])

        def compute_loss(self, given, training=False):
            user, item = self.user_model(given["user"]), self.item_model(given["item"])
            rating = self.rating(tf.concat([user, item], 1))
            return self.retrieval_task(user, item) + self.rating_task(labels=given["rating"], predictions=rating)

    users, items = draw.names(draw.integer(2, 20)), draw.names(draw.integer(2, 20))
    model = TwoTower(users, items, draw.integer(1, 8))
    model.compile(optimizer=draw.one(["adagrad", "adam"]))
    model.fit({"user": tf.constant(users[:2]), "item": tf.constant(items[:2]), "rating": tf.constant([1.0, 5.0])}, verbose=0)
    checkpoint = tf.train.Checkpoint(model=model)
    prefix = pathlib.Path(checkpoint.write(str(folder / draw.name())))
    # The metrics of its tasks are among Keras's weights of a model of TensorFlow Recommenders.
    weights = [variable for variable in model.trainable_variables]
    told = {"model": "recommender", "weights": answers.variables(weights), "parameterCount": answers.elements(weights)}
    return {"path": prefix, "format": "tf-checkpoint", "config": False, **told, "tensors": answers.checkpoint(prefix)}


KERAS_3 = [keras_file, keras_directory, h5, weights_h5, weights_in_shards, exported, saved_by_tensorflow, checkpoint_of_training]
KERAS_2 = [keras_file, h5, weights_h5, legacy_weights_h5, saved_by_keras_2, saved_by_tensorflow, weights_as_checkpoint, model_checkpoint, checkpoint_of_training]
if importlib.util.find_spec("tensorflow_recommenders"):
    KERAS_2 += [retrieval_index, recommender_in_training]
WAYS = KERAS_2 if LEGACY else KERAS_3

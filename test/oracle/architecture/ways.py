"""Every way to save a model, as far as the library can hold it that way. A way answers the path of what is to be opened."""

import os
import pathlib

import tensorflow as tf

from models import CONFIGURED, LEGACY, RECOMMENDERS

def keras_file(model, given, folder):
    path = folder / "model.keras"
    model.save(str(path))
    return path


def h5(model, given, folder):
    path = folder / "model.h5"
    model.save(str(path))
    return path


def weights_h5(model, given, folder):
    path = folder / "model.weights.h5"
    model.save_weights(str(path))
    return path


def legacy_weights_h5(model, given, folder):
    path = folder / "weights.h5"
    model.save_weights(str(path))
    return path


def exported(model, given, folder):
    path = folder / "exported"
    model.export(str(path), verbose=False)
    return path


def saved_by_tensorflow(model, given, folder):
    path = folder / "by_tensorflow"
    specs = tf.nest.map_structure(_spec, given)
    if isinstance(specs, dict):
        function = tf.function(lambda **inputs: named(model(inputs))).get_concrete_function(**{name: _spec(value, name) for name, value in given.items()})
    else:
        inputs = [_spec(value, f"in_{at}") for at, value in enumerate(tf.nest.flatten(given))]
        function = tf.function(lambda *inputs: named(model(tf.nest.pack_sequence_as(given, inputs)))).get_concrete_function(*inputs)
    tf.saved_model.save(model, str(path), signatures={"serving_default": function})
    return path


def _spec(value, name=None):
    return tf.TensorSpec([None, *value.shape[1:]], value.dtype, name=name)


def named(outputs):
    if isinstance(outputs, dict):
        return outputs
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return {f"out_{at}": output for at, output in enumerate(outputs)}


def saved_by_keras_2(model, given, folder):
    path = folder / "by_keras"
    model.save(str(path), save_format="tf")
    return path


def checkpoint(model, given, folder):
    return pathlib.Path(tf.train.Checkpoint(model=model).write(str(folder / "checkpoint")))


def weights_as_checkpoint(model, given, folder):
    path = folder / "weights"
    model.save_weights(str(path), save_format="tf")
    return path


if os.environ.get("TF_USE_LEGACY_KERAS") == "1":
    WAYS = [keras_file, h5, weights_h5, legacy_weights_h5, saved_by_tensorflow, saved_by_keras_2, checkpoint, weights_as_checkpoint]
else:
    WAYS = [keras_file, h5, weights_h5, exported, saved_by_tensorflow, checkpoint]

# Ways that keep the configuration; of a subclassed model that says nothing of layers, save by Keras 2.
WITH_CONFIGURATION = {"keras_file", "h5", "saved_by_keras_2"}


def holds(way, kind):
    """Whether a library can save a kind of model that way."""
    name = way.__name__
    if kind == "retrieval":
        # No model of Keras's: nothing of Keras's own saves it.
        return name in ("saved_by_tensorflow", "checkpoint")
    if name == "h5":
        return kind in CONFIGURED
    return not (kind in RECOMMENDERS and name == "keras_file")


def configured(way, kind):
    return way.__name__ in WITH_CONFIGURATION and (kind in CONFIGURED or way.__name__ == "saved_by_keras_2")

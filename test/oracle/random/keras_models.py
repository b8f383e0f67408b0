"""Random Keras models of the generation in use: TF_USE_LEGACY_KERAS=1 means tf-keras (Keras 2), where TensorFlow has
not its own."""

import os

import tensorflow as tf

if tf.__version__ < "2.16":
    keras, OWN = tf.keras, "keras."
elif os.environ.get("TF_USE_LEGACY_KERAS") == "1":
    import tf_keras as keras

    OWN = "tf_keras."
else:
    import keras

    OWN = "keras."

LEGACY = keras.__version__.startswith("2.")

L = keras.layers


@keras.utils.register_keras_serializable(package="mine")
class Scale(L.Layer):
    """A layer of the author's: one weight that is trained and one that is not."""

    def __init__(self, factor=2.0, **more):
        super().__init__(**more)
        self.factor = factor

    def build(self, shape):
        self.gain = self.add_weight(name="gain", shape=(shape[-1],), initializer="ones")
        self.seen = self.add_weight(name="seen", shape=(), initializer="zeros", trainable=False)
        super().build(shape)

    def call(self, x):
        return x * tf.cast(self.gain, x.dtype) * self.factor

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


class Builder:
    """Draws layers; an author names some of them."""

    def __init__(self, draw):
        self.draw = draw
        # In a graph of TensorFlow's a name becomes a scope, and few characters may be in one.
        self.odd = 0.0 if LEGACY else 0.15
        self.names = set()

    def options(self, dtype=True):
        found = {}
        if self.draw.chance(0.4):
            name = self.draw.name(odd=self.odd)
            if name not in self.names:
                self.names.add(name)
                found["name"] = name
        if dtype and self.draw.chance(0.12):
            found["dtype"] = self.draw.one(["float64", "float16", "bfloat16", "mixed_float16"])
        if self.draw.chance(0.15):
            found["trainable"] = False
        return found

    def dense(self, units=None):
        activation = self.draw.one([None, "relu", "sigmoid", "tanh", "softmax", "gelu"])
        size = units or self.draw.integer(1, 9)
        return L.Dense(size, activation=activation, use_bias=self.draw.chance(0.8), **self.options())

    def vector_layer(self):
        draw = self.draw
        make = draw.one(
            [
                self.dense,
                self.dense,
                lambda: L.BatchNormalization(scale=draw.chance(0.7), **self.options(dtype=False)),
                lambda: L.LayerNormalization(center=draw.chance(0.7), **self.options()),
                lambda: L.Dropout(0.3, **self.options()),
                lambda: L.Activation("relu", **self.options()),
                lambda: L.PReLU(**self.options()),
                lambda: L.GaussianNoise(0.1, **self.options()),
                lambda: L.LeakyReLU(**self.options()),
                lambda: L.UnitNormalization(**self.options()),
                lambda: Scale(factor=draw.integer(1, 4), **self.options(dtype=False)),
            ]
        )
        return make()

    def sequence_layer(self):
        draw = self.draw
        units = draw.integer(1, 5)
        recurrent = draw.one([L.LSTM, L.GRU, L.SimpleRNN])
        make = draw.one(
            [
                lambda: recurrent(units, return_sequences=True, **self.options(dtype=False)),
                lambda: L.Bidirectional(recurrent(units, return_sequences=True), **self.options(dtype=False)),
                lambda: L.TimeDistributed(L.Dense(units), **self.options(dtype=False)),
                lambda: L.Conv1D(units, 2, padding="same", **self.options()),
                lambda: L.SeparableConv1D(units, 2, padding="same", **self.options(dtype=False)),
                lambda: L.LayerNormalization(**self.options()),
                lambda: L.RNN([L.GRUCell(units), L.LSTMCell(units)], return_sequences=True, **self.options(dtype=False)),
            ]
        )
        return make()

    def image_layer(self):
        draw = self.draw
        filters = draw.integer(1, 4)
        make = draw.one(
            [
                lambda: L.Conv2D(filters, draw.integer(1, 3), padding="same", **self.options()),
                lambda: L.DepthwiseConv2D(2, padding="same", depth_multiplier=draw.integer(1, 2), **self.options(dtype=False)),
                lambda: L.SeparableConv2D(filters, 2, padding="same", **self.options(dtype=False)),
                lambda: L.Conv2DTranspose(filters, 2, padding="same", **self.options(dtype=False)),
                lambda: L.BatchNormalization(**self.options(dtype=False)),
                lambda: L.MaxPooling2D(2, padding="same", **self.options(dtype=False)),
            ]
        )
        return make()

    def tower(self, name=None):
        """An input and what is made of it: a vector."""
        draw = self.draw
        kind = draw.one(["vector", "ids", "sequence", "image", "words"])
        if kind == "vector":
            given = x = keras.Input((draw.integer(1, 6),), name=name)
        elif kind == "ids":
            given = keras.Input((1,), dtype="int64", name=name)
            x = L.Flatten()(L.Embedding(draw.integer(2, 30), draw.integer(1, 8), **self.options(dtype=False))(given))
        elif kind == "words":
            given = keras.Input((draw.integer(2, 5),), dtype="int32", name=name)
            x = L.Embedding(draw.integer(2, 30), draw.integer(2, 6), **self.options(dtype=False))(given)
            if draw.chance(0.4):
                x = L.MultiHeadAttention(draw.integer(1, 2), draw.integer(1, 3), **self.options(dtype=False))(x, x)
            x = L.GlobalAveragePooling1D()(x)
        elif kind == "sequence":
            given = x = keras.Input((draw.integer(2, 5), draw.integer(1, 3)), name=name)
            for _ in range(draw.integer(1, 2)):
                x = self.sequence_layer()(x)
            x = draw.one([L.GlobalMaxPooling1D(), L.Flatten(), L.GRU(draw.integer(1, 4))])(x)
        else:
            given = x = keras.Input((draw.integer(4, 6), draw.integer(4, 6), draw.integer(1, 3)), name=name)
            for _ in range(draw.integer(1, 2)):
                x = self.image_layer()(x)
            x = draw.one([L.GlobalAveragePooling2D(), L.Flatten()])(x)
        for _ in range(draw.integer(0, 2)):
            x = self.vector_layer()(x)
        return given, x

    def sequential(self):
        draw = self.draw
        kind = draw.one(["vector", "sequence", "image"])
        shapes = {"vector": (4,), "sequence": (5, 2), "image": (5, 6, 2)}
        make = {"vector": self.vector_layer, "sequence": self.sequence_layer, "image": self.image_layer}[kind]
        inner = [make() for _ in range(draw.integer(1, 4))]
        if draw.chance(0.3) and kind == "vector":
            inner.append(keras.Sequential([self.dense(), self.vector_layer()], name=f"inner_{draw.name()}"))
        return keras.Sequential([keras.Input(shapes[kind]), *inner, L.Flatten(), self.dense()])

    def functional(self):
        """Towers, joined, with one or several heads."""
        draw = self.draw
        names = draw.names(draw.integer(1, 3))
        towers = [self.tower(name) for name in names]
        x = self.join([end for _, end in towers])
        for _ in range(draw.integer(0, 2)):
            y = self.vector_layer()(x)
            # A branch around a layer, where the shapes allow it.
            x = L.Add()([x, y]) if draw.chance(0.3) and x.shape[1:] == y.shape[1:] and x.dtype == y.dtype else y
        heads = [L.Dense(draw.integer(1, 3), name=f"{draw.name()}_head{number}")(x) for number in range(draw.integer(1, 3))]
        return keras.Model([given for given, _ in towers], heads if len(heads) > 1 else heads[0])

    def join(self, ends):
        draw = self.draw
        if len(ends) == 1:
            return ends[0]
        if draw.chance(0.5):
            return L.Concatenate()(ends)
        units = draw.integer(1, 5)
        return draw.one([L.Add, L.Multiply, L.Average, L.Maximum])()([self.dense(units)(end) for end in ends])

    def shared(self):
        """One tower for two inputs, as recommenders of pairs have it."""
        draw = self.draw
        size = draw.integer(1, 5)
        units = draw.integer(1, 4)
        tower = keras.Sequential([keras.Input((size,)), self.vector_layer(), L.Dense(units, name="last")], name="tower")
        left, right = keras.Input((size,), name="left"), keras.Input((size,), name="right")
        both = draw.one([lambda pair: L.Dot(1)(pair), lambda pair: L.Concatenate()(pair)])([tower(left), tower(right)])
        once = self.dense(3)
        return keras.Model([left, right], L.Dense(1, name="score")(once(both)))

    def nested(self):
        """Models in a model."""
        draw = self.draw
        given = keras.Input((draw.integer(2, 5),), name="given")
        middle = keras.Model(given, self.vector_layer()(self.dense()(given)), name=f"middle_{draw.name()}")
        outer = keras.Input(given.shape[1:], name="outer")
        x = middle(outer)
        deep = keras.Sequential([keras.Input(x.shape[1:]), keras.Sequential([keras.Input(x.shape[1:]), self.dense(), self.vector_layer()], name="deepest"), self.dense()], name="deep")
        return keras.Model(outer, deep(x))

    def subclassed(self):
        return Recommender(self.draw.integer(2, 40), self.draw.integer(2, 40), self.draw.integer(1, 8), self.draw.chance(0.5))


class Recommender(keras.Model):
    """What tutorials write: towers as attributes, a dictionary out."""

    def __init__(self, users, items, size, deep):
        super().__init__()
        self.given = {"users": users, "items": items, "size": size, "deep": deep}
        self.user_embedding = L.Embedding(users, size)
        self.item_embedding = L.Embedding(items, size)
        self.hidden = [L.Dense(size, activation="relu") for _ in range(2)] if deep else []
        self.normalise = L.BatchNormalization()
        self.rating = L.Dense(1)
        self.click = keras.Sequential([L.Dense(3), Scale(), L.Dense(1, activation="sigmoid")])

    def get_config(self):
        return dict(self.given)

    def call(self, inputs):
        x = keras.ops.concatenate if not LEGACY else tf.concat
        x = x([self.user_embedding(inputs["user_id"]), self.item_embedding(inputs["item_id"])], 1)
        for layer in self.hidden:
            x = layer(x)
        x = self.normalise(x)
        return {"rating": self.rating(x), "click": self.click(x)}


KINDS = ["sequential", "functional", "functional", "shared", "nested", "subclassed"]

OPTIMIZERS = ["Adam", "SGD", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl"]


def optimizer(draw):
    """A new or a legacy one, with slots of all kinds."""
    name = draw.one(OPTIMIZERS + ([] if LEGACY else ["AdamW", "Lion", "Adafactor"]))
    options = {"SGD": {"momentum": draw.one([0.0, 0.9])}, "RMSprop": {"centered": draw.chance(0.5), "momentum": draw.one([0.0, 0.5])}, "Adam": {"amsgrad": draw.chance(0.4)}}
    if LEGACY and draw.chance(0.5):
        return getattr(keras.optimizers.legacy, name)(**options.get(name, {}))
    return getattr(keras.optimizers, name)(**options.get(name, {}))


def random_model(draw, kinds=KINDS):
    """A built model whose every weight is a random number. @returns its kind and the model"""
    keras.backend.clear_session()
    kind = draw.one(kinds)
    model = getattr(Builder(draw), kind)()
    if kind == "subclassed":
        model({"user_id": tf.constant([0, 1]), "item_id": tf.constant([1, 0])})
    for weight in model.weights:
        if "seed" in weight.name or not tf.as_dtype(weight.dtype).is_floating:
            continue
        weight.assign(draw.random.normal(size=weight.shape).astype(tf.as_dtype(weight.dtype).as_numpy_dtype))
    return kind, model


def train_a_little(draw, model):
    """Compiles the model and gives its optimizer the variables that a training would leave.

    Returns the variables that a checkpoint holds of it; a legacy optimizer's are in no file of Keras's own.
    """
    made = optimizer(draw)
    model.compile(optimizer=made, loss="mse")
    variables = model.trainable_variables
    if hasattr(made, "_create_all_weights"):
        made._create_all_weights(variables)
    else:
        made.build(variables)
    held = list(made.variables() if callable(made.variables) else made.variables)
    for variable in held:
        if tf.as_dtype(variable.dtype).is_floating and len(variable.shape) > 0:
            variable.assign(draw.random.random(size=tuple(variable.shape)).astype(tf.as_dtype(variable.dtype).as_numpy_dtype))
    # The learning rate, Nadam's product, a legacy optimizer's hyperparameters: attributes that are in no list.
    others = [*vars(made).values(), *getattr(made, "_hyper", {}).values()]
    return held + [value for value in others if isinstance(value, tf.Variable)]

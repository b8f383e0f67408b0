"""Random architectures of the Keras in use, beyond those of the random oracle: blocks with lists and dictionaries of
layers, attention, residual branches, experts and gates, recommenders, the author's own cells and layers, frozen layers
and mixed precision. Every model comes with an input that it takes."""

import pathlib
import sys

import numpy as np
import tensorflow as tf

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "random"))

from keras_models import Builder, L, LEGACY, OWN, Recommender, Scale, keras  # noqa: E402, F401


class Unregistered(L.Layer):
    """A layer of the author's that nothing knows by name, with a weight of its own and a layer in it."""

    def __init__(self, units=3, **more):
        super().__init__(**more)
        self.units = units
        self.project = L.Dense(units)

    def build(self, shape):
        self.slope = self.add_weight(name="slope", shape=(shape[-1],), initializer="ones")
        super().build(shape)

    def call(self, x):
        return self.project(x * tf.cast(self.slope, x.dtype))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


@keras.utils.register_keras_serializable(package="mine")
class Cell(L.Layer):
    """A recurrent cell of the author's."""

    def __init__(self, units, **more):
        super().__init__(**more)
        self.units = self.state_size = self.output_size = units

    def build(self, shape):
        self.into = self.add_weight(name="into", shape=(shape[-1], self.units))
        self.again = self.add_weight(name="again", shape=(self.units, self.units))
        super().build(shape)

    def call(self, x, states):
        y = tf.tanh(x @ self.into + states[0] @ self.again)
        return y, [y]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


class Position(L.Layer):
    """An embedding of places, added to what comes in."""

    def __init__(self, length, size, **more):
        super().__init__(**more)
        self.given = {"length": length, "size": size}
        self.places = L.Embedding(length, size)

    def call(self, x):
        return x + self.places(tf.range(tf.shape(x)[1]))

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), **self.given}


class Block(L.Layer):
    """Layers in a list and in a dictionary, with a branch around them."""

    def __init__(self, units, depth, **more):
        super().__init__(**more)
        self.given = {"units": units, "depth": depth}
        self.steps = [L.Dense(units, activation="relu") for _ in range(depth)]
        self.ends = {"norm": L.LayerNormalization(), "drop": L.Dropout(0.2)}
        self.shortcut = L.Dense(units, use_bias=False)

    def call(self, x):
        y = x
        for step in self.steps:
            y = step(y)
        return self.ends["drop"](self.ends["norm"](y + self.shortcut(x)))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.given["units"])

    def get_config(self):
        return {**super().get_config(), **self.given}


class Blocks(keras.Model):
    """Blocks one after the other, and a head for each task."""

    def __init__(self, units=3, depth=2, blocks=2, tasks=2, **more):
        super().__init__(**more)
        self.given = {"units": units, "depth": depth, "blocks": blocks, "tasks": tasks}
        self.first = L.Dense(units)
        self.blocks = [Block(units, depth) for _ in range(blocks)]
        self.heads = {f"task_{at}": L.Dense(1) for at in range(tasks)}
        self.unused = L.Activation("relu")

    def get_config(self):
        return dict(self.given)

    def call(self, x):
        x = self.first(x)
        for block in self.blocks:
            x = block(x)
        return {name: head(x) for name, head in self.heads.items()}


class Encoder(keras.Model):
    """A small transformer, whose table of words is read at its end again."""

    def __init__(self, words=20, size=4, heads=2, depth=1, tied=False, **more):
        super().__init__(**more)
        self.given = {"words": words, "size": size, "heads": heads, "depth": depth, "tied": tied}
        self.embed = L.Embedding(words, size)
        self.position = Position(8, size)
        self.attend = [L.MultiHeadAttention(heads, 2) for _ in range(depth)]
        self.after = [L.LayerNormalization() for _ in range(depth)]
        self.forward = [keras.Sequential([L.Dense(size * 2, activation="gelu"), L.Dense(size)]) for _ in range(depth)]
        self.tied = tied
        self.score = None if tied else L.Dense(words)

    def get_config(self):
        return dict(self.given)

    def call(self, ids):
        x = self.position(self.embed(ids))
        for attend, after, forward in zip(self.attend, self.after, self.forward):
            x = after(x + attend(x, x))
            x = x + forward(x)
        if self.tied:
            return tf.matmul(x, tf.convert_to_tensor(self.embed.embeddings), transpose_b=True)
        return self.score(x)


class Towers(keras.Model):
    """Two towers with vocabularies, as recommenders have them, and their product."""

    def __init__(self, users, items, size=4, deep=True, **more):
        super().__init__(**more)
        self.given = {"users": users, "items": items, "size": size, "deep": deep}
        self.user_tower = keras.Sequential([L.StringLookup(vocabulary=users), L.Embedding(len(users) + 1, size)])
        self.item_tower = keras.Sequential([L.StringLookup(vocabulary=items), L.Embedding(len(items) + 1, size)])
        if deep:
            self.item_tower.add(L.Dense(size))
        self.dot = L.Dot(1)

    def get_config(self):
        return dict(self.given)

    def call(self, given):
        return self.dot([self.user_tower(given["user"]), self.item_tower(given["item"])])


class Holder(keras.Model):
    """One model that holds others, and a layer by two names."""

    def __init__(self, units=3, **more):
        super().__init__(**more)
        self.units = units
        self.inner = Blocks(units, 1, 1, 1)
        self.again = self.tail = L.Dense(units)
        self.functional = _perceptron(units, units)

    def get_config(self):
        return {"units": self.units}

    def call(self, x):
        return self.functional(self.again(self.inner(x)["task_0"]))


def _perceptron(size, units):
    given = keras.Input((size,))
    return keras.Model(given, L.Dense(units)(L.Dense(units, activation="relu")(given)), name="perceptron")


class Architect(Builder):
    """Draws models that the other oracle does not. Names are plain: TensorFlow takes no others into its graphs."""

    def __init__(self, draw):
        super().__init__(draw)
        self.odd = 0.0

    def residual(self):
        draw = self.draw
        given = keras.Input((6, 6, draw.integer(1, 3)), name="image")
        filters = draw.integer(2, 4)
        x = L.Conv2D(filters, 3, padding="same")(given)
        for _ in range(draw.integer(1, 3)):
            y = L.BatchNormalization()(L.Conv2D(filters, 3, padding="same", use_bias=False)(x))
            y = L.ReLU()(y)
            x = draw.one([L.Add, L.Concatenate, L.Average])()([x, y]) if draw.chance(0.5) else L.Add()([x, self.squeeze(y, filters)])
            x = L.Conv2D(filters, 1)(x)
        x = L.Dropout(0.3)(L.GlobalAveragePooling2D()(x))
        return keras.Model(given, L.Dense(2, activation="softmax", name="class")(x))

    def squeeze(self, x, filters):
        gate = L.Dense(filters, activation="sigmoid")(L.GlobalAveragePooling2D()(x))
        return L.Multiply()([x, L.Reshape((1, 1, filters))(gate)])

    def experts(self):
        """Experts and gates for several tasks."""
        draw = self.draw
        users, items = keras.Input((1,), dtype="int32", name="user"), keras.Input((1,), dtype="int32", name="item")
        embed = lambda given, count: L.Flatten()(L.Embedding(count, 4, name=f"{given.name.split(':')[0]}_embedding")(given))
        x = L.Concatenate()([embed(users, 20), embed(items, 30)])
        count, units = draw.integer(2, 3), draw.integer(2, 4)
        experts = [L.Dense(units, activation="relu", name=f"expert_{at}")(x) for at in range(count)]
        heads = {}
        for task in ["click", "like", "buy"][: draw.integer(2, 3)]:
            gate = L.Dense(count, activation="softmax", name=f"{task}_gate")(x)
            kept = [L.Multiply()([expert, L.Dense(1, name=f"{task}_weight_{at}")(gate)]) for at, expert in enumerate(experts)]
            heads[task] = L.Dense(1, activation="sigmoid", name=task)(L.Add(name=f"{task}_mixture")(kept))
        return keras.Model({"user": users, "item": items} if draw.chance(0.5) else [users, items], heads if draw.chance(0.5) else [*heads.values()])

    def attention(self):
        draw = self.draw
        ids = keras.Input((draw.integer(3, 6),), dtype="int32", name="ids")
        size = draw.integer(2, 4)
        x = L.Embedding(20, size, mask_zero=draw.chance(0.3))(ids)
        for _ in range(draw.integer(1, 2)):
            y = L.MultiHeadAttention(draw.integer(1, 2), 2)(x, x)
            x = L.LayerNormalization()(L.Add()([x, L.Dropout(0.1)(y)]))
            x = L.Add()([x, L.Dense(size)(L.Dense(size * 2, activation="gelu")(x))])
        return keras.Model(ids, L.Dense(1)(L.GlobalMaxPooling1D()(x)))

    def recurrent(self):
        draw = self.draw
        given = x = keras.Input((4, 2), name="series")
        units = draw.integer(2, 4)
        for _ in range(draw.integer(1, 3)):
            layer = draw.one(
                [
                    lambda: L.RNN(Cell(units), return_sequences=True),
                    lambda: L.RNN([L.LSTMCell(units), Cell(units)], return_sequences=True),
                    lambda: L.Bidirectional(L.LSTM(units, return_sequences=True), merge_mode=draw.one(["concat", "sum"])),
                    lambda: L.Bidirectional(L.GRU(units, return_sequences=True), backward_layer=L.GRU(units, return_sequences=True, go_backwards=True)),
                    lambda: L.TimeDistributed(keras.Sequential([L.Dense(units), L.Dense(2)])),
                    lambda: L.GRU(units, return_sequences=True),
                ]
            )
            x = layer()(x)
        if draw.chance(0.4):
            sequence, *state = L.LSTM(units, return_sequences=True, return_state=True)(x)
            x = L.LSTM(units)(sequence, initial_state=state)
        else:
            x = L.SimpleRNN(units)(x)
        return keras.Model(given, L.Dense(1)(x))

    def preprocessing(self):
        draw = self.draw
        words = draw.names(draw.integer(2, 6))
        word = keras.Input((1,), dtype="string", name="word")
        number = keras.Input((draw.integer(1, 3),), name="number")
        normal = L.Normalization(**self.options(dtype=False))
        normal.adapt(draw.random.normal(size=(20, number.shape[1])).astype("f4"))
        looked = L.StringLookup(vocabulary=words, output_mode=draw.one(["int", "multi_hot"]))
        x = looked(word)
        x = L.Flatten()(L.Embedding(len(words) + 1, 3)(x)) if looked.output_mode == "int" else x
        ends = [x, normal(number)]
        if draw.chance(0.5):
            code = keras.Input((1,), dtype="int64", name="code")
            index = L.IntegerLookup(vocabulary=[3, 5, 9])(code)
            ends.append(L.Flatten()(L.Embedding(4, 2)(index)))
            return keras.Model([word, number, code], self.dense(1)(L.Concatenate()(ends)))
        return keras.Model([word, number], self.dense(1)(L.Concatenate()(ends)))

    def custom(self):
        """The author's layers in a functional model."""
        draw = self.draw
        given = x = keras.Input((draw.integer(2, 5),))
        for _ in range(draw.integer(1, 3)):
            x = draw.one([lambda: Unregistered(draw.integer(2, 4)), lambda: Block(3, draw.integer(1, 2)), lambda: Scale(), self.dense])()(x)
        return keras.Model(given, L.Dense(1)(x))

    def operators(self):
        """What Python's operators and functions make of layers' outputs."""
        draw = self.draw
        a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
        x, y = L.Dense(3)(a), L.Dense(3)(b)
        z = x + y if draw.chance(0.5) else x * y - 1.0
        z = tf.nn.relu(z) if LEGACY else keras.ops.relu(z)
        return keras.Model([a, b], [L.Dense(1)(z), z[:, :2]])

    def repeated(self):
        """A layer on what it gave itself, and in two branches."""
        draw = self.draw
        given = keras.Input((3,), name="given")
        step, drop = L.Dense(3, activation="tanh", name="step"), L.Dropout(0.1)
        x = given
        for _ in range(draw.integer(2, 3)):
            x = step(x)
        return keras.Model(given, [L.Dense(1)(drop(x)), L.Dense(2)(drop(step(x)))])

    def blocks(self):
        draw = self.draw
        return Blocks(draw.integer(2, 4), draw.integer(1, 3), draw.integer(1, 3), draw.integer(1, 3)), tf.ones([2, 3])

    def encoder(self):
        draw = self.draw
        return Encoder(size=draw.integer(2, 4), heads=draw.integer(1, 2), depth=draw.integer(1, 2), tied=draw.chance(0.4)), tf.constant([[1, 2, 3]] * 2)

    def towers(self):
        draw = self.draw
        users, items = draw.names(draw.integer(2, 6)), draw.names(draw.integer(2, 6))
        return Towers(users, items, draw.integer(2, 4), draw.chance(0.5)), {"user": tf.constant(users[:2]), "item": tf.constant(items[:2])}

    def holder(self):
        return Holder(self.draw.integer(2, 4)), tf.ones([2, 3])

    def subclassed(self):
        return super().subclassed(), {"user_id": tf.constant([0, 1]), "item_id": tf.constant([1, 0])}

    def recommender(self):
        """Towers in a model of TensorFlow Recommenders, with two tasks."""
        import recommenders

        return recommenders.ranked(self.draw)

    def retrieval(self):
        """An index over items behind a tower of queries."""
        import recommenders

        return recommenders.index(self.draw)


# Their configuration holds their layers and how they are joined.
CONFIGURED = "sequential functional functional shared nested residual experts attention recurrent preprocessing custom operators repeated".split()
SUBCLASSED = "subclassed blocks encoder towers holder".split()
RECOMMENDERS = ["recommender", "retrieval"]


def random_model(draw, kind):
    """A built model whose every variable holds other numbers, so that each is known by its values; and an input that
    it takes."""
    keras.backend.clear_session()
    mixed = draw.chance(0.1)
    keras.mixed_precision.set_global_policy("mixed_float16" if mixed else "float32")
    try:
        made = getattr(Architect(draw), kind)()
    finally:
        keras.mixed_precision.set_global_policy("float32")
    model, given = made if isinstance(made, tuple) else (made, _inputs(draw, made))
    model(given)
    if draw.chance(0.25):
        for layer in draw.some(model.layers):
            layer.trainable = False
    fill(draw, model)
    return model, given


def fill(draw, held):
    """Other numbers in every variable."""
    for at, variable in enumerate({id(weight): weight for weight in held.variables}.values()):
        dtype = tf.as_dtype(variable.dtype)
        if dtype.is_floating:
            variable.assign(draw.random.normal(size=variable.shape).astype(dtype.as_numpy_dtype))
        elif dtype.is_integer and "seed" not in variable.name:
            variable.assign(np.full(variable.shape, at + 2, dtype.as_numpy_dtype))


def _inputs(draw, model):
    def example(given):
        shape = [2, *given.shape[1:]]
        if given.dtype == "string" or given.dtype == tf.string:
            return tf.constant(np.full(shape, "word"))
        dtype = tf.as_dtype(given.dtype)
        values = draw.random.integers(0, 2, shape) if dtype.is_integer else draw.random.normal(size=shape)
        return tf.cast(tf.constant(values), dtype)

    if isinstance(model, keras.Sequential):
        return example(model.inputs[0])
    return tf.nest.map_structure(example, model._inputs_struct if hasattr(model, "_inputs_struct") else model.input)

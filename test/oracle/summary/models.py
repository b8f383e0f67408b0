"""Builds small models of every family of layers with both generations of Keras, saves them in every way that keeps a
configuration, loads them again and tells what Keras says of them: `python models.py FOLDER`.

Prints JSON: file → {"summary": the text of `model.summary()`, "edges": path of the model → "from → to" for each tensor
that a layer takes, sorted, "shapes": path of the layer → shapes of what its calls give, "trainable", "fixed": elements,
"layers": path of the layer → elements that are trained}. Names of files: `<generation>-<model>.<way>`.
"""

import io
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras as keras3
import numpy as np
import tf_keras as keras2

folder = Path(sys.argv[1])


@keras3.saving.register_keras_serializable("mine")
class Scale3(keras3.layers.Layer):
    def build(self, shape):
        self.factor = self.add_weight(shape=(shape[-1],), name="factor")
        super().build(shape)

    def call(self, inputs):
        return inputs * self.factor

    def compute_output_shape(self, shape):
        return shape


@keras2.saving.register_keras_serializable("mine")
class Scale2(keras2.layers.Layer):
    def build(self, shape):
        self.factor = self.add_weight(shape=(shape[-1],), name="factor")
        super().build(shape)

    def call(self, inputs):
        return inputs * self.factor


def models(keras, is3):
    L = keras.layers
    scale = Scale3 if is3 else Scale2

    def dense_chain():
        return keras.Sequential(
            [keras.Input((4,)), L.Dense(8, activation="relu"), L.Dropout(0.2), L.Dense(2, use_bias=False)], name="chain"
        )

    def built_later():
        model = keras.Sequential([L.Dense(8), L.BatchNormalization(), L.Dense(2)], name="later")
        model.build((None, 5))
        return model

    def functional_chain():
        x = keras.Input((4,), name="features")
        hidden = L.Dense(3, name="hidden")(x)
        return keras.Model(x, [hidden, L.Dense(1, name="head")(hidden)], name="line")

    def merges():
        a, b = keras.Input((3, 4), name="a"), keras.Input((1, 4), name="b")
        both = [layer([a, b]) for layer in (L.Add(), L.Average(), L.Maximum(), L.Multiply())]
        difference = L.Subtract()([a, L.Minimum()([a, b])])
        joined = L.Concatenate(axis=1)([*both, difference])
        dot = L.Dot(axes=2)([joined, b])
        normal = L.Dot(axes=(1, 1), normalize=True)([a, a])
        return keras.Model([a, b], [dot, normal, L.Concatenate()([joined, joined])])

    def shared():
        a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
        tower = L.Dense(5, name="tower")
        again = L.Dense(5, name="again")
        x, y = tower(a), tower(b)
        return keras.Model([a, b], L.Add(name="sum")([again(x), again(again(y))]))

    def shared_other_shapes():
        a, b = keras.Input((4, 3), name="a"), keras.Input((7, 3), name="b")
        dense = L.Dense(2, name="dense")
        pool = L.GlobalMaxPooling1D(name="pool")
        return keras.Model([a, b], L.Add(name="sum")([pool(dense(a)), pool(dense(b))]))

    def nested():
        inner_in = keras.Input((4,), name="inner_in")
        inner = keras.Model(inner_in, [L.Dense(3, name="p")(inner_in), L.Dense(2, name="q")(inner_in)], name="inner")
        chain = keras.Sequential([keras.Input((3,)), L.Dense(6, name="six"), L.Dense(5, name="five")], name="chain")
        x, y = keras.Input((4,), name="x"), keras.Input((4,), name="y")
        (p, _), (r, s) = inner(x), inner(y)
        return keras.Model([x, y], L.Concatenate(name="all")([chain(p), chain(r), s]), name="outer")

    def deep():
        core = keras.Sequential([keras.Input((4,)), L.Dense(4, name="d")], name="core")
        x = keras.Input((4,), name="x")
        middle = keras.Model(x, L.Add(name="add")([core(x), x]), name="middle")
        return keras.Sequential([keras.Input((4,)), middle, L.Dense(1, name="end")], name="outside")

    def named_ends():
        ends = {"b": keras.Input((4,), name="b"), "a": keras.Input((2,), name="a")}
        joined = L.Concatenate(name="join")([ends["b"], ends["a"]])
        return keras.Model(ends, {"z": L.Dense(1, name="one")(joined), "y": L.Dense(2, name="two")(joined)})

    def convolutions():
        x = keras.Input((32, 24, 3), name="x")
        y = L.Conv2D(8, 3, strides=2, padding="same", activation="relu")(x)
        y = L.Conv2D(8, (3, 5), dilation_rate=(2, 1))(y)
        y = L.DepthwiseConv2D(3, depth_multiplier=2, padding="same")(y)
        y = L.SeparableConv2D(6, 3)(y)
        y = L.Conv2DTranspose(4, 3, strides=2, padding="same")(y)
        y = L.Conv2DTranspose(4, (4, 3), strides=(2, 1))(y)
        y = L.Conv2DTranspose(4, 3, strides=2, padding="same", output_padding=1)(y)
        return keras.Model(x, y)

    def lines_and_rooms():
        x, z = keras.Input((20, 3), name="x"), keras.Input((8, 9, 10, 2), name="z")
        y = L.Conv1D(4, 3, padding="causal")(x)
        y = L.SeparableConv1D(4, 3, strides=2)(y)
        y = L.Conv1DTranspose(5, 3, strides=2)(y)
        y = L.DepthwiseConv1D(2)(y)
        w = L.Conv3D(3, 2, strides=(1, 2, 3))(z)
        return keras.Model([x, z], [y, L.Conv3DTranspose(2, 2, strides=2)(w)])

    def unknown_sizes():
        x = keras.Input((None, None, 3), name="x")
        y = L.MaxPooling2D()(L.Conv2D(4, 3)(x))
        return keras.Model(x, L.Dense(2)(L.GlobalAveragePooling2D()(y)))

    def pooling():
        x = keras.Input((12, 10, 3), name="x")
        y = L.MaxPooling2D((2, 3))(x)
        y = L.AveragePooling2D(2, strides=1, padding="same")(y)
        kept = L.GlobalMaxPooling2D(keepdims=True)(y)
        line = L.Reshape((30, 4))(L.Dense(4)(L.MaxPooling2D(2)(x)))
        line = L.AveragePooling1D(3)(L.MaxPooling1D(2, strides=1)(line))
        return keras.Model(x, [kept, L.GlobalAveragePooling1D()(line), L.GlobalMaxPooling2D()(y)])

    def reshaping():
        x = keras.Input((6, 8, 3), name="x")
        y = L.ZeroPadding2D(((1, 2), (0, 3)))(x)
        y = L.Cropping2D((1, 2))(y)
        y = L.UpSampling2D((2, 3))(y)
        y = L.Permute((3, 1, 2))(y)
        y = L.Reshape((3, -1))(y)
        y = L.ZeroPadding1D((1, 0))(L.Cropping1D(1)(L.UpSampling1D(2)(y)))
        flat = L.Flatten()(y)
        return keras.Model(x, L.RepeatVector(3)(L.Dense(2)(flat)))

    def recurrent():
        x = keras.Input((7, 3), name="x")
        y, h, c = L.LSTM(4, return_sequences=True, return_state=True, name="lstm")(x)
        z = L.LSTM(4, name="second")(y, initial_state=[h, c])
        g, s = L.GRU(5, return_state=True)(y)
        return keras.Model(x, L.Concatenate()([z, g, s, L.SimpleRNN(2)(x), c]))

    def bidirectional():
        x = keras.Input((7, 3), name="x")
        a = L.Bidirectional(L.LSTM(4, return_sequences=True), name="joined")(x)
        b = L.Bidirectional(L.GRU(8), merge_mode="sum", name="added")(a)
        c = L.Bidirectional(L.GRU(8), backward_layer=L.GRU(8, go_backwards=True), merge_mode=None, name="two")(a)
        return keras.Model(x, L.Concatenate()([b, *c]))

    def distributed():
        frame = keras.Sequential([keras.Input((6, 6, 2)), L.Conv2D(3, 3), L.Flatten()], name="frame")
        x = keras.Input((5, 6, 6, 2), name="x")
        y = L.TimeDistributed(frame, name="frames")(x)
        return keras.Model(x, L.TimeDistributed(L.Dense(4), name="each")(y))

    def cells():
        x = keras.Input((7, 3), name="x")
        one = L.RNN(L.GRUCell(4), return_sequences=True, name="one")(x)
        stack = L.RNN([L.LSTMCell(5), L.LSTMCell(6)], name="stack")(one)
        return keras.Model(x, stack)

    def moving_pictures():
        return keras.Sequential(
            [
                keras.Input((4, 10, 10, 1)),
                L.ConvLSTM2D(3, 3, return_sequences=True),
                L.ConvLSTM2D(2, 3, padding="same"),
                L.BatchNormalization(),
            ]
        )

    def attention():
        q, v = keras.Input((5, 8), name="q"), keras.Input((6, 8), name="v")
        one = L.Attention(name="plain")([q, v])
        two = L.AdditiveAttention(name="additive")([q, v])
        many = L.MultiHeadAttention(2, 4, name="many")(q, v)
        wide, scores = L.MultiHeadAttention(2, 4, output_shape=3, name="wide")(q, q, return_attention_scores=True)
        return keras.Model([q, v], [L.Add()([one, two, many]), wide, scores])

    def normalisation():
        x = keras.Input((6, 8), name="x")
        normal = L.Normalization(name="normal")
        normal.adapt(np.random.rand(20, 6, 8).astype("float32"))
        y = L.LayerNormalization()(L.BatchNormalization(scale=False)(normal(x)))
        y = L.UnitNormalization()(L.GroupNormalization(2)(y))
        y = L.GaussianNoise(0.1)(L.SpatialDropout1D(0.1)(L.PReLU(shared_axes=[1])(y)))
        return keras.Model(x, L.Softmax()(L.LeakyReLU()(L.Activation("gelu")(y))))

    def words():
        word = keras.Input((1,), dtype="string", name="word")
        number = keras.Input((1,), dtype="int64", name="number")
        ids = L.StringLookup(vocabulary=["a", "b", "c"], name="ids")(word)
        hot = L.IntegerLookup(vocabulary=[3, 5], output_mode="one_hot", name="hot")(number)
        many = L.IntegerLookup(vocabulary=[3, 5], output_mode="multi_hot", name="many")(number)
        y = L.Flatten()(L.Embedding(4, 6, name="embedding")(ids))
        return keras.Model([word, number], L.Concatenate()([y, hot, many]))

    def numbers():
        x = keras.Input((3,), name="x")
        n = keras.Input((2,), dtype="int64", name="n")
        bins = L.Discretization(bin_boundaries=[0.0, 1.0, 2.0], name="bins")(x)
        codes = L.CategoryEncoding(num_tokens=5, output_mode="multi_hot", name="codes")(n)
        hashed = L.Hashing(num_bins=7, name="hashed")(n)
        return keras.Model([x, n], [bins, codes, hashed, L.Rescaling(0.5)(x)])

    def pictures():
        x = keras.Input((20, 30, 3), name="x")
        y = L.RandomFlip()(L.Resizing(16, 18)(x))
        return keras.Model(x, L.CenterCrop(8, 9)(L.RandomRotation(0.1)(L.Rescaling(1 / 255)(y))))

    def einsum():
        x = keras.Input((5, 8), name="x")
        y = L.EinsumDense("abc,cd->abd", output_shape=(None, 6), bias_axes="d")(x)
        y = L.EinsumDense("...x,xy->...y", output_shape=4)(y)
        return keras.Model(x, L.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de")(y))

    def frozen():
        inner = keras.Sequential([keras.Input((4,)), L.Dense(4, name="a"), L.BatchNormalization(name="n")], name="base")
        inner.trainable = False
        x = keras.Input((4,), name="x")
        still = L.Dense(4, name="still", trainable=False)
        return keras.Model(x, L.Dense(1, name="head")(still(L.BatchNormalization(name="own")(inner(x)))))

    def mixed():
        policy = "mixed_bfloat16"
        x = keras.Input((4,), name="x")
        return keras.Model(x, L.Dense(1, dtype="float64")(L.Dense(8, dtype=policy)(x)))

    def custom():
        x = keras.Input((4,), name="x")
        return keras.Model(x, L.Dense(2, name="head")(scale(name="scale")(x)))

    def operations():
        x, y = keras.Input((3, 4), name="x"), keras.Input((3, 4), name="y")
        z = (x + y) * 2.0 - x
        if is3:
            z = keras.ops.relu(z)
            m = keras.ops.mean(z, axis=1)
            e = keras.ops.expand_dims(m, 1)
            return keras.Model([x, y], [keras.ops.matmul(e, keras.ops.transpose(z, (0, 2, 1))), m])
        import tensorflow as tf

        z = tf.nn.relu(z)
        m = tf.reduce_mean(z, axis=1)
        return keras.Model([x, y], [tf.expand_dims(m, 1), tf.concat([m, z[:, 0]], axis=-1)])

    def slices():
        x = keras.Input((7, 5), name="x")
        return keras.Model(x, [x[:, :2], x[:, -1], x[..., None], x[:, 1:6:2, ::-1], x[:, 2, 1]])

    def trained():
        model = dense_chain()
        model.compile("adam", keras.losses.MeanSquaredError())
        model.fit(np.zeros((4, 4)), np.zeros((4, 2)), verbose=0)
        return model

    def compiled():
        model = shared()
        model.compile(keras.optimizers.SGD(0.1, momentum=0.9), keras.losses.MeanSquaredError())
        return model

    def long_names():
        x = keras.Input((4,), name="a_name_that_no_column_is_wide_enough_for_by_far")
        y = L.Dense(4, name="dense_with_quite_a_long_name_indeed_that_goes_on")(x)
        z = L.Dense(4, name="words_in_名前_and_more" if is3 else "words")(x)
        return keras.Model(x, L.Add(name="sum")([y, z]), name="a_model_" + "with_a_name_" * 8)

    def large():
        model = keras.Sequential([keras.Input((1000,)), L.Dense(1152, use_bias=False), L.Dense(1)], name="large")
        return model

    return [value for value in list(locals().values()) if callable(value) and getattr(value, "__name__", "") not in
            ("Layer", scale.__name__)]


# Tracing the functions of a SavedModel takes its time.
as_saved_model = """dense_chain merges shared nested deep named_ends convolutions recurrent distributed normalisation words
frozen custom operations""".split()


def text(model):
    out = io.StringIO()
    with redirect_stdout(out):
        model.summary()
    return out.getvalue()


def flat(value):
    if isinstance(value, dict):
        return [each for key in sorted(value) for each in flat(value[key])]
    if isinstance(value, (list, tuple)):
        return [each for item in value for each in flat(item)]
    return [value]


def shape(tensor):
    return None if tensor.shape is None else list(tensor.shape)


def nodes_of(model, is3):
    """Layers of a model by name, with the calls that belong to it."""
    found = {}
    relevant = {id(node) for nodes in model._nodes_by_depth.values() for node in nodes}
    for layer in model._operations if is3 else model.layers:
        found[layer.name] = (layer, [node for node in layer._inbound_nodes if id(node) in relevant])
    return found


def told(keras, is3, model):
    edges, shapes, trained = {}, {}, {}

    def count(layer):
        return sum(int(np.prod(weight.shape)) for weight in getattr(layer, "trainable_weights", []))

    def walk(part, path):
        inner = part._functional if is3 and isinstance(part, keras.Sequential) else part
        if inner is None or not hasattr(inner, "_nodes_by_depth"):
            return
        is_sequential = isinstance(part, keras.Sequential)
        own = []
        for name, (layer, nodes) in nodes_of(inner, is3).items():
            at = f"{path}/{name}" if path else name
            for node in nodes:
                for tensor in flat(node.input_tensors if is3 else node.keras_inputs) if not node.is_input else []:
                    own.append(f"{tensor._keras_history[0].name} → {name}")
            if not (is_sequential and type(layer).__name__ == "InputLayer"):
                shapes[at] = [shape(each) for node in nodes for each in flat(node.outputs)]
                trained[at] = count(layer)
            if hasattr(layer, "layers"):
                walk(layer, at)
        edges[path] = sorted(own)

    walk(model, "")
    trainable = count(model)
    return {
        "summary": text(model),
        "edges": edges,
        "shapes": shapes,
        "layers": trained,
        "trainable": trainable,
        "fixed": sum(int(np.prod(weight.shape)) for weight in model.non_trainable_weights),
    }


def main():
    answers = {}
    for generation, keras, is3 in (("keras3", keras3, True), ("keras2", keras2, False)):
        for make in models(keras, is3):
            keras.backend.clear_session()
            model = make()
            for way in ("keras", "h5") + (("saved",) if not is3 and make.__name__ in as_saved_model else ()):
                file = f"{generation}-{make.__name__}.{way}"
                target = str(folder / file)
                try:
                    model.save(target, **({"save_format": "tf"} if way == "saved" else {}))
                    keras.backend.clear_session()
                    answers[file] = told(keras, is3, keras.models.load_model(target))
                except Exception as problem:  # a way that Keras does not have for this model
                    print(file, type(problem).__name__, str(problem)[:300].replace("\n", " "), file=sys.stderr)
    print(json.dumps(answers))


main()

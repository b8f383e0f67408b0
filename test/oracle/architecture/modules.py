"""Plain modules of TensorFlow, with name scopes and without."""

import tensorflow as tf


class Linear(tf.Module):
    def __init__(self, draw, into, out, name=None):
        super().__init__(name)
        self.w = tf.Variable(draw.random.normal(size=(into, out)).astype("f4"), name="w")
        self.b = tf.Variable(draw.random.normal(size=(out,)).astype("f4"), name="b")

    def __call__(self, x):
        return x @ self.w + self.b


class Scoped(Linear):
    @tf.Module.with_name_scope
    def __call__(self, x):
        return super().__call__(x)


class Branch(tf.Module):
    """Modules in a list and in a dictionary, one of them twice."""

    def __init__(self, draw, size, kind, name=None):
        super().__init__(name)
        self.layers = [kind(draw, size, size) for _ in range(draw.integer(1, 3))]
        self.gates = {key: kind(draw, size, size) for key in ["left", "right"][: draw.integer(1, 2)]}
        self.scale = tf.Variable(draw.random.normal(size=(size,)).astype("f4"))

    def __call__(self, x):
        for layer in self.layers:
            x = tf.nn.relu(layer(x))
        for gate in self.gates.values():
            x = x * tf.sigmoid(gate(x))
        return x * self.scale


class Net(tf.Module):
    def __init__(self, draw, kind):
        super().__init__("net")
        size = draw.integer(2, 4)
        self.table = tf.Variable(draw.random.normal(size=(9, size)).astype("f4"), name="table")
        self.branches = [Branch(draw, size, kind) for _ in range(draw.integer(1, 2))]
        self.head = kind(draw, size * len(self.branches), 2)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int32, name="ids")])
    def predict(self, ids):
        return {"score": self(ids)}

    def __call__(self, ids):
        x = tf.gather(self.table, ids)
        return self.head(tf.concat([branch(x) for branch in self.branches], 1))


def random_module(draw):
    kind = draw.one([Linear, Scoped])
    return f"module {kind.__name__}", Net(draw, kind), tf.constant([1, 2])

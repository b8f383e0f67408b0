"""Models of TensorFlow Recommenders, which stands on Keras 2."""

import tensorflow as tf
import tensorflow_recommenders as tfrs

from models import L, keras


class Ranked(tfrs.Model):
    def __init__(self, users, items, size):
        super().__init__()
        self.user_model = keras.Sequential([L.StringLookup(vocabulary=users), L.Embedding(len(users) + 1, size)])
        self.item_model = keras.Sequential([L.StringLookup(vocabulary=items), L.Embedding(len(items) + 1, size)])
        self.rating_model = keras.Sequential([L.Dense(4, activation="relu"), L.Dense(1)])
        self.retrieval_task = tfrs.tasks.Retrieval()
        self.rating_task = tfrs.tasks.Ranking(loss=keras.losses.MeanSquaredError())

    def call(self, given):
        user, item = self.user_model(given["user"]), self.item_model(given["item"])
        return {"user": user, "item": item, "rating": self.rating_model(tf.concat([user, item], 1))}

    def compute_loss(self, given, training=False):
        found = self(given)
        return self.retrieval_task(found["user"], found["item"]) + self.rating_task(labels=given["rating"], predictions=found["rating"])


def ranked(draw):
    users, items = draw.names(draw.integer(2, 6)), draw.names(draw.integer(2, 6))
    return Ranked(users, items, draw.integer(2, 4)), {"user": tf.constant(users[:2]), "item": tf.constant(items[:2])}


def index(draw):
    words = draw.names(draw.integer(2, 6))
    size = draw.integer(2, 4)
    tower = keras.Sequential([L.StringLookup(vocabulary=words), L.Embedding(len(words) + 1, size)])
    found = tfrs.layers.factorized_top_k.BruteForce(tower, k=2)
    items = draw.names(draw.integer(3, 6))
    found.index(draw.random.normal(size=(len(items), size)).astype("f4"), tf.constant(items))
    return found, tf.constant(words[:2])

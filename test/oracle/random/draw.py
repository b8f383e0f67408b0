"""Random choices of one model: the same seed and number always draw the same."""

import ml_dtypes
import numpy as np

PLAIN = "abcdefghijklmnopqrstuvwxyz"
WORDS = ["user", "item", "tower", "head", "query", "block", "rating", "layer", "x"]
# What people and programs put into names: spaces, other scripts, markup, escapes, what TensorFlow itself escapes.
ODD = ["two words", "日本語", "ünï", "<b>bold<b>", "a&b;", "🎬", "it's", '"quoted"', "50%", "#1?", "a.b", "..", "__proto__", "back\\slash", "tab\there"]


class Draw:
    def __init__(self, seed, number):
        self.random = np.random.default_rng([seed, number])

    def integer(self, low, high):
        """From `low` to `high`, both included."""
        return int(self.random.integers(low, high + 1))

    def chance(self, probability):
        return bool(self.random.random() < probability)

    def one(self, options):
        return options[self.integer(0, len(options) - 1)]

    def some(self, options, least=1):
        count = self.integer(least, len(options))
        return [options[at] for at in sorted(self.random.permutation(len(options))[:count])]

    def name(self, odd=0.0, slashes=False):
        """A name; with probability `odd` one that nobody expects, now and then of 4 KB."""
        plain = f"{self.one(WORDS)}_{''.join(self.one(PLAIN) for _ in range(self.integer(1, 6)))}"
        if not self.chance(odd):
            return plain
        if self.chance(0.05):
            return plain + "n" * 4096
        text = f"{self.one(ODD)}{plain}" if self.chance(0.5) else f"{plain} {self.one(ODD)}"
        return f"{text}/{self.one(WORDS)}" if slashes and self.chance(0.4) else text

    def names(self, count, **how):
        """Different ones."""
        found = []
        while len(found) < count:
            name = self.name(**how)
            if name not in found:
                found.append(name)
        return found

    def shape(self, most_rank=4, largest=12):
        return tuple(self.integer(0 if self.chance(0.03) else 1, largest) for _ in range(self.integer(0, most_rank)))

    def numbers(self, dtype, shape):
        """Any values of a NumPy or ml_dtypes dtype: special ones too, but no signalling NaN, which a copy may quieten."""
        dtype = np.dtype(dtype)
        count = int(np.prod(shape, dtype=np.int64))
        if dtype == np.bool_:
            return self.random.integers(0, 2, shape).astype(bool)
        if dtype.name in ("int4", "uint4"):
            low = -8 if dtype.name == "int4" else 0
            return self.random.integers(low, low + 16, shape).astype(dtype)
        if dtype.kind in "iu":
            bits = self.random.integers(0, 256, count * dtype.itemsize, dtype=np.uint8)
            return bits.view(dtype).reshape(shape)
        if dtype.kind == "c":
            return (self.random.normal(size=shape) + 1j * self.random.normal(size=shape)).astype(dtype)
        values = self.random.normal(size=shape) * 10.0 ** self.integer(-3, 2)
        if count > 0 and self.chance(0.15):
            flat = values.reshape(-1)
            flat[self.integer(0, count - 1)] = self.one([np.nan, np.inf, -np.inf, -0.0])
        with np.errstate(over="ignore"):
            return values.astype(dtype)

    def strings(self, shape):
        """Bytes of all kinds, as an array of objects."""
        count = int(np.prod(shape, dtype=np.int64))
        texts = [self.random.bytes(self.integer(0, 1 if self.chance(0.3) else 40)) for _ in range(count)]
        if count > 0 and self.chance(0.1):
            texts[0] = b"long" * 5000
        array = np.empty(count, object)
        array[:] = texts
        return array.reshape(shape)


SMALL = ["bfloat16", "float8_e5m2", "float8_e4m3fn", "int4", "uint4"]

# By TensorFlow's names; the small floats and 4-bit integers are ml_dtypes's.
NUMBERS = {
    **{name: np.dtype(name) for name in "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool complex64 complex128".split()},
    **{name: np.dtype(getattr(ml_dtypes, name)) for name in SMALL if hasattr(ml_dtypes, name)},
}

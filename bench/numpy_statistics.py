"""The peer of `saved-model stats`: every figure of every tensor with TensorFlow and NumPy."""

import sys

import numpy as np
import tensorflow as tf

reader = tf.train.load_checkpoint(sys.argv[1])
for name in sorted(reader.get_variable_to_shape_map()):
    values = reader.get_tensor(name)
    if not isinstance(values, np.ndarray) or values.dtype.kind != "f":
        continue
    finite = values[np.isfinite(values)]
    counts, edges = np.histogram(finite, bins=48)
    print(
        name,
        finite.min(),
        finite.max(),
        finite.mean(dtype=np.float64),
        finite.std(dtype=np.float64),
        int((values == 0).sum()),
        int(np.isnan(values).sum()),
        int(np.isinf(values).sum()),
        counts,
        edges,
    )

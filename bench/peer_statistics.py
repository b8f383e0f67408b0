"""The peer of `saved-model stats`: `python peer_statistics.py basic|all PATH` with TensorFlow, h5py or NumPy.

basic: extremes, mean, deviation, zeros, NaN, infinities and a histogram; all: norm, denormals, quantiles and magnitudes,
too.
"""

import sys

import numpy as np

what, path = sys.argv[1:3]


def figures(name, values, everything):
    finite = values[np.isfinite(values)]
    told = [
        finite.min(),
        finite.max(),
        finite.mean(dtype=np.float64),
        finite.std(dtype=np.float64),
        int((values == 0).sum()),
        int(np.isnan(values).sum()),
        int(np.isinf(values).sum()),
        *np.histogram(finite, bins=48),
    ]
    if everything:
        magnitudes = np.abs(finite[finite != 0])
        told += [
            np.linalg.norm(finite.astype(np.float64).reshape(-1)),
            int((magnitudes < np.finfo(finite.dtype).smallest_normal).sum()),
            np.quantile(finite, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]),
            *np.unique(np.frexp(magnitudes)[1], return_counts=True),
        ]
    print(name, *told)


def tensors():
    if path.endswith(".npy"):
        yield path, np.load(path)
    elif path.endswith(".h5"):
        import h5py

        names = []
        with h5py.File(path) as file:
            file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
            for name in names:
                yield name, file[name][()]
    else:
        import tensorflow as tf

        reader = tf.train.load_checkpoint(path)
        for name in sorted(reader.get_variable_to_shape_map()):
            yield name, reader.get_tensor(name)


for name, values in tensors():
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        figures(name, values, what == "all")

"""Writes tables of vectors as `.npy` and `.h5` and tells what NumPy computes of them: `python embedding_tables.py FOLDER`.

Prints JSON: file → figures over all rows, and the nearest rows of some by every metric, ties to the lower row.
"""

import json
import sys
from pathlib import Path

import h5py
import numpy as np

folder = Path(sys.argv[1])
random = np.random.default_rng(11)
K = 10


def tables():
    plain = random.normal(size=(700, 24), scale=np.linspace(0.1, 2, 24)) + 3
    yield "plain", plain.astype("float32")
    holes = random.normal(size=(400, 16)).astype("float32")
    holes[[0, 7, 399]] = 0
    holes[5, 3], holes[6, 0], holes[8, 15] = np.nan, np.inf, -np.inf
    holes[[20, 30, 31]] = holes[10]
    holes[40] = holes[50]
    yield "holes", holes
    yield "doubles", random.normal(size=(300, 33)) * 20 - 300
    yield "halves", random.normal(size=(500, 8)).astype("float16")
    yield "bytes", random.integers(-3, 4, size=(600, 4)).astype("int8")
    yield "wide", random.normal(size=(60, 1500)).astype("float32")
    yield "odd", random.normal(size=(90, 1)).astype("float32")
    yield "swapped", random.normal(size=(200, 12)).astype(">f4")
    yield "columns", np.asfortranarray(random.normal(size=(150, 20)).astype("float32"))


def figures(stored):
    table = stored.astype("float64")
    finite = np.isfinite(table).all(axis=1)
    rows = table[finite]
    norms = np.linalg.norm(rows, axis=1)
    directed = rows[norms > 0]
    units = directed / np.linalg.norm(directed, axis=1)[:, None]
    cosines = (units @ units.T)[np.triu_indices(len(units), 1)]
    seen = {}
    for row in np.flatnonzero(finite):
        if np.any(table[row] != 0):
            seen.setdefault(stored[row].tobytes(), []).append(int(row))
    groups = [rows for rows in seen.values() if len(rows) > 1]
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(rows.T, bias=True)))
    values, vectors = values[::-1].clip(0), vectors[:, ::-1]
    places = (directed - rows.mean(axis=0)) @ vectors[:, :2]
    return {
        "norms": [norms.min(), norms.max(), norms.mean(), norms.std()],
        "zero": np.flatnonzero(finite & ~np.any(table != 0, axis=1)).tolist(),
        "nonFinite": np.flatnonzero(~finite).tolist(),
        "duplicates": sorted(row for group in groups for row in group),
        "groups": sorted(groups, key=lambda group: (-len(group), group[0])),
        "near": np.unique(np.argwhere(near(table, stored, finite))[:, 0]).tolist() if table.shape[1] > 2 else None,
        "meanCosine": cosines.mean(),
        "means": rows.mean(axis=0).tolist(),
        "stds": rows.std(axis=0).tolist(),
        "explained": (values / values.sum()).tolist(),
        "places": places.tolist(),
        "neighbours": {str(row): nearest(table, row) for row in (1, len(table) // 2, len(table) - 1)},
    }


def near(table, stored, finite):
    """Pairs with a cosine over 0.999 whose bytes differ."""
    with np.errstate(invalid="ignore", divide="ignore"):
        units = table / np.linalg.norm(table, axis=1)[:, None]
        over = units @ units.T > 0.999
    for row in range(len(table)):
        over[row, [other for other in range(len(table)) if stored[other].tobytes() == stored[row].tobytes()]] = False
    over[~finite] = False
    over[:, ~finite] = False
    return over


def nearest(table, row):
    told = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        dot = table @ table[row]
        norms = np.linalg.norm(table, axis=1)
        measures = {
            "cosine": -dot / (norms * norms[row]),
            "dot": -dot,
            "euclid": np.linalg.norm(table - table[row], axis=1),
        }
    for metric, measure in measures.items():
        # Equal rows must not be told apart by the order in which NumPy adds.
        order = sorted((round(value, 9), other) for other, value in enumerate(measure.tolist()) if np.isfinite(value) and other != row)
        told[metric] = [[other, measure[other] if metric == "euclid" else -measure[other]] for _, other in order[:K]]
    return told


told = {}
for name, table in tables():
    np.save(folder / f"{name}.npy", table)
    told[f"{name}.npy"] = figures(table)

users = random.normal(size=(120, 10)).astype("float32")
items = random.normal(size=(80, 10)).astype("float32")
with h5py.File(folder / "factors.h5", "w") as file:
    file["user_embeddings"] = users
    file["user_ids"] = np.arange(5000, 5120)
    file.create_dataset("item_embeddings", data=items, chunks=(16, 10), compression="gzip")
    file["item_titles"] = [f"Titel {number} – ä" for number in range(80)]
told["factors.h5"] = {name: figures(table) for name, table in (("user_embeddings", users), ("item_embeddings", items))}
print(json.dumps(told))

"""Saves random models and tells what was saved.

python make.py FOLDER SEED FAMILY NUMBER …     one line of JSON for each number, as soon as it is made

A family is what can live in one process: `keras2`, `keras3`, `tensorflow`, `files`. A line has `number`, `way`,
`path` and `format`, and of the rest what the way has: `tensors` (all of them: name, dtype, shape, SHA-256 of the
values), `weights` and `optimizer` (digests, sorted), `parameterCount`, `layers`, `metaGraphs`, `checkpoints`,
`findings` (codes that are to be found). Where the libraries themselves refuse, it has `refused`: the reason.
"""

import importlib
import json
import os
import pathlib
import sys

from draw import Draw

MODULES = {"keras2": "keras_ways", "keras3": "keras_ways", "tensorflow": "tensorflow_ways", "files": "files_ways"}


def make(folder, seed, family, number, ways):
    draw = Draw(seed, number)
    way = ways[draw.integer(0, len(ways) - 1)]
    place = folder / f"{number:05d}"
    place.mkdir(parents=True)
    told = {"number": number, "family": family, "way": way.__name__}
    try:
        answer = way(draw, place)
    except Exception as thrown:  # noqa: BLE001 - whatever a library refuses is said, and counted
        lines = f"{type(thrown).__name__}: {thrown}".splitlines()
        # The cause stands last where TensorFlow quotes the code that led to it.
        causes = [line.strip() for line in lines if "Error:" in line]
        return {**told, "refused": (causes or lines)[-1][:300]}
    return {**told, **answer, "path": str(answer["path"])}


def main():
    folder, seed, family = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.environ["TF_USE_LEGACY_KERAS"] = "1" if family == "keras2" else "0"
    # What libraries print is not the answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    ways = importlib.import_module(MODULES[family]).WAYS
    for number in map(int, sys.argv[4:]):
        print(json.dumps(make(folder, seed, family, number, ways)), file=answers, flush=True)


main()

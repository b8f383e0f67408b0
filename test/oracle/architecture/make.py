"""Saves random models in every way that can hold them, and tells what they are.

python make.py FOLDER SEED FAMILY NUMBER:TURN …     one line of JSON for each number, as soon as it is made

A family is what can live in one process: `keras2`, `keras3`, `module`. The turn chooses the kind of model. A line has `number`, `family`, `kind`,
`layers`, `configured`, `trace`, `summary` and `saved`: `way` with `path`, or with `refused`, the library's reason.
"""

import importlib
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "random"))

from draw import Draw  # noqa: E402


def reason(thrown):
    lines = f"{type(thrown).__name__}: {thrown}".splitlines()
    causes = [line.strip() for line in lines if "Error:" in line]
    return (causes or lines)[-1][:300]


def make(folder, seed, family, number, turn):
    import models
    import truth
    import ways

    draw = Draw(seed, number)
    place = folder / f"{number:05d}"
    place.mkdir(parents=True)
    if family == "module":
        import modules

        kind, model, given = modules.random_module(draw)
        possible = [ways.saved_by_tensorflow, ways.checkpoint]
    else:
        # One kind after the other, so that a small number of models has all of them.
        kinds = models.CONFIGURED + models.SUBCLASSED
        if family == "keras2" and importlib.util.find_spec("tensorflow_recommenders"):
            kinds = kinds + models.RECOMMENDERS
        kind = kinds[turn % len(kinds)]
        model, given = models.random_model(draw, kind)
        possible = [way for way in ways.WAYS if ways.holds(way, kind)]
    layers = truth.Layers(model)
    told = {
        "number": number,
        "family": family,
        "kind": kind,
        "layers": layers.told(),
        "configured": truth.configured(model),
        "trace": truth.Trace(layers).edges(model, given),
        "summary": summary(model),
        "saved": [],
    }
    for way in possible:
        each = {"way": way.__name__, "config": ways.configured(way, kind)}
        try:
            told["saved"].append({**each, "path": str(way(model, given, place))})
        except Exception as thrown:  # noqa: BLE001 - whatever a library refuses is said, and counted
            told["saved"].append({**each, "refused": reason(thrown)})
    return told


def summary(model):
    lines = []
    if hasattr(model, "summary"):
        model.summary(print_fn=lambda line, **_: lines.append(line))
    return "\n".join(lines)


def main():
    folder, seed, family = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.environ["TF_USE_LEGACY_KERAS"] = "1" if family == "keras2" else "0"
    # What libraries print is not the answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for number, turn in (map(int, asked.split(":")) for asked in sys.argv[4:]):
        print(json.dumps(make(folder, seed, family, number, turn)), file=answers, flush=True)


main()

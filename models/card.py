"""python -m models.card NAME --date DAY: measures a network of the zoo by every task, and writes spec and card anew."""

import argparse
import dataclasses
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.data import DATA, DataMissingError
from models.evaluate.command import evaluate, spec_path
from models.evaluate.cost import cost
from models.spec import ModelFileError, ModelSpec

SPLITS = {"expression": "public", "expression-ood": "all", "valence": "all", "disparity": "all"}

TEXT = """# {name}

**The pictures of FER2013, on which this network was trained, are not cleared for commerce.** They come from a web image
search; no licence text was found and the marks of picture agencies are visible in many. Whether weights trained on
them may be sold is an open question, which whoever ships a product must have answered. For a product, train on
pictures that are yours: [docs/networks.md](../../docs/networks.md).

| | |
|---|---|
| file | `{file}`, sha256 `{sha256}` |
| input | `faces` (n, 1, 48, 48) float32: grey face, aligned by `face_to_net`, {normalisation} |
| output | `probabilities` (n, 8) float32: probabilities of {classes} |
| size | {parameters:,} parameters, ONNX opset {opset} |
| cost | {cost} of one full-range detector call (batch 1, one thread, CPU time, same run) |
| made | {date}, seed {seed}, {epochs} epochs, {minutes} minutes on two cores that did other work too |

## What it is for

Saying of a face that looks at a screen whether people who see the picture would call it smiling, surprised, neutral and
so on; summed up over at least ten people before anything is told. It says what a face looks like. It does not say what
anybody feels, and no decision about a person may rest on it.

## Data

| file | sha256 |
|---|---|
{data}

FER+ votes: MIT licence (Microsoft). Trained on the train part without a held-out tenth (by near-duplicate group); that
tenth fitted the temperature ({temperature}) and the threshold of abstention ({abstain_below}). The public part was
used for nothing but the table below. It has near-copies in train; the figure without them stands beside.

## Numbers

FER+ majority, public part, {n:,} rows, 8 classes:

| | |
|---|---|
| accuracy | {accuracy:.1%} |
| without near-copies of training pictures | {accuracy_unleaked:.1%} |
| mean recall of the classes | {balanced_accuracy:.1%} |
| F1, mean of the classes | {f1_macro:.3f} |
| smile or not, at p = 0.5 | {smile_accuracy:.1%} |
| smile, area under ROC | {smile_auc:.3f} |
| calibration error | {ece:.3f} (held-out rows: {ece_before:.3f} before the temperature, {ece_after:.3f} after) |
| verdicts given | {coverage:.1%}, right in {accuracy_covered:.1%} |

| class | recall |
|---|---|
{recall}

Pictures of another kind (`expression-ood`; one annotator a picture, so compare networks with it and not days):

| sheet | n | accuracy | smile or not |
|---|---|---|---|
{sheets}

Valence and arousal by the centroids, on {va_n} synthetic faces: concordance {ccc_valence:.2f} and {ccc_arousal:.2f}.
These faces' annotations follow their class closely, so this says little more than the table above.

## By group

{audit_n:,} portraits of UTKFace, no label of expression: these are shares of what the network says, and part of each
gap is in the pictures (women in portraits smile more). Through the kiosk's detector, alignment and abstention.

| | | n | found | positive | negative | abstained |
|---|---|---|---|---|---|---|
{groups}

Largest gap: {largest_gap:.2f} ({largest_gap_of}).

## Where it fails

- Disgust and contempt have 116 and 120 training pictures. Do not read their own figures; they are in `negative` only.
- Sadness, anger and neutral are taken for each other where taggers disagree as well: two panels of ten reach the same
  of the 8 classes for 84 % of identical pictures.
- Film stills and profiles: see the colour sheet. Faces below 48 px and heads turned by more than 40 degrees are not
  read.
- Not measured: hands, masks and beards before the mouth, small children, drawings. Such pictures are in the training
  data, with labels.
- Taggers, and most of those in the pictures, come from a small part of the world; what is a smile elsewhere was not
  asked.

## How it was made

```
{commands}
```

Another run gives other bytes, as rounding depends on the processor and on the version of torch.

Recipe (`models/recipes.py`): `{recipe}`.
"""

COMMANDS = """python -m models.train expression --seed {seed}
python -m models.export runs/expression --name {name}
python -m models.card {name} --date {date}"""


def percent(value: float | None) -> str:
    """A share as text; a dash where there is none."""
    return "–" if value is None else f"{value:.1%}"


def text(spec: ModelSpec, date: str) -> str:
    """The card of a spec that has been measured by every task."""
    m: Mapping[str, Any] = spec.metrics
    plain = {key: value for key, value in m["expression"].items() if not isinstance(value, (dict, str))}
    groups = [
        f"| {attribute} | {value} | {g['n']} | {percent(g['detection_rate'])} | {percent(g['mean_positive'])} "
        f"| {percent(g['mean_negative'])} | {percent(g['mean_abstained'])} |"
        for attribute, values in m["disparity"]["groups"].items()
        for value, g in values.items()
    ]
    recipe = {key: value for key, value in spec.recipe.items() if key not in ("seconds", "seed", "epochs_done")}
    facts = {field.name: getattr(spec, field.name) for field in dataclasses.fields(spec)}
    facts.update(
        abstain_below=spec.thresholds["abstain_below"], classes=", ".join(spec.classes), recipe=json.dumps(recipe)
    )
    return TEXT.format(
        **{**facts, **plain},
        **{key: m["held_out"][key] for key in ("ece_before", "ece_after")},
        **{key: m["valence"][key] for key in ("ccc_valence", "ccc_arousal")},
        cost=m["cost"],
        date=date,
        seed=spec.recipe["seed"],
        epochs=spec.recipe["epochs_done"],
        minutes=round(spec.recipe["seconds"] / 60),
        data="\n".join(f"| `{name}` | `{digest}` |" for name, digest in spec.trained_on.items()),
        recall="\n".join(f"| {name} | {percent(value)} |" for name, value in m["expression"]["recall"].items()),
        sheets="\n".join(
            f"| {name} | {s['n']} | {percent(s['accuracy'])} | {percent(s['smile_accuracy'])} |"
            for name, s in m["expression-ood"]["sheets"].items()
        ),
        va_n=m["valence"]["n"],
        audit_n=m["disparity"]["n"],
        groups="\n".join(groups),
        largest_gap=m["disparity"]["largest_gap"],
        largest_gap_of=m["disparity"]["largest_gap_of"],
        commands=COMMANDS.format(seed=spec.recipe["seed"], name=spec.name, date=date),
    )


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data missing, 4 model missing."""
    parser = argparse.ArgumentParser(prog="python -m models.card", description=__doc__)
    parser.add_argument("model", metavar="NAME|FILE.json")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--date", required=True, help="the day on which it was trained")
    chosen = parser.parse_args(arguments)
    try:
        spec = ModelSpec.load(spec_path(chosen.model))
        found: dict[str, Any] = {task: evaluate(task, spec, chosen.data, split) for task, split in SPLITS.items()}
        found["cost"] = cost(spec)
    except DataMissingError as missing:
        print(missing, file=sys.stderr)
        return 3
    except ModelFileError as wrong:
        print(wrong, file=sys.stderr)
        return 4
    spec = dataclasses.replace(spec, metrics={**spec.metrics, **found})
    spec.save()
    spec.path.with_suffix(".md").write_text(text(spec, chosen.date), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

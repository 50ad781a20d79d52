"""What the card measures of a network: which tasks of `models.evaluate`, its smaller files, its cost."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.evaluate.command import evaluate
from models.evaluate.cost import cost
from models.serving.spec import ModelSpec


@dataclass(frozen=True)
class CardMeasurement:
    """One task of `models.evaluate`; its object goes to `metrics` as `key`."""

    key: str
    task: str
    split: str
    folder: str = ""  # from the folder of the data


STEPS: dict[str, tuple[CardMeasurement, ...]] = {
    "expression": (
        CardMeasurement("expression", "expression", "public"),
        CardMeasurement("expression-ood", "expression-ood", "all"),
        CardMeasurement("valence", "valence", "all"),
        CardMeasurement("valence_held_back", "valence", "held-back"),
        CardMeasurement("disparity", "disparity", "all"),
        CardMeasurement("robustness", "robustness", "public"),
    ),
    "voice": (
        CardMeasurement("voice", "voice", "val"),
        CardMeasurement("voice-loudness", "voice-loudness", "val"),
        CardMeasurement("voice-stream", "voice-stream", "all", folder="../replay"),
    ),
    "body": (CardMeasurement("body", "body", "all"),),
}
"""Of each task of a network, what is measured for its card. The first is measured of its smaller files as well."""

LEADING: dict[str, tuple[str, ...]] = {
    "expression": ("accuracy", "smile_accuracy", "ece"),
    "voice": ("balanced_accuracy", "auc_amusement", "auc_amusement_ambience"),
    "body": ("balanced_accuracy", "auc"),
}
"""What is told of the smaller files; the first is what they may lose."""


def measured(spec: ModelSpec, data: Path) -> dict[str, Any]:
    """All that the card needs to know of the network, as it stands in `metrics`."""
    full = spec.variant("fp32")  # that file alone, whatever engine is here
    found: dict[str, Any] = {}
    for step in STEPS[spec.task]:
        print(f"card: {step.task}, {step.split}", file=sys.stderr)
        found[step.key] = evaluate(step.task, full, data / step.folder, step.split)
    if spec.variants:
        found["variants"] = variants(spec, data, found[STEPS[spec.task][0].key])
    if spec.task == "expression":
        found["cost"] = {f"batch_{batch}": cost(full, batch) for batch in (1, 8)}
    return found


def variants(spec: ModelSpec, data: Path, full: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Of each smaller file what it still reaches of LEADING, and how much of the first of them it loses (a share)."""
    step, names = STEPS[spec.task][0], LEADING[spec.task]
    found = {}
    for precision in spec.variants:
        print(f"card: {step.task} as {precision}", file=sys.stderr)
        small = evaluate(step.task, spec.variant(precision), data, step.split)
        found[precision] = {name: small[name] for name in names}
        found[precision][f"{names[0]}_lost"] = round(full[names[0]] - small[names[0]], 4)
    return found

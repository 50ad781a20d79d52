"""Measures a model for its card: runs tasks of `models.evaluate`, and measures its variants and its cost."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.evaluate.command import evaluate_task, round_floats
from models.evaluate.cost import relative_cost
from models.evaluate.splits import ALL
from models.evaluate.voice_folds import UNHEARD
from models.expression.origin import is_own_model
from models.serving.spec import ModelSpec
from models.text.ngrams import ngram_accuracy
from models.text.vader import vader_accuracy
from models.voice.folds import NOBODY


@dataclass(frozen=True)
class ModelCardMeasurement:
    """One task of `models.evaluate`. Its result is stored in `metrics` under `key`."""

    key: str
    task: str
    split: str
    folder: str = ""  # relative to the data folder


MEASUREMENTS: dict[str, tuple[ModelCardMeasurement, ...]] = {
    "expression": (
        ModelCardMeasurement("expression", "expression", "public"),
        ModelCardMeasurement("expression-ood", "expression-ood", "all"),
        ModelCardMeasurement("valence", "valence", "all"),
        ModelCardMeasurement("valence_held_back", "valence", "held-back"),
        ModelCardMeasurement("disparity", "disparity", "all"),
        ModelCardMeasurement("robustness", "robustness", "public"),
    ),
    "smile": (
        ModelCardMeasurement("smile", "smile", "public"),
        ModelCardMeasurement("smile-ood", "smile-ood", "all"),
        ModelCardMeasurement("smile-people", "smile-people", "all", folder="../clips"),
        ModelCardMeasurement("smile-sizes", "smile-sizes", "all"),
        ModelCardMeasurement("smile-robustness", "smile-robustness", "public"),
        ModelCardMeasurement("disparity", "disparity", "all"),
    ),
    "voice": (
        ModelCardMeasurement("voice", "voice", "val"),
        ModelCardMeasurement("voice-loudness", "voice-loudness", "val"),
        ModelCardMeasurement("folds", "voice-folds", "unheard"),
        ModelCardMeasurement("voice-stream", "voice-stream", "all", folder="../replay"),
    ),
    "body": (ModelCardMeasurement("body", "body", "all"),),
    "text": (ModelCardMeasurement("text", "text", "public"), ModelCardMeasurement("authors", "text-authors", "judged")),
    "faces": (
        ModelCardMeasurement("faces", "faces", "all"),
        ModelCardMeasurement("faces-clips", "faces-clips", "all", folder="../clips"),
    ),
}
"""Measurements for the card, by task of the model. The first one is also run on the smaller variants."""

OWN_MEASUREMENTS = (
    ModelCardMeasurement("expression", "expression", "public"),
    ModelCardMeasurement("smile", "smile", "public"),
)
"""Measurements for an expression model that was trained on other images than those of this project. They need only
images that were packed.
"""

LEADING: dict[str, tuple[str, ...]] = {
    "expression": ("accuracy", "smile_accuracy", "ece"),
    "smile": ("smile_auc", "smile_accuracy", "ece"),
    "voice": ("balanced_accuracy", "auc_amusement", "auc_amusement_ambience"),
    "body": ("balanced_accuracy", "auc"),
    "text": ("accuracy", "ece"),
    "faces": ("box_within", "score_within", "alone_share"),
}
"""Metrics that the card shows for the smaller variants. The gate limits the loss in the first metric."""


def measure_network(spec: ModelSpec, data: Path) -> dict[str, Any]:
    """Run all measurements of the model. Return the results in the format of `metrics`."""
    full = spec.variant_spec("fp32")  # only this file, even if an engine for another variant is installed
    results: dict[str, Any] = {}
    is_own = is_own_model(spec)
    for step in OWN_MEASUREMENTS if is_own else MEASUREMENTS[spec.task]:
        print(f"card: {step.task}, {step.split}", file=sys.stderr)
        results[step.key] = evaluate_task(step.task, full, data / step.folder, unheard_split(spec, step.split))
    if spec.variants:
        results["variants"] = measure_variants(spec, data, results, ALL if is_own else None)
    if spec.task == "expression":
        results["cost"] = {f"batch_{batch}": relative_cost(full, batch) for batch in (1, 8)}
    if spec.task == "text":
        print("card: character n-grams", file=sys.stderr)
        step = MEASUREMENTS[spec.task][0]
        for key, films in (("characters", False), ("characters_with_films", True)):
            results[key] = round_floats(ngram_accuracy(data, step.split, films=films))
        results["vader"] = round_floats(vader_accuracy(data, step.split))
    return results


def unheard_split(spec: ModelSpec, split: str) -> str:
    """The requested split. For a model that was trained on all other people, it is the validation part."""
    return "val" if split == UNHEARD and spec.recipe.get("without") == NOBODY else split


def measure_variants(
    spec: ModelSpec, data: Path, measured: dict[str, Any], split: str | None = None
) -> dict[str, dict[str, float]]:
    """LEADING metrics of each smaller variant, and its loss in the first of them, as a share. `split`: the images, if
    not those of the first measurement: a loss is that of a copy, so images of the training are as good as others.
    """
    step, names = MEASUREMENTS[spec.task][0], LEADING[spec.task]
    full = evaluate_task(step.task, spec.variant_spec("fp32"), data, split) if split else measured[step.key]
    results = {}
    for precision in spec.variants:
        print(f"card: {step.task} as {precision}", file=sys.stderr)
        scores = evaluate_task(step.task, spec.variant_spec(precision), data, split or step.split)
        results[precision] = {name: scores[name] for name in names}
        results[precision][f"{names[0]}_lost"] = round(full[names[0]] - scores[names[0]], 4)
    return results

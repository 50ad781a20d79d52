"""Sentences about laughter for docs/generate.py, from the folds in the settings of the voice model."""

from collections.abc import Mapping
from typing import Any

from models.card.cross_validation import KEY
from models.serving.gate import VOICE, rule_results
from models.serving.spec import ModelSpec
from models.voice.folds import FOLDS


def is_heard_in_shops(spec: ModelSpec) -> bool:
    """True if a shop reports laughter. The licence must allow it, and every rule of the gate must be fulfilled."""
    return spec.may_be_used("commercial") and all(result.passed for result in rule_results(spec, VOICE))


def is_complete(found: Mapping[str, Any]) -> bool:
    """True if five models were trained, each for as many epochs as the shipped model."""
    return bool(found["networks"] >= FOLDS and found["epochs_share"] >= 1.0)


def folds_figures(found: Mapping[str, Any]) -> str:
    """Results of the cross-validation folds, as part of a sentence."""
    median, worst = found["median"], found["worst"]
    shorter = "" if is_complete(found) else "; of shorter trainings"
    return (
        f"{_percent(median['laughter_recall'])} of the laughs of new people, with {median['false_per_hour']:.0f} false "
        f"per hour (median of five groups; worst {_percent(worst['laughter_recall'])} and "
        f"{worst['false_per_hour']:.0f}{shorter})"
    )


def accuracy_point(spec: ModelSpec) -> str:
    """Bullet point about laughter at the start of docs/accuracy.md."""
    where = "" if is_heard_in_shops(spec) else ", only in research"
    return f"- **Laughter**{where}: {_found(spec)}."


def networks_point(spec: ModelSpec) -> str:
    """Bullet point about laughter in the list of models for shops in docs/networks.md."""
    found = spec.metrics.get(KEY)
    share = f"{_percent(found['median']['laughter_recall'])} of laughs" if found else "an unknown share of laughs"
    if is_heard_in_shops(spec):
        return f"- for [laughter](accuracy.md): `{spec.name}` detects {share}."
    return f"- no model for laughter: `{spec.name}` detects {share} and fails [its gate](accuracy.md)."


def limits_paragraph(spec: ModelSpec) -> str:
    """Paragraph about laughter in docs/limits.md."""
    if is_heard_in_shops(spec):
        start = f"**Laughter** `{spec.name}` detects {_found(spec)}."
    else:
        start = (
            f'**Laughter in a shop** is `null` with `use = "shop"`: `{spec.name}` fails its gate, and `vitrina doctor` '
            f"shows the rules. It detects {_found(spec)}."
        )
    return (
        f"{start} Most false alarms are speech; [groups of people differ](accuracy.md). All laughs that it was tried "
        "on are of people asked to laugh, and none was of a shop."
    )


def training_paragraph(spec: ModelSpec) -> str:
    """Paragraph about the cross-validation in docs/accuracy.md, above the table of the folds."""
    found = spec.metrics.get(KEY)
    if found is None:
        return f"The recipe of `{spec.name}` was not cross-validated, so a shop reports no laughter."
    left = "one fold" if found["folds_kept_out"] == 1 else f"{found['folds_kept_out']} folds"
    facts = (
        "A shop goes by other models of the same recipe, each judged by people and rooms of the training part that it "
        "never heard, with thresholds that were fitted on the other folds "
        f"([how](../models/README.md#the-voice-network)): {found['networks']} models, each trained without {left}, for "
        f"{found['epochs']} of the {found['epochs_of_network']} epochs of the model that ships."
    )
    if is_heard_in_shops(spec):
        return f"{facts} They fulfil the gate, so a shop reports laughter."
    if is_complete(found):
        return f"{facts} They do not fulfil the gate, so a shop reports no laughter."
    return (
        f"{facts} Such short trainings say little about that model. The gate asks for five that are as long, so a shop "
        "reports no laughter. `make voice-folds` trains them, one per call."
    )


def _found(spec: ModelSpec) -> str:
    found = spec.metrics.get(KEY)
    return folds_figures(found) if found else "laughs of new people in a share that was not measured"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"

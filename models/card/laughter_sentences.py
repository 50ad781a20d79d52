"""Sentences about laughter for docs/generate.py, from the folds in the settings of the voice model."""

from collections.abc import Mapping
from typing import Any

from models.card.cross_validation import KEY
from models.serving.gate import VOICE, rule_results
from models.serving.spec import ModelSpec
from models.voice.folds import FOLDS

LAUGHTER = "docs/evidence/accuracy.md#laughter"
"""Link to the section about laughter, from the root of the repository."""


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
    """Bullet point about laughter at the start of docs/evidence/accuracy.md."""
    where = "" if is_heard_in_shops(spec) else ", only in research"
    return f"- **Laughter**{where}: {_found(spec)}."


def networks_point(spec: ModelSpec) -> str:
    """Bullet point about laughter in the list of models for shops in docs/models/networks.md."""
    found = spec.metrics.get(KEY)
    share = f"{_percent(found['median']['laughter_recall'])} of laughs" if found else "an unknown share of laughs"
    if is_heard_in_shops(spec):
        return f"- `{spec.name}` detects [laughter]({LAUGHTER}): {share}."
    return f"- No model detects laughter: `{spec.name}` detects {share} and fails [its gate]({LAUGHTER})."


def limits_paragraph(spec: ModelSpec) -> str:
    """Paragraph about laughter in docs/start/limits.md."""
    if is_heard_in_shops(spec):
        start = f"**Laughter** `{spec.name}` detects {_found(spec)}."
    else:
        start = (
            f'**Laughter in a shop** is `null` with `use = "shop"`: `{spec.name}` fails its gate, and `vitrina doctor` '
            f"shows the rules. It detects {_found(spec)}."
        )
    return (
        f"{start} Most false alarms are speech; [groups of people differ]({LAUGHTER}). All laughs that it was tried on "
        "are from people who were asked to laugh, and none was recorded in a shop."
    )


def training_paragraph(spec: ModelSpec) -> str:
    """Paragraph about the cross-validation in docs/evidence/accuracy.md, above the table of the folds."""
    found = spec.metrics.get(KEY)
    if found is None:
        return f"The recipe of `{spec.name}` was not cross-validated, so a shop reports no laughter."
    left = "one fold" if found["folds_kept_out"] == 1 else f"{found['folds_kept_out']} folds"
    facts = (
        f"For shops, {found['networks']} other models with the same recipe decide. Each was trained without {left}, "
        f"{_epochs(found)}, and is judged on people and rooms that it was not trained on, with thresholds from the "
        "other folds ([how](models/README.md#the-voice-model))."
    )
    if is_heard_in_shops(spec):
        return f"{facts} They pass the gate, so a shop reports laughter."
    if is_complete(found):
        failed = sum(not result.passed for result in rule_results(spec, VOICE))
        rules = "one rule" if failed == 1 else f"{failed} rules"
        return f"{facts} They fail {rules} of the gate, so a shop reports no laughter."
    return (
        f"{facts} Such short trainings show little about that model. The gate requires five that are as long, so a "
        "shop reports no laughter. `make voice-folds` trains them, one per call."
    )


def _found(spec: ModelSpec) -> str:
    found = spec.metrics.get(KEY)
    return folds_figures(found) if found else "laughs of new people in a share that was not measured"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _epochs(found: Mapping[str, Any]) -> str:
    """Length of the trainings, compared with that of the shipped model."""
    own = found["epochs_of_network"]
    return (
        f"as long as the model that ships, {own} epochs"
        if is_complete(found)
        else f"for {found['epochs']} of its {own} epochs"
    )

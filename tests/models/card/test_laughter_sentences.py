"""laughter_sentences.py: what the documents say of laughter follows from the stored folds."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from models.card import laughter_sentences as sentences
from models.card.cross_validation import cross_validation
from models.serving.spec import ZOO, ModelSpec
from models.voice.recipe import shared_settings

VOICE = ModelSpec.load(ZOO / "voice-0.4m.json")
EPOCHS = VOICE.recipe["schedule"]["epochs"]
GOOD = {"median": {"laughter_recall": 0.684, "false_per_hour": 16.0}, "worst": {"laughter_recall": 0.531}}
ALL = (
    sentences.accuracy_point,
    sentences.networks_point,
    sentences.limits_paragraph,
    sentences.training_paragraph,
)


def with_folds(folder: Path, **changes: Any) -> ModelSpec:
    """The shipped network with the stored result of five folds, as `models.evaluate voice-folds --run` writes it."""
    stored = {
        "networks": 5, "folds_kept_out": 1, "epochs": EPOCHS,
        "recipe": shared_settings(VOICE.recipe), "trained_on": dict(VOICE.trained_on),
        "median": GOOD["median"], "worst": {**GOOD["worst"], "false_per_hour": 41.0}, **changes,
    }  # fmt: skip
    path = folder / "folds.json"
    path.write_text(json.dumps(stored), encoding="utf-8")
    return dataclasses.replace(VOICE, metrics={**VOICE.metrics, **cross_validation(VOICE, path)})


def test_folds_that_fulfil_the_gate_bring_laughter_to_a_shop(tmp_path: Path) -> None:
    spec = with_folds(tmp_path)
    assert sentences.is_heard_in_shops(spec)
    texts = [sentence(spec) for sentence in ALL]
    found = "68.4 % of the laughs of new people, with 16 false per hour (median of five groups; worst 53.1 % and 41)"
    assert [found in text for text in texts] == [True, False, True, False]
    assert texts[1] == "- `voice-0.4m` detects [laughter](docs/evidence/accuracy.md#laughter): 68.4 % of laughs."
    assert not [text for text in texts if "research" in text or "null" in text or "short" in text]
    assert "For shops, 5 other models with the same recipe decide." in texts[3]
    assert f"Each was trained without one fold, as long as the model that ships, {EPOCHS} epochs, and is" in texts[3]
    assert texts[3].endswith("so a shop reports laughter.")


@pytest.mark.parametrize(
    "changes",
    [
        {"median": {"laughter_recall": 0.649, "false_per_hour": 16.0}},
        {"median": {"laughter_recall": 0.684, "false_per_hour": 20.5}},
        {"worst": {"laughter_recall": 0.499, "false_per_hour": 41.0}},
    ],
    ids=["few laughs", "false alarms", "one bad group"],
)
def test_complete_folds_that_fail_the_gate_are_quoted_and_keep_laughter_out(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    spec = with_folds(tmp_path, **changes)
    assert not sentences.is_heard_in_shops(spec)
    assert "only in research: " in sentences.accuracy_point(spec)
    assert "No model detects laughter: `voice-0.4m` detects" in sentences.networks_point(spec)
    assert "`null` with `use" in sentences.limits_paragraph(spec)
    assert "fail one rule of the gate, so a shop reports no laughter" in sentences.training_paragraph(spec)
    assert not [text for text in (each(spec) for each in ALL) if "short" in text]


def test_short_trainings_are_called_short_however_good(tmp_path: Path) -> None:
    spec = with_folds(tmp_path, networks=3, folds_kept_out=2, epochs=14)
    assert not sentences.is_heard_in_shops(spec)
    assert sentences.accuracy_point(spec).endswith("; of shorter trainings).")
    paragraph = sentences.training_paragraph(spec)
    assert "For shops, 3 other models with the same recipe decide." in paragraph
    assert f"Each was trained without 2 folds, for 14 of its {EPOCHS} epochs, and is" in paragraph
    assert "`make voice-folds`" in paragraph


def test_without_folds_nothing_is_claimed() -> None:
    metrics = {key: value for key, value in VOICE.metrics.items() if key != "cross_validation"}
    spec = dataclasses.replace(VOICE, metrics=metrics)
    assert not sentences.is_heard_in_shops(spec)
    assert "not measured" in sentences.accuracy_point(spec)
    assert "not cross-validated" in sentences.training_paragraph(spec)

"""document.py: a card says the licence first and every number of the spec."""

import dataclasses
from pathlib import Path

import pytest

from models.card import document
from models.card.figures import panels
from models.expression.corruptions import CORRUPTIONS
from models.expression.data import CLASSES
from tests.models.card.specs import SHIPPED, measured

DAY = "2026-11-24"


def test_the_first_sentence_is_about_the_rights() -> None:
    """Before name, numbers or use."""
    first = document.text(SHIPPED, DAY).splitlines()[2]
    assert first.startswith("**For evaluation only.** The pictures of FER2013 are not cleared for commerce")


def test_the_shipped_card_is_the_one_that_its_spec_gives() -> None:
    """Nobody has edited a number by hand, or forgotten to measure again."""
    shipped = SHIPPED.path.with_suffix(".md").read_text(encoding="utf-8")
    date = next(line for line in shipped.splitlines() if line.startswith("| made |")).split()[3].rstrip(",")
    assert shipped == document.text(SHIPPED, date, figure=bool(panels(SHIPPED)))
    assert SHIPPED.path.with_suffix(".svg").is_file() == bool(panels(SHIPPED))


def test_every_class_group_and_corruption_has_its_row(tmp_path: Path) -> None:
    """Also those that come out badly, and those of whom nothing is known."""
    spec = measured(tmp_path)
    shown = document.text(spec, DAY)
    assert "| contempt | 37 | 20.0% | 10.0 to 95.0 |" in shown
    for name in CLASSES:
        assert f"| {name} | " in shown
    for name in CORRUPTIONS:
        assert f"| {name.replace('_', ' ')} | " in shown
    assert "| gender | female | 40 | 100.0% (90.0 to 100.0) | 50.0% (40.0 to 60.0) | 10.0% (5.0 to 15.0) | – |" in shown
    assert "| mean negative | 12.0 | 1.0 to 23.0 | gender: female above male |" in shown


def test_smaller_files_stand_with_size_difference_and_what_they_reach(tmp_path: Path) -> None:
    """As far as they were measured."""
    spec = measured(tmp_path)
    row = f"| int8 | `tiny.int8.onnx` | 1,000 | 0.08 | 85.8% | 96.9% | 0.0130 | 0.0030 | `{'0' * 64}` |"
    assert row in document.text(spec, DAY)
    unknown = dataclasses.replace(spec, metrics={"parity": {}})
    assert f"| int8 | `tiny.int8.onnx` | 1,000 | – | `{'0' * 64}` |" in document.text(unknown, DAY)


def test_where_heads_point_stands_beside_the_keypoints(tmp_path: Path) -> None:
    """What it was fitted to, how far both are off, and the command; nothing of it where a network has no such head."""
    spec = measured(tmp_path)
    shown = document.text(spec, DAY)
    assert "| by the head of the network | 2.4 | 4.7 | 2.7 |" in shown
    assert "| by the detector's keypoints | 4.9 | 8.8 | 5.6 |" in shown
    assert "FaceLandmarker says of 4,985 tiles" in " ".join(shown.split())
    assert "python -m models.labelling.pose runs/expression" in shown
    metrics = {name: value for name, value in spec.metrics.items() if name != "pose"}
    without = dataclasses.replace(spec, metrics=metrics, outputs={"probabilities": (8,), "affect": (2,)})
    before_tried = document.text(without, DAY).split("## What was tried")[0]
    assert "FaceLandmarker" not in before_tried
    assert "expression.pose" not in before_tried


def test_what_was_not_measured_is_left_out(tmp_path: Path) -> None:
    """A card of a network that nobody has measured is short, not wrong."""
    shown = document.text(dataclasses.replace(measured(tmp_path), metrics={}), DAY)
    assert "### " not in shown
    assert "## Where it fails" in shown


def test_metrics_of_which_nobody_thought_are_shown_too(tmp_path: Path) -> None:
    """In a table of their own."""
    spec = measured(tmp_path)
    spec = dataclasses.replace(spec, metrics={**spec.metrics, "heads": {"head_ccc_valence": 0.812}})
    assert "| head ccc valence | 0.812 |" in document.text(spec, DAY)


@pytest.mark.parametrize("task", ["voice", "body"])
def test_the_other_tasks_have_cards_of_the_same_order(task: str, tmp_path: Path) -> None:
    """Licence, use, what it is not, data, numbers, limits; a commercial licence is said as plainly."""
    spec = dataclasses.replace(
        measured(tmp_path), task=task, licence="commercial", licence_note="All of it is ours.",
        metrics={task: {"n": 27, "balanced_accuracy": 0.634, "recall": {"amusement": 0.7}}, "parity": {"int8": 0.1}},
    )  # fmt: skip
    shown = document.text(spec, DAY)
    order = ("**May be used in a business.**", "## What it is for", "## What it is not", "## Data", "## Numbers",
             "| balanced accuracy | 0.634 |", "| amusement | 0.7 |", "## Smaller files",
             "## Where it fails")  # fmt: skip
    places = [shown.index(part) for part in order]
    assert places == sorted(places)
    assert "train on" not in shown.split("## What it is for")[0]


def test_what_was_tried_is_taken_word_for_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """From models/TASK/tried.md; without it there is no such part."""
    monkeypatch.setattr(document, "MODELS", tmp_path)
    assert document.tried("body") == ""
    (tmp_path / "body").mkdir()
    (tmp_path / "body" / "tried.md").write_text("- A longer memory: worse.\n", encoding="utf-8")
    assert document.tried("body") == "## What was tried and did not help\n\n- A longer memory: worse."

"""models/card.py: a card says the licence first and every number of the spec."""

import dataclasses
from pathlib import Path

import pytest

from models import card
from models.expression.data import CLASSES
from models.spec import ZOO, ModelSpec

SHIPPED = ModelSpec.load(ZOO / "fer-1.0m.json")


def test_the_first_sentence_is_about_the_rights() -> None:
    """Before name, numbers or use."""
    first = card.text(SHIPPED, "2026-11-24").splitlines()[2]
    assert first.startswith(
        "**The pictures of FER2013, on which this network was trained, are not cleared for commerce.**"
    )


def test_the_shipped_card_is_the_one_that_its_spec_gives() -> None:
    """Nobody has edited a number by hand, or forgotten to measure again."""
    shipped = SHIPPED.path.with_suffix(".md").read_text(encoding="utf-8")
    date = next(line for line in shipped.splitlines() if line.startswith("| made |")).split()[3].rstrip(",")
    assert shipped == card.text(SHIPPED, date)


def test_every_class_and_group_has_its_row() -> None:
    """Also those that come out badly."""
    shown = card.text(SHIPPED, "2026-11-24")
    for name in CLASSES:
        assert f"| {name} | " in shown
    for attribute, values in SHIPPED.metrics["disparity"]["groups"].items():
        for value in values:
            assert f"| {attribute} | {value} | " in shown


def test_missing_model_or_data_ends_with_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """4 without the network, 3 without the pictures; the card that exists stays."""
    path = dataclasses.replace(SHIPPED, folder=tmp_path).save()
    assert card.main(["nobody", "--date", "2026-11-24"]) == 4
    assert card.main([str(path), "--data", str(tmp_path), "--date", "2026-11-24"]) == 3
    assert "Nothing was started" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.md"))

"""The card of the smile detector: the worst person and the worst condition stand beside the mean."""

import dataclasses
import re

import pytest

from models.card.document import card_text
from models.gate import gate_results
from models.serving.spec import ZOO, ModelSpec

SMILE = ModelSpec.load(ZOO / "smile-mesh.json")
DAY = re.compile(r"^\| made \| (\S+),", re.MULTILINE)


def test_the_shipped_card_is_made_from_its_spec_and_passes_the_gate() -> None:
    shipped = SMILE.path.with_suffix(".md").read_text(encoding="utf-8")
    (date,) = DAY.findall(shipped)
    assert shipped == card_text(SMILE, date)
    assert [result for result in gate_results(SMILE) if not result.passed] == []


def test_the_card_shows_the_worst_person_beside_all_together() -> None:
    """No mean hides a person whose smiles are not found."""
    told = {"steps": 10, "coverage": 1.0}
    persons = {"anna": {"smiles": {**told, "right": 0.9}}, "ben": {"smiles": {**told, "right": 0.1}}}
    metrics = {
        "all": {"smiles": {"steps": 20, "coverage": 1.0, "right": 0.5}},
        "worst": {"smiles": {"person": "ben", **persons["ben"]["smiles"]}},
        "people": persons,
    }
    shown = card_text(dataclasses.replace(SMILE, metrics={"smile-people": metrics}), "2026-11-30")
    assert "### By person" in shown
    assert (
        shown.index("| `ben` | 1 of 10 |")
        < shown.index("| **all** | 10 of 20 |")
        < shown.index("| **worst person** | 10.0% |")
    )


def test_the_card_names_the_worst_condition_of_real_faces() -> None:
    results = [
        {"strength": strength, "smiles_found": found, "smile_auc": 0.9, "coverage": 0.8}
        for strength, found in ((1.0, 0.8), (2.0, 0.3), (3.0, 0.6))
    ]
    metrics = {"n": 400, "clean": results[0], "corruptions": {"low_light": results}}
    shown = card_text(dataclasses.replace(SMILE, metrics={"smile-robustness": metrics}), "2026-11-30")
    assert "Worst condition: low light, 2: 30.0%, 0.900, 80.0%." in shown


@pytest.mark.parametrize("kind", ["sizes", "turns"])
def test_sizes_and_turns_are_of_real_faces(kind: str) -> None:
    """Generated faces, by which it was trained, hid how many smiles of small faces are missed."""
    shown = " ".join(SMILE.path.with_suffix(".md").read_text(encoding="utf-8").split())
    assert {"sizes": "The news photographs scaled down to a width", "turns": "FER+ by the angle"}[kind] in shown

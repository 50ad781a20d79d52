"""Figures of a reader of smiles: over the faces with a verdict alone."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluate import command, smile
from models.evaluate.smile import verdict_scores
from tests.doubles.own_network import OwnNetwork

VERDICTS = st.lists(st.tuples(st.one_of(st.just(float("nan")), st.floats(0.0, 1.0)), st.booleans()), min_size=1)


def test_faces_without_a_verdict_lower_the_coverage_alone() -> None:
    told = np.array([0.9, 0.2, np.nan, 0.6])
    figures = verdict_scores(told, np.array([True, False, True, False]))
    assert figures["n"] == 4
    assert figures["coverage"] == 0.75
    assert figures["smile_accuracy"] == pytest.approx(2 / 3)
    assert figures["smiles_found"] == 1.0
    assert figures["others_found"] == 0.5
    assert figures["smile_auc"] == 1.0


def test_a_half_is_no_smile() -> None:
    assert verdict_scores(np.array([0.5, 0.5]), np.array([True, False]))["smile_accuracy"] == 0.5


@given(VERDICTS)
def test_shares_are_shares(verdicts: list[tuple[float, bool]]) -> None:
    probabilities, smiles = np.array([p for p, _ in verdicts]), np.array([s for _, s in verdicts])
    figures = verdict_scores(probabilities, smiles)
    for name in ("coverage", "smile_accuracy", "ece"):
        assert 0.0 <= figures[name] <= 1.0


def test_a_probability_that_is_right_on_average_has_no_error() -> None:
    told = np.repeat([0.1, 0.9], 100)
    truth = np.concatenate([np.arange(100) < 10, np.arange(100) < 90])
    assert verdict_scores(told, truth)["ece"] == pytest.approx(0.0, abs=1e-9)


def test_folds_hold_people_together() -> None:
    """The person in whom nothing is right is in one fold, which is the worst; each picture is in one fold."""
    people = np.repeat([f"p{number}" for number in range(40)], 3)
    smiles = np.tile([True, False, True], 40)
    told = np.where((people == "p7") != smiles, 0.9, 0.1)
    found = smile.fold_scores(told, smiles, people)
    assert sum(fold["n"] for fold in found["folds"]) == len(people)
    wrong = [fold for fold in found["folds"] if fold["smile_accuracy"] < 1]
    assert len(wrong) == 1
    assert found["worst"] == {"coverage": 1.0, "smile_accuracy": 1 - 3 / wrong[0]["n"]}


def test_too_few_people_for_each_fold_have_no_worst_one() -> None:
    """Figures of one person say nothing about others."""
    found = smile.fold_scores(np.array([0.9, 0.1]), np.array([True, False]), np.array(["anna", "anna"]))
    assert (found["worst"], len(found["folds"])) == (None, 1)
    assert smile.FOLDS > 1


def test_figures_are_written_into_the_spec_and_nothing_else_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--write`: a kiosk with `use = "shop"` reads them there. Other tasks, and smaller files, have no --write."""
    spec = OwnNetwork().write(tmp_path, metrics={"held_out": {"auc": 0.9}})
    path = tmp_path / "own.json"
    before = json.loads(path.read_text(encoding="utf-8"))
    monkeypatch.setitem(command.TASKS, "smile", ("own", lambda *_: {"n": 120, "coverage": 0.91}))
    usual = ["--split", "public", "--model", str(path)]
    assert command.main(["smile", *usual, "--write"]) == 0
    figures = {"n": 120, "coverage": 0.91, "parameters": spec.parameters, "model": spec.label}
    assert json.loads(capsys.readouterr().out) == figures
    assert json.loads(path.read_text(encoding="utf-8")) == {
        **before,
        "metrics": {"held_out": {"auc": 0.9}, "smile": figures},
    }
    shipped = ["smile", "--split", "public", "--write"]
    for wrong in (["expression", *usual, "--write"], ["smile", *usual, "--write", "--variant", "fp16"], shipped):
        with pytest.raises(SystemExit):
            command.main(wrong)
    assert "--write is only for smile" in capsys.readouterr().err


def test_faces_are_grouped_by_the_angle_of_the_head_to_either_side() -> None:
    readings = np.array([[0.9, -5.0], [0.2, 15.0], [0.8, -15.0], [np.nan, np.nan], [0.7, 60.0]])
    turns = smile.turn_scores(readings, np.array([True, True, True, True, False]))
    assert {name: row["n"] for name, row in turns.items()} == {"0 to 10": 1, "10 to 20": 2}
    assert turns["10 to 20"]["smiles_found"] == 0.5


def test_a_reduced_face_keeps_its_proportions() -> None:
    assert smile.resize_face(np.zeros((96, 48, 3), np.uint8), 24).shape == (48, 24, 3)

"""choose_contact.py: each person is judged by limits of contact that were chosen on other people."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.body import choose_contact
from models.body.choose_contact import CANDIDATES, LOST, SessionContact
from tests.models.body.drawn_people import write_exams


def session(person: int, on: dict[int, int], off: dict[int, int] | None = None) -> SessionContact:
    """A session of 100 s on and 10,000 s off, in which rules get 90 and 10,000 right, but for those named."""
    right = np.tile([90, 10_000], (len(CANDIDATES), 1))
    for side, named in enumerate((on, off or {})):
        for rule, value in named.items():
            right[rule, side] = value
    return SessionContact(person, right, np.array([100, 10_000]))


def test_nobody_is_judged_by_a_limit_chosen_on_them() -> None:
    """Rule 3 is right for person 1 alone, who must not choose it."""
    result = choose_contact.choice_result([session(1, {3: 100}), session(2, {5: 95}), session(3, {5: 95})])
    assert result["chosen"]["S01"]["above_floor_us"] == CANDIDATES[5].above_floor_us
    assert result["by_folds"]["on_body"]["worst"] < 0.96  # person 1 gets 90 by rule 5
    assert result["people"] == 3


def test_limit_that_calls_open_electrodes_skin_is_not_chosen() -> None:
    """More than LOST of the seconds off the wrist is too much, whatever is gained."""
    lost = round(LOST * 10_000)
    assert choose_contact.best_rule([session(1, {3: 100, 4: 95}, {3: 10_000 - lost - 1, 4: 10_000 - lost})]) == 4
    assert choose_contact.best_rule([session(1, {3: 80})]) == 0


def test_floor_of_the_unit_finds_loose_bands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three units with floors of their own: one limit loses the loose band, limits above the floor do not."""
    folder = write_exams(tmp_path, floors_us=(0.0, 0.004, 0.008))
    assert choose_contact.main(["--data", str(folder)]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["fixed"]["on_body_recall"] < 0.9 < 0.99 < result["kiosk"]["on_body_recall"]
    assert result["fixed"]["off_body_recall"] == result["kiosk"]["off_body_recall"] == 1.0


def test_one_person_and_no_data_end_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nobody to choose by."""
    assert choose_contact.main(["--data", str(write_exams(tmp_path / "one"))]) == 3
    assert "only one person" in capsys.readouterr().err
    assert choose_contact.main(["--data", str(tmp_path / "none")]) == 3

"""data.py: recordings in whole seconds, and the errors for missing ones."""

from pathlib import Path

import numpy as np
import pytest

from models.body.data import STRESS, body_folder, load_exams, load_stress
from models.data import DataMissingError
from tests.models.body.drawn_people import HZ, write_exams, write_stress


def test_person_with_another_task_order_is_left_out(tmp_path: Path) -> None:
    people = load_stress(write_stress(tmp_path))
    assert [one.person for one in people] == [2, 3, 4, 5]
    assert all(len(one.eda_us) == one.seconds * HZ and len(one.stress) == one.seconds == 700 for one in people)
    assert people[0].stress[280:500].all()
    assert people[0].stress.sum() == 220


def test_exam_has_the_time_on_the_wrist(tmp_path: Path) -> None:
    (exam,) = load_exams(write_exams(tmp_path))
    assert (exam.person, exam.seconds, exam.worn_s) == (1, 900, (300.0, 700.0))


def test_either_file_may_be_missing(tmp_path: Path) -> None:
    """A folder with one of the two files is accepted; a folder with none is an error that names --data."""
    write_exams(tmp_path / "body")
    assert body_folder(tmp_path) == tmp_path / "body"
    assert load_stress(tmp_path / "body") == []
    assert load_exams(tmp_path) == []
    with pytest.raises(DataMissingError, match="--data"):
        body_folder(tmp_path / "elsewhere")


def test_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / STRESS).write_bytes(b"nothing of the kind")
    with pytest.raises(DataMissingError, match="cannot be read"):
        load_stress(tmp_path)
    np.savez(tmp_path / STRESS, subjects=np.array([2]))
    with pytest.raises(DataMissingError, match="has no S02_eda"):
        load_stress(tmp_path)

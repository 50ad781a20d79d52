"""End of studies after their last day, by a clock that is moved: with the folder, without it, and while one records."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from edge.study.errors import StudyError
from edge.study.expiry import delete_expired_studies
from edge.study.notes import FILE, read_notes, write_note
from edge.study.session_lock import hold_session_lock
from edge.study.study import DELETED, create_study, open_study
from edge.study.tombstone import SCHEMA
from tests.doubles.study import LAST_DAY, START_S, Lab, record

DAY_S = 86_400.0
PLANTED = 7.7531


def recorded(lab: Lab) -> None:
    with lab.open() as study:
        study.participants.add("w1", lab.terms())
        record(study, "w1", PLANTED)


def move_to(lab: Lab, day: date) -> None:
    lab.now_s = START_S + (day - date(2026, 11, 29)).days * DAY_S
    while lab.today() != day:
        lab.now_s += DAY_S if lab.today() < day else -DAY_S


def keys(lab: Lab) -> list[Path]:
    return list(lab.keys.rglob("*.key"))


def test_nothing_ends_before_the_last_day_is_over(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    recorded(lab)
    move_to(lab, LAST_DAY)
    before = lab.files(), keys(lab)
    assert list(delete_expired_studies(lab.access)) == []
    assert (lab.files(), keys(lab)) == before


def test_a_study_ends_by_itself_on_the_day_after_its_last_one(tmp_path: Path) -> None:
    """Keys, recordings and the database go; a signed proof stays, and the next call has nothing to do."""
    lab = Lab(tmp_path)
    recorded(lab)
    assert keys(lab)
    move_to(lab, LAST_DAY + timedelta(days=1))
    (end,) = delete_expired_studies(lab.access)
    assert (end.is_fault, "all recordings are deleted" in end.text) == (False, True)
    assert keys(lab) == []
    assert sorted(path.name for path in lab.folder.iterdir()) == [DELETED, "session.lock", "study.toml"]
    assert json.loads((lab.folder / DELETED).read_text())["schema"] == SCHEMA
    assert list(delete_expired_studies(lab.access)) == []


def test_a_study_whose_folder_is_away_loses_its_keys(tmp_path: Path) -> None:
    """As on a stick that was pulled out: what is on it cannot be read again."""
    lab = Lab(tmp_path)
    recorded(lab)
    lab.folder.rename(tmp_path / "pulled out")
    move_to(lab, LAST_DAY + timedelta(days=1))
    (end,) = delete_expired_studies(lab.access)
    assert not end.is_fault
    assert f"{lab.folder} was {LAST_DAY}; the folder does not exist there" in end.text
    assert list(lab.keys.iterdir()) == []
    assert list(delete_expired_studies(lab.access)) == []


def test_a_session_that_records_is_not_cut_and_the_others_end(tmp_path: Path) -> None:
    lab, other = Lab(tmp_path), tmp_path / "other"
    create_study(other, "Other", LAST_DAY, lab.access).close()
    move_to(lab, LAST_DAY + timedelta(days=1))
    with hold_session_lock(lab.folder, lambda: lab.now_s):
        ends = {end.is_fault: end.text for end in delete_expired_studies(lab.access)}
    assert "a session is recording into" in ends[True]
    assert str(other) in ends[False]
    assert [end.is_fault for end in delete_expired_studies(lab.access)] == [False]


def test_a_folder_that_cannot_be_written_keeps_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab(tmp_path)
    recorded(lab)
    (lab.folder / "session.lock").unlink(missing_ok=True)
    (lab.folder / "session.lock").mkdir()  # which no lock can be taken of, as on a disk that is read-only
    move_to(lab, LAST_DAY + timedelta(days=1))
    (end,) = delete_expired_studies(lab.access)
    assert end.is_fault
    assert (
        f"3 keys have been destroyed, so nobody can read the study. Delete {lab.folder} by hand" in end.text
        or keys(lab) == []
    )
    assert keys(lab) == []


def test_a_last_day_that_was_moved_counts(tmp_path: Path) -> None:
    """Also before anybody has opened the study again."""
    lab = Lab(tmp_path)
    recorded(lab)
    text = (lab.folder / "study.toml").read_text().replace(f"until = {LAST_DAY}", "until = 2027-06-30")
    (lab.folder / "study.toml").write_text(text)
    move_to(lab, LAST_DAY + timedelta(days=1))
    assert list(delete_expired_studies(lab.access)) == []
    assert len(keys(lab)) > 0
    lab.open().close()
    assert [note.until for note in read_notes(lab.keys)] == [date(2027, 6, 30)]


def test_a_broken_definition_is_a_fault_and_destroys_nothing(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    recorded(lab)
    (lab.folder / "study.toml").write_text("nonsense")
    move_to(lab, LAST_DAY + timedelta(days=1))
    (end,) = delete_expired_studies(lab.access)
    assert (end.is_fault, len(keys(lab)) > 0) == (True, True)


def test_a_copy_of_a_study_is_refused_and_a_moved_one_is_not(tmp_path: Path) -> None:
    """Both would have the same id and keys: a withdrawal from one would leave the data of the other unreadable."""
    lab, copy = Lab(tmp_path), tmp_path / "copy"
    recorded(lab)
    shutil.copytree(lab.folder, copy)
    with pytest.raises(StudyError, match=f"copy is a copy of {lab.folder}: both have the same id") as told:
        open_study(copy, lab.access)
    assert "vitrina study new" in str(told.value)
    link = tmp_path / "link"
    link.symlink_to(lab.folder)
    open_study(link, lab.access).close()  # the same folder by another path
    shutil.rmtree(lab.folder)
    with open_study(copy, lab.access) as study:
        assert len(study.readable_sessions()) == 1
    assert [note.folder for note in read_notes(lab.keys)] == [copy.resolve()]


def test_a_note_that_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    (note,) = read_notes(lab.keys)
    for text in ("", "[]", '{"folder": 1}', '{"folder": "x", "until": "soon"}'):
        (note.keys / FILE).write_text(text)
        assert read_notes(lab.keys) == ()
        lab.open().close()
        assert read_notes(lab.keys) == (note,)
    shutil.rmtree(note.keys)
    with lab.open() as study:  # keys on a stick that is away: nothing is noted, and nothing is made
        definition = study.definition
    write_note(lab.folder, replace(definition, until=date(2030, 1, 1)), note.keys)
    assert not note.keys.exists()

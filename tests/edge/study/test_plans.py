"""Stored plans: every version stays, nobody changes one unseen, and the one before the first session is in force."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from edge.study.errors import StudyStorageError
from edge.study.plans import PlannedPower, find_plan_in_force
from tests.doubles.study import Lab, record
from tests.edge.study.export.shared import SHARED
from tests.edge.study.test_plan import PLAN

POWERS = (PlannedPower(0, "attention", 13, 6, None), PlannedPower(1, "smile, change over the ad", 40, 3, 0.8125))


def test_a_changed_plan_is_a_new_version_and_both_stay(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    larger = replace(PLAN, participants=60)
    with lab.open() as study:
        assert study.plans.stored_plans() == ()
        first = study.plans.add_plan(PLAN, POWERS)
        assert study.plans.add_plan(PLAN, ()) == first
        second = study.plans.add_plan(larger, ())
        back = study.plans.add_plan(PLAN, POWERS)
    with lab.open() as study:
        assert study.plans.stored_plans() == (first, second, back)
    assert [one.version for one in (first, second, back)] == [1, 2, 3]
    assert (first.plan, first.powers, second.plan, first.sessions) == (PLAN, POWERS, larger, 0)
    assert first.sha256 == sha256(first.record.encode()).hexdigest() != back.sha256
    assert json.loads(second.record)["before"] == first.sha256
    assert first.title == f"version 1 of {first.day}, SHA-256 {first.sha256}"
    assert json.loads(first.record)["at"].startswith(first.day)


def test_the_plan_from_before_the_first_session_is_in_force(tmp_path: Path) -> None:
    with Lab(tmp_path).open() as study:
        assert find_plan_in_force(study.plans.stored_plans()) is None
        study.plans.add_plan(replace(PLAN, participants=9), ())
        wanted = study.plans.add_plan(PLAN, ())
        study.participants.add("w1", Lab(tmp_path / "other").terms(SHARED))
        record(study, "w1", 1.5)
        late = study.plans.add_plan(replace(PLAN, participants=60), ())
        assert late.sessions == 1
        assert find_plan_in_force(study.plans.stored_plans()) == wanted
        assert find_plan_in_force([late]) is None


@pytest.mark.parametrize("statement", ["UPDATE plans SET record = ''", "DELETE FROM plans"])
def test_the_database_refuses_to_change_or_delete_a_plan(tmp_path: Path, statement: str) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.plans.add_plan(PLAN, ())
    with (
        closing(sqlite3.connect(lab.folder / "study.db")) as db,
        pytest.raises(sqlite3.IntegrityError, match="stored plan"),
    ):
        db.execute(statement)


@pytest.mark.parametrize("is_rehashed", [False, True])
def test_a_plan_that_was_changed_around_the_program_is_found(tmp_path: Path, is_rehashed: bool) -> None:
    """Also with a new hash, because the next version names the old one."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.plans.add_plan(PLAN, ())
        study.plans.add_plan(replace(PLAN, participants=60), ())
    with closing(sqlite3.connect(lab.folder / "study.db")) as db, db:
        db.execute("DROP TRIGGER plan_change")
        ((text,),) = db.execute("SELECT record FROM plans WHERE version = 1").fetchall()
        changed = text.replace('"participants": 40', '"participants": 10')
        assert changed != text
        db.execute("UPDATE plans SET record = ? WHERE version = 1", (changed,))
        if is_rehashed:
            db.execute("UPDATE plans SET sha256 = ? WHERE version = 1", (sha256(changed.encode()).hexdigest(),))
    with (
        lab.open() as study,
        pytest.raises(StudyStorageError, match=f"version {1 + is_rehashed} of the plan was changed"),
    ):
        study.plans.stored_plans()


def test_a_version_that_is_missing_is_found(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.plans.add_plan(PLAN, ())
        study.plans.add_plan(replace(PLAN, participants=60), ())
    with closing(sqlite3.connect(lab.folder / "study.db")) as db, db:
        db.execute("DROP TRIGGER plan_deletion")
        db.execute("DELETE FROM plans WHERE version = 1")
    with lab.open() as study, pytest.raises(StudyStorageError, match="version 1 of the plan was changed"):
        study.plans.stored_plans()

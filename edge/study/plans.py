"""Stored plans of a study. A changed plan is a new version, and every version stays.

Each version contains the hash of the version before it, so that nobody can change an earlier one without changing all
later hashes.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from edge.messages.wire import time_text
from edge.study.database import StudyDatabase
from edge.study.errors import StudyStorageError
from edge.study.plan import StudyPlan, plan_from_record, plan_record

SCHEMA = "vitrina.study-plan/1"
_QUERY = "SELECT record, sha256 FROM plans ORDER BY version"


@dataclass(frozen=True, slots=True)
class PlannedPower:
    """Power of one comparison of a plan, in one measure.

    `comparison`: its number, from 0. `n`: participants, for groups in each group. `tests`: how many tests share the
    correction by Holm. `power`: None if the simulation has no values of this measure.
    """

    comparison: int
    measure: str
    n: int
    tests: int
    power: float | None


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """One version of the plan. `day`: when it was stored, in UTC. `sessions`: recorded by then. `record`: JSON text."""

    version: int
    day: str
    sessions: int
    sha256: str
    plan: StudyPlan
    powers: tuple[PlannedPower, ...]
    record: str

    @property
    def title(self) -> str:
        """Version, day and hash, as text."""
        return f"version {self.version} of {self.day}, SHA-256 {self.sha256}"


class StudyPlans:
    """All plans of one study. `now`: seconds since 1970."""

    def __init__(self, database: StudyDatabase, now: Callable[[], float]) -> None:
        self._database, self._now = database, now

    def stored_plans(self) -> tuple[StoredPlan, ...]:
        """All versions, in their order. Raises StudyStorageError if one was changed after it was stored."""
        return _checked(self._database.fetch_rows(_QUERY))

    def add_plan(self, plan: StudyPlan, powers: Sequence[PlannedPower]) -> StoredPlan:
        """Store a plan as the next version, unless the last version is equal. Raises StudyStorageError."""

        def work(db: sqlite3.Connection) -> StoredPlan:
            before = _checked(db.execute(_QUERY).fetchall())
            if before and before[-1].plan == plan:
                return before[-1]
            ((sessions,),) = db.execute("SELECT count(*) FROM sessions").fetchall()
            record = json.dumps(
                {
                    "schema": SCHEMA,
                    "version": len(before) + 1,
                    "at": time_text(self._now()),
                    "sessions": int(sessions),
                    "before": before[-1].sha256 if before else "",
                    "plan": plan_record(plan),
                    "power": [[one.comparison, one.measure, one.n, one.tests, one.power] for one in powers],
                },
                sort_keys=True,
            )
            stored = _stored_plan(record, sha256(record.encode()).hexdigest())
            db.execute("INSERT INTO plans VALUES (?, ?, ?)", (stored.version, record, stored.sha256))
            return stored

        return self._database.run_transaction(work)


def find_plan_in_force(plans: Sequence[StoredPlan]) -> StoredPlan | None:
    """The last version that was stored before the first session; None without one."""
    return next((one for one in reversed(plans) if one.sessions == 0), None)


def _checked(rows: Sequence[tuple[Any, ...]]) -> tuple[StoredPlan, ...]:
    plans: list[StoredPlan] = []
    before = ""
    for number, (record, digest) in enumerate(rows, 1):
        is_unchanged = sha256(str(record).encode()).hexdigest() == digest
        if not is_unchanged or json.loads(record)["before"] != before or json.loads(record)["version"] != number:
            raise StudyStorageError(
                f"study: version {number} of the plan was changed after it was stored. Restore a copy of the study."
            )
        plans.append(_stored_plan(str(record), str(digest)))
        before = str(digest)
    return tuple(plans)


def _stored_plan(record: str, digest: str) -> StoredPlan:
    values = json.loads(record)
    powers = tuple(PlannedPower(*one) for one in values["power"])
    plan = plan_from_record(values["plan"])
    return StoredPlan(values["version"], values["at"][:10], values["sessions"], digest, plan, powers, record)

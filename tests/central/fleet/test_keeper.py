"""Rollouts of a store: releases by what kiosks report, orders of people, and what is remembered after a kill."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from central.errors import NotFoundError, UsageError
from central.fleet.keeper import RolloutKeeper
from central.fleet.rings import HOUR_MS
from central.fleet.stored_memory import parse_state, state_text
from central.store.database import open_store, read_view
from central.store.rollouts import Orderer, order_rollout, stored_rollout
from central.store.scope import Scope
from central.store.store import Store
from tests.central.rows import rows
from tests.doubles.ready_store import ready
from tests.doubles.rollouts import Files, report

T0 = 1_800_000_000_000
ANN = Orderer("ann", Scope.parse("acme/*"), "192.0.2.7")
KEPT = {"version": "0.3.0", "wanted": "0.3.0", "step": "kept"}
RETURNED = {"wanted": "0.3.0", "step": "returned"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """SQLite is enough: `tests/central/store/test_rollouts.py` runs the statements in both databases."""
    with open_store(ready(tmp_path / "data")) as made:
        yield made


def keeper(store: Store, *files: Files, started_ms: int = T0 - 99 * HOUR_MS) -> RolloutKeeper:
    return RolloutKeeper(store, lambda: files, "0.3.0", started_ms)


def order(store: Store, wanted: str, counter: int = 12, person: Orderer = ANN, tenant: str = "acme") -> None:
    with store.engine.begin() as connection:
        order_rollout(connection, person, tenant, counter, wanted)


def remembered(store: Store, tenant: str = "acme") -> dict[str, Any]:
    with read_view(store) as connection:
        stored = stored_rollout(connection, tenant)
    assert stored is not None
    assert state_text(parse_state(stored.content)) == stored.content
    found: dict[str, Any] = json.loads(stored.content)
    return found


def audited(store: Store) -> list[tuple[object, ...]]:
    return rows(store, "SELECT who, what, detail, address FROM audit ORDER BY id")


def test_a_good_version_goes_through_all_rings(store: Store) -> None:
    files = Files()
    report(store, range(20), at_ms=T0)
    made = keeper(store, files)
    made.decide_all(T0)
    report(store, range(2), at_ms=T0 + 24 * HOUR_MS, **KEPT)
    made.decide_all(T0 + 24 * HOUR_MS - 1)
    assert [json.loads(go) for go in files.written] == [{"plan": 12, "ring": "canary"}]
    made.decide_all(T0 + 24 * HOUR_MS)
    report(store, range(8), at_ms=T0 + 48 * HOUR_MS, **KEPT)
    made.decide_all(T0 + 48 * HOUR_MS)
    assert [json.loads(go).get("ring") for go in files.written] == ["canary", "early", "all"]
    rings = ("canary", "early", "all")
    entries = [("plan", "plan 12: 0.3.0, signed by operator-ann"), *(("go", f"plan 12: ring {ring}") for ring in rings)]
    assert audited(store) == [("server", f"rollout.{what}", detail, "") for what, detail in entries]


def test_a_bad_version_stops_once_and_says_why(store: Store) -> None:
    files = Files()
    report(store, range(20), at_ms=T0)
    made = keeper(store, files)
    made.decide_all(T0)
    report(store, range(1), at_ms=T0 + HOUR_MS, **RETURNED)
    for minute in range(3):
        made.decide_all(T0 + HOUR_MS + minute * 60_000)
    assert [json.loads(go) for go in files.written] == [{"plan": 12, "ring": "canary"}, {"plan": 12, "stop": True}]
    assert remembered(store)["memory"]["stop"] == {"reason": "returned", "at_ms": T0 + HOUR_MS, "who": None}
    assert audited(store)[-1] == ("server", "rollout.stop", "plan 12: returned", "")


def test_a_person_stops_and_goes_on_and_what_was_wrong_before_does_not_stop_again(store: Store) -> None:
    files = Files()
    report(store, range(20), at_ms=T0)
    made = keeper(store, files)
    made.decide_all(T0)
    order(store, "stop")
    made.run_due()
    assert json.loads(files.written[-1]) == {"plan": 12, "stop": True}
    assert remembered(store)["memory"]["stop"]["who"] == "ann"
    report(store, range(20), at_ms=T0 + HOUR_MS)
    report(store, range(1), at_ms=T0 + HOUR_MS, **RETURNED)
    order(store, "go-on")
    made.decide_all(T0 + HOUR_MS)
    made.decide_all(T0 + HOUR_MS + 60_000)
    assert json.loads(files.written[-1]) == {"plan": 12, "ring": "canary"}
    state = remembered(store)
    assert (state["memory"]["stop"], state["memory"]["ring_times"]) == (None, {"canary": T0 + HOUR_MS})
    assert [row[:3] for row in audited(store)[2:]] == [
        ("ann", "rollout.stop", "plan 12"),
        ("ann", "rollout.go-on", "plan 12"),
    ]
    report(store, [1], at_ms=T0 + HOUR_MS, **RETURNED)
    made.decide_all(T0 + HOUR_MS + 120_000)
    assert json.loads(files.written[-1]) == {"plan": 12, "stop": True}


def test_an_order_waits_for_a_key_that_is_missing(store: Store) -> None:
    files = Files()
    report(store, range(3), at_ms=T0)
    made = keeper(store, files)
    made.decide_all(T0)
    files.fault = "fleet: the key of go is missing. Restore it from a backup"
    order(store, "stop")
    made.decide_all(T0 + 1)
    assert remembered(store)["fault"] == files.fault
    assert remembered(store)["memory"]["stop"] is None
    files.fault = ""
    made.decide_all(T0 + 2)
    assert json.loads(files.written[-1]) == {"plan": 12, "stop": True}
    assert remembered(store)["fault"] is None
    order(store, "go-on")
    made.decide_all(T0 + 3)
    assert json.loads(files.written[-1]) == {"plan": 12, "ring": "canary"}


def test_a_release_that_nobody_remembers_is_found_again(store: Store) -> None:
    """As after a kill between the release and the commit, or with a store from a backup."""
    files = Files()
    files.written = ['{"plan": 12, "ring": "early"}']
    report(store, range(20), at_ms=T0)
    keeper(store, files).decide_all(T0)
    assert remembered(store)["memory"]["ring_times"] == {"early": T0}
    files.written = ['{"plan": 12, "stop": true}']
    keeper(store, files).decide_all(T0 + 1)
    assert remembered(store)["memory"]["stop"] == {"reason": "person", "at_ms": T0 + 1, "who": None}


def test_a_new_plan_begins_anew_and_an_older_one_is_refused(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    files = Files()
    report(store, range(20), at_ms=T0)
    made = keeper(store, files)
    made.decide_all(T0)
    report(store, range(1), at_ms=T0, **RETURNED)
    made.decide_all(T0 + 1)
    files.plan_text = Files(counter=13, software="0.3.1").plan_text
    order(store, "go-on")
    made.decide_all(T0 + 2)
    assert json.loads(files.written[-1]) == {"plan": 13, "ring": "canary"}
    assert remembered(store)["memory"]["set_aside"].keys() == {"acme/shop-0/door"}
    files.plan_text = Files().plan_text
    made.decide_all(T0 + 3)
    assert "plan 12 is older than plan 13" in caplog.text
    assert len(files.written) == 3


def test_while_central_was_away_nothing_stops_and_nothing_is_released(store: Store) -> None:
    """All kiosks were last heard before; the first that are heard again do not make the others silent."""
    files = Files()
    report(store, range(20), at_ms=T0)
    keeper(store, files).decide_all(T0)
    later = T0 + 30 * HOUR_MS
    made = keeper(store, files, started_ms=later)
    made.decide_all(later)
    assert remembered(store)["decision"]["reason"] == "nobody"
    report(store, [0, 5], at_ms=later + 60_000, **KEPT)
    made.decide_all(later + 120_000)
    assert remembered(store)["decision"]["reason"] == "not_kept"
    report(store, [1], at_ms=later + 180_000, **KEPT)
    made.decide_all(later + 240_000)
    assert json.loads(files.written[-1]) == {"plan": 12, "ring": "early"}


def test_each_tenant_has_its_own_rollout_and_a_broken_repository_stops_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme, other = Files(), Files("other", counter=3)
    report(store, range(3), at_ms=T0)
    report(store, range(3), tenant="other", at_ms=T0)
    monkeypatch.setattr(acme, "plan", lambda: (_ for _ in ()).throw(UsageError("fleet: it cannot be read")))
    keeper(store, acme, other).decide_all(T0)
    assert (acme.written, len(other.written)) == ([], 1)


@pytest.mark.parametrize(
    ("person", "tenant", "counter", "wanted", "error"),
    [
        (Orderer("nell", Scope.parse("other/*")), "acme", 12, "stop", NotFoundError),
        (Orderer("otto", Scope.parse("acme/shop-1")), "acme", 12, "stop", NotFoundError),
        (ANN, "other", 12, "stop", NotFoundError),
        (ANN, "acme", 11, "stop", UsageError),
        (ANN, "acme", 12, "release", UsageError),
    ],
)
def test_who_may_not_order_changes_nothing(
    store: Store, person: Orderer, tenant: str, counter: int, wanted: str, error: type[Exception]
) -> None:
    report(store, range(3), at_ms=T0)
    keeper(store, Files()).decide_all(T0)
    before = rows(store, "SELECT * FROM rollouts"), audited(store)
    with pytest.raises(error, match=r"Nothing was changed"):
        order(store, wanted, counter, person, tenant)
    assert (rows(store, "SELECT * FROM rollouts"), audited(store)) == before


def test_a_disk_that_fails_stops_nothing_else(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next look tries again."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    full, other = Files(), Files("other")
    report(store, range(3), at_ms=T0)
    report(store, range(3), tenant="other", at_ms=T0)
    monkeypatch.setattr(full, "write", fail)
    keeper(store, full, other).decide_all(T0)
    assert (full.written, len(other.written)) == ([], 1)
    assert "No space left on device" in remembered(store)["fault"]
    RolloutKeeper(store, fail, "0.3.0", 0).decide_all(T0)  # type: ignore[arg-type]
    assert "rollouts: the repositories cannot be read (No space left on device)" in caplog.text
    monkeypatch.undo()
    keeper(store, full, other).decide_all(T0)
    assert len(full.written) == 1

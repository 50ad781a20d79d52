"""Lists of experiments by day: answers of few shops are computed, answers of many are those of the last night."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from central.reports import lift_list
from central.reports.kept_making import LIFT, Task, list_tasks
from central.reports.lift_list import Viewer, list_lifts, recent_lifts
from central.reports.lift_values import ListedLift
from central.store.database import open_store, read_view
from central.store.kept_answers import KeptAnswer, keep_answer
from central.store.lift_plans import delete_plan, read_arm_days, read_plan, write_plan
from central.store.scope import Scope
from central.store.store import Store
from tests.central.reports.sold_shops import FIRST, Shops, fill, time_of
from tests.doubles.ready_store import ready

MANY = Shops(shops=21)
NOW_MS = time_of(FIRST + MANY.days - 1)
WHOLE = Scope.sites_scope(["acme/*"])
MOST = Scope.sites_scope([f"acme/shop-{number:02}" for number in range(1, 22)])
FEW = Scope.sites_scope(["acme/shop-01", "acme/shop-02", "acme/shop-03"])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """21 shops with an experiment that has ended."""
    with open_store(ready(tmp_path_factory.mktemp("lifts") / "data")) as opened:
        fill(opened, MANY)
        yield opened


def listed(store: Store, scope: Scope, now_ms: int = NOW_MS) -> ListedLift:
    with read_view(store) as connection:
        (found,) = list_lifts(connection, Viewer(scope, now_ms), [("acme", "e1")])
        return found


def night_task(store: Store, now_ms: int = NOW_MS) -> Task:
    with read_view(store) as connection:
        (task,) = [each for each in list_tasks(connection, "acme", FIRST, now_ms) if each.kind == LIFT]
        return task


def test_a_list_of_many_shops_computes_nothing_and_shows_the_answer_of_the_night(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = night_task(store)
    with store.engine.connect() as connection:
        content = task.make(connection)
    assert content is not None
    monkeypatch.setattr(lift_list, "answer_lift", None)
    before = listed(store, WHOLE)
    assert (before.state, before.lift, before.problem) == ("ended", None, None)
    with store.engine.begin() as connection:
        keep_answer(connection, KeptAnswer("acme", LIFT, task.key, FIRST, NOW_MS, content))
    found = listed(store, WHOLE).lift
    assert found is not None
    assert (found.pairs[0].winner, found.shops) == ("on", 21)
    assert listed(store, MOST).lift is None, "the kept answer is about shops that this scope may not include"
    with store.engine.begin() as connection:
        keep_answer(connection, KeptAnswer("acme", LIFT, task.key, FIRST, NOW_MS, '{"of": "another version"}'))
    assert listed(store, WHOLE).lift is None


def test_the_answer_of_few_shops_is_computed_for_them(store: Store) -> None:
    found = listed(store, FEW)
    assert found.lift is not None
    assert (found.state, found.lift.shops) == ("ended", 3)


def recent(store: Store, scope: Scope, day: int) -> list[tuple[str, str]]:
    with read_view(store) as connection:
        found = recent_lifts(connection, Viewer(scope, time_of(day)), "acme", day - 28)
    assert all(each.lift is None for each in found)
    return [(each.experiment, each.state) for each in found]


def test_the_overview_lists_plans_until_four_weeks_after_their_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No lift is computed, and a user without a shop of the tenant sees no plan."""
    monkeypatch.setattr(lift_list, "answer_lift", None)
    last = FIRST + MANY.days - 1
    days = {"ahead": FIRST - 5, "running": FIRST + 5, "ended": last + 28}
    assert {state: recent(store, WHOLE, day) for state, day in days.items()} == {
        state: [("e1", state)] for state in days
    }
    assert recent(store, FEW, FIRST + 5) == [("e1", "running")]
    assert recent(store, WHOLE, last + 29) == []
    assert recent(store, Scope.sites_scope(["other/*"]), FIRST + 5) == []


def test_experiments_that_run_come_first(store: Store) -> None:
    with store.engine.begin() as connection:
        made = read_plan(connection, "acme", "e1")
        days = read_arm_days(connection, WHOLE, "acme", "e1")
        assert made is not None
        for number in range(4):
            coming = replace(made, first_day=made.first_day + 40, last_day=made.last_day + 40)
            write_plan(connection, "acme", f"soon-{number}", coming, days)
    found = recent(store, WHOLE, FIRST + 5)
    with store.engine.begin() as connection:
        for number in range(4):
            delete_plan(connection, "acme", f"soon-{number}")
    assert found == [("e1", "running"), ("soon-0", "ahead"), ("soon-1", "ahead")]


def test_an_experiment_that_has_not_begun_has_no_answer_at_night(store: Store) -> None:
    early = time_of(FIRST - 5)
    with store.engine.connect() as connection:
        assert night_task(store, early).make(connection) is None
    assert listed(store, WHOLE, early).state == "ahead"

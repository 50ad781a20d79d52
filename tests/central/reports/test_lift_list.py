"""Lists of experiments by day: answers of few shops are computed, answers of many are those of the last night."""

from collections.abc import Iterator

import pytest

from central.reports import lift_list
from central.reports.kept_making import LIFT, Task, list_tasks
from central.reports.lift_list import Viewer, list_lifts
from central.reports.lift_values import ListedLift
from central.store.database import open_store, read_view
from central.store.kept_answers import KeptAnswer, keep_answer
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


def test_an_experiment_that_has_not_begun_has_no_answer_at_night(store: Store) -> None:
    early = time_of(FIRST - 5)
    with store.engine.connect() as connection:
        assert night_task(store, early).make(connection) is None
    assert listed(store, WHOLE, early).state == "ahead"

"""Answers of lists and of the start page are computed once a day, and give way to reports of users."""

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from central import VERSION
from central.alerts.failures import TaskFailures
from central.errors import DatabaseError
from central.messages.values import Reading
from central.reports.kept_experiments import ad_differences, experiment_names, list_results
from central.reports.kept_making import Task
from central.reports.planned_ends import plan_end
from central.reports.selection import local_date
from central.serve import answer_keeper
from central.serve.answer_keeper import AnswerKeeper
from central.store.database import read_view
from central.store.kept_answers import KeptAnswer, keep_answer
from central.store.scope import Scope
from central.store.store import Store
from central.store.sums import sum_all
from tests.central.reports.shops import fleet_of, stored
from tests.central.rows import one, rows

DAY_MS, NOW_MS = 86_400_000, 1_794_020_400_000  # 2026-11-07, 03:00 UTC, after six days of messages
ARMS = {"a": "long", "b": "short"}
KEYS = "SELECT tenant, kind, key FROM kept_answers ORDER BY 1, 2, 3"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a store in which `a` is ahead of `b` in an experiment at five shops."""
    folder = tmp_path_factory.mktemp("kept")
    with stored(folder, fleet_of(5, 6, lambda site, _: {"a": 0.3 + 0.01 * site, "b": 0.2}, arms=ARMS)):
        return folder


def keeper(store: Store, *busy: bool, stopping: threading.Event | None = None) -> AnswerKeeper:
    """Keeper beside which reports run at each look that is True, in turn; then none."""
    looks = iter(busy)
    return AnswerKeeper(store, lambda: next(looks, False), stopping or threading.Event(), TaskFailures())


def test_every_experiment_and_the_ads_that_differ_are_kept_once_a_day(filled: Path) -> None:
    with stored(filled, []) as store:
        assert keeper(store).keep_due_answers(NOW_MS)
        assert [row[1:] for row in rows(store, KEYS)][:2] == [("ads", "smile"), ("experiment", "e1")]
        made = one(store, "SELECT max(made_ms) FROM kept_answers")
        assert keeper(store).keep_due_answers(NOW_MS + 60_000)
        assert one(store, "SELECT max(made_ms) FROM kept_answers") == made == NOW_MS
        assert keeper(store).keep_due_answers(NOW_MS + DAY_MS)
        assert one(store, "SELECT min(made_ms) FROM kept_answers") == NOW_MS + DAY_MS
        scope = Scope.sites_scope(["acme/*"])
        with read_view(store) as connection:
            (listed,) = list_results(connection, scope, experiment_names(connection, scope), NOW_MS)
            ads = ad_differences(connection, scope, "acme", 0, NOW_MS)
        assert listed.experiment is not None
        assert listed.experiment.difference is not None
        assert listed.experiment.difference.of == ("long", "short")
        assert ads is not None
        assert (ads.pairs, ads.different, ads.shown[0].of) == (1, 1, ("a", "b"))


def test_an_answer_of_an_earlier_state_of_the_day_does_not_hide_what_arrived_since(tmp_path: Path) -> None:
    """Messages of an experiment may arrive late, such as on the first day of a server: it is listed the same day."""
    scope = Scope.sites_scope(["acme/*"])
    with stored(tmp_path, fleet_of(5, 1, lambda _site, _day: {"a": 0.3, "b": 0.2})) as store:
        part = keeper(store)
        assert part.keep_due_answers(NOW_MS)
        add(store, fleet_of(5, 5, lambda site, _: {"a": 0.3 + 0.01 * site, "b": 0.2}, arms=ARMS, prefix="late-"))
        assert part.keep_due_answers(NOW_MS + 60_000)
        with read_view(store) as connection:
            names = experiment_names(connection, scope)
            assert names == [("acme", "e1")]
            (listed,) = list_results(connection, scope, names, NOW_MS)
        assert listed.experiment is not None
        assert [arm.sites for arm in listed.experiment.arms] == [5, 5]


def test_messages_that_still_arrive_are_waited_for(tmp_path: Path) -> None:
    """A few of known experiments are left to the next night. An experiment that they bring is not."""
    passes = "SELECT made_ms FROM kept_answers WHERE kind = 'pass'"
    with stored(tmp_path, fleet_of(20, 6, lambda _site, _day: {"a": 0.3, "b": 0.2})) as store:
        part = keeper(store)
        assert part.keep_due_answers(NOW_MS)
        add(store, fleet_of(1, 1, lambda _site, _day: {"a": 0.3}, prefix="late-"))
        assert not part.keep_due_answers(NOW_MS + 1)  # more may come
        assert part.keep_due_answers(NOW_MS + 2)
        assert one(store, passes) == NOW_MS
        add(store, fleet_of(1, 1, lambda _site, _day: {"a": 0.3}, prefix="later-", arms=ARMS))
        assert not part.keep_due_answers(NOW_MS + 3)
        assert part.keep_due_answers(NOW_MS + 4)
        assert one(store, passes) == NOW_MS + 4
        assert ("acme", "experiment", "e1") in rows(store, KEYS)


def add(store: Store, messages: Iterable[Reading]) -> None:
    """Stores messages, and computes their totals."""
    store.write_messages(list(messages))
    sum_all(store)


def test_a_clock_that_was_a_year_ahead_for_a_night_does_not_stop_the_nights_after_it(filled: Path) -> None:
    with stored(filled, []) as store:
        assert keeper(store).keep_due_answers(NOW_MS + 365 * DAY_MS)
        assert keeper(store).keep_due_answers(NOW_MS)
        assert one(store, "SELECT max(made_ms) FROM kept_answers") == NOW_MS


def test_servers_of_two_versions_do_not_compute_for_ever_what_the_other_one_has(filled: Path) -> None:
    """While a store is served by both, each keeps its mark. The mark of an earlier day goes."""
    marks = "SELECT key FROM kept_answers WHERE kind = 'pass' AND tenant = 'acme' ORDER BY key"
    with stored(filled, []) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM kept_answers")
            connection.exec_driver_sql("INSERT INTO kept_answers VALUES ('acme', 'pass', '0', 99999, 1, '{}')")
            connection.exec_driver_sql("INSERT INTO kept_answers VALUES ('acme', 'pass', '1', 1, 1, '{}')")
        assert keeper(store).keep_due_answers(NOW_MS)
        assert rows(store, marks) == [("0",), (VERSION,)]


def test_users_who_never_pause_do_not_keep_the_answers_from_being_computed(filled: Path) -> None:
    """After some hours they no longer give way."""
    with stored(filled, []) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM kept_answers")
        part = AnswerKeeper(store, lambda: True, threading.Event(), TaskFailures())
        assert not part.keep_due_answers(NOW_MS)
        assert not part.keep_due_answers(NOW_MS + 3_600_000)
        assert part.keep_due_answers(NOW_MS + DAY_MS)
        assert rows(store, "SELECT kind FROM kept_answers WHERE kind = 'pass'") == [("pass",)]


def test_an_end_that_was_planned_since_the_night_is_current(filled: Path) -> None:
    """Also in the verdict, which counts the days up to it."""
    scope, end = Scope.sites_scope(["acme/*"]), NOW_MS // DAY_MS + 30
    with stored(filled, []) as store:
        assert keeper(store).keep_due_answers(NOW_MS)
        with store.engine.begin() as connection:
            plan_end(connection, "acme", "e1", end, NOW_MS)
            (listed,) = list_results(connection, scope, [("acme", "e1")], NOW_MS)
            connection.exec_driver_sql("DELETE FROM experiments")
        assert listed.experiment is not None
        assert listed.experiment.planned_end == local_date(end)
        assert listed.experiment.verdict is not None
        assert listed.experiment.verdict.of_days == 36


def test_it_gives_way_to_a_report_and_continues_later(filled: Path) -> None:
    """Nothing is computed while a report runs; what was computed before is not computed again."""
    with stored(filled, []) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM kept_answers")
        assert not keeper(store, True).keep_due_answers(NOW_MS)
        assert rows(store, KEYS) == []
        part = keeper(store, False, False, True)  # before the pass, and before the first answer
        assert not part.keep_due_answers(NOW_MS)
        assert rows(store, KEYS) == [("acme", "experiment", "e1")]
        assert part.keep_due_answers(NOW_MS + 1)
        assert rows(store, "SELECT kind FROM kept_answers WHERE kind = 'pass'") == [("pass",)]
        assert one(store, "SELECT made_ms FROM kept_answers WHERE kind = 'experiment'") == NOW_MS


def test_an_answer_that_could_not_be_written_is_computed_again(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = iter([DatabaseError("database: it is locked")])

    def keep(connection: Connection, answer: KeptAnswer) -> None:
        if (fault := next(faults, None)) is not None:
            raise fault
        keep_answer(connection, answer)

    monkeypatch.setattr(answer_keeper, "keep_answer", keep)
    with stored(filled, []) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM kept_answers")
        part = keeper(store)
        with pytest.raises(DatabaseError):
            part.keep_due_answers(NOW_MS)
        assert part.keep_due_answers(NOW_MS)
        assert ("acme", "experiment", "e1") in rows(store, KEYS)


def test_it_ends_with_the_server(filled: Path) -> None:
    stopping = threading.Event()
    stopping.set()
    with stored(filled, []) as store:
        part = keeper(store, stopping=stopping)
        part.run()
        assert not part.keep_due_answers(NOW_MS + 9 * DAY_MS)


def test_an_experiment_that_is_gone_is_forgotten(filled: Path) -> None:
    with stored(filled, []) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM kept_answers")
            connection.exec_driver_sql("INSERT INTO kept_answers VALUES ('acme', 'experiment', 'gone', 1, 1, '{}')")
        assert keeper(store).keep_due_answers(NOW_MS)
        assert ("acme", "experiment", "gone") not in rows(store, KEYS)


def test_an_answer_that_no_longer_exists_is_forgotten(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as the comparison of ads, once only one ad plays: it would be shown for months."""
    with stored(filled, []) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM kept_answers")
        assert keeper(store).keep_due_answers(NOW_MS)
        assert ("acme", "ads", "smile") in rows(store, KEYS)
        monkeypatch.setattr(answer_keeper, "list_tasks", lambda *_: [Task("ads", "smile", lambda _: None)])
        assert keeper(store).keep_due_answers(NOW_MS + DAY_MS)
        assert ("acme", "ads", "smile") not in rows(store, KEYS)


def test_a_statement_that_runs_ends_when_a_report_begins(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This one would never end by itself."""
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    task = Task("experiment", "endless", lambda connection: str(connection.exec_driver_sql(endless).scalar_one()))
    monkeypatch.setattr(answer_keeper, "list_tasks", lambda *_: [task])
    monkeypatch.setattr(answer_keeper, "LOOK_S", 0.01)
    with stored(filled, []) as store:
        looks = iter((False, False))
        busy = AnswerKeeper(store, lambda: next(looks, True), threading.Event(), TaskFailures())
        assert not busy.keep_due_answers(NOW_MS + 3 * DAY_MS)
        assert one(store, "SELECT count(*) FROM kept_answers WHERE key = 'endless'") == 0


def test_an_answer_that_cannot_be_computed_is_logged_and_the_others_are_kept(
    filled: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The server stores messages: no fault of a report may end it."""

    def fail(_: object) -> str:
        raise ValueError("a matrix is singular")

    tasks = [Task("experiment", "bad", fail), Task("experiment", "good", lambda _: "{}")]
    monkeypatch.setattr(answer_keeper, "list_tasks", lambda *_: tasks)
    with stored(filled, []) as store:
        assert keeper(store).keep_due_answers(NOW_MS + 5 * DAY_MS)
        assert rows(store, "SELECT key FROM kept_answers WHERE kind = 'experiment'") == [("good",)]
    assert "cannot compute the experiment 'bad'" in caplog.text


def test_a_fault_of_the_database_is_recorded_until_it_is_over(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread goes on."""
    failures, stopping = TaskFailures(), Looks(3)
    faults = iter([DatabaseError("database: it is away")])

    def list_tenants(_: object) -> list[str]:
        if (fault := next(faults, None)) is not None:
            raise fault
        seen.append(failures.failure_reasons())
        return []

    seen = list[dict[str, str]]()
    monkeypatch.setattr(answer_keeper, "list_tenants", list_tenants)
    with stored(filled, []) as store:
        AnswerKeeper(store, lambda: False, stopping, failures).run()
    assert seen == [{"answers": "database: it is away"}, {}]
    assert failures.failure_reasons() == {}


class Looks(threading.Event):
    """Event that is waited for so many times, without time, until it is set."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._left = count

    def wait(self, timeout: float | None = None) -> bool:
        self._left -= 1
        return self._left < 0

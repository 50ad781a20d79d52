"""Gaps, sums and retention run at their intervals, whatever the database does."""

import threading

import pytest

from central.alerts.failures import TaskFailures
from central.clock import now_ms
from central.errors import DatabaseError
from central.gaps.keeper import GapKeeper
from central.serve import upkeep
from central.serve.upkeep import GAPS_S, SCHEDULE_S, SUMS_S, Upkeep
from central.store.faults import RowsAtFaultError
from central.store.playlists import add_playlist, assign_playlist, wanted_by_site
from central.store.scheduled import Scheduled, put_scheduled
from central.store.store import Store
from tests.central import fleet
from tests.central.rows import one


class Looks(GapKeeper):
    """Counts its looks; some of them fail."""

    def __init__(self, store: Store, failing: int = 0) -> None:
        super().__init__(store, lambda *_: None)
        self.failing, self.at_s = failing, list[float]()

    def request_gaps(self, now_s: float) -> None:
        self.at_s.append(now_s)
        if len(self.at_s) <= self.failing:
            raise DatabaseError("database: it is away")
        super().request_gaps(now_s)


class Hours(threading.Event):
    """Event that is waited for: each wait is a step of a clock, until it ends."""

    def __init__(self, end_s: float) -> None:
        super().__init__()
        self.now_s, self._end_s = 0.0, end_s

    def wait(self, timeout: float | None = None) -> bool:
        self.now_s += timeout or 0.0
        return self.now_s > self._end_s


def run(store: Store, looks: Looks, end_s: float, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = Hours(end_s)
    monkeypatch.setattr(upkeep, "monotonic_s", lambda: hours.now_s)
    Upkeep(store, looks, 92, hours).run()


def test_each_task_has_its_interval(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write_messages([fleet.reading("play", fleet.play(1))])
    looks = Looks(store)
    run(store, looks, 2 * SUMS_S, monkeypatch)
    assert len(looks.at_s) == 2 * SUMS_S / GAPS_S
    assert one(store, "SELECT plays FROM play_hours") == 1
    assert one(store, "SELECT count(*) FROM facts") == 1  # the retention has run


def test_an_accepted_playlist_is_put_in_place(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by a server without a broker, which another process sends from."""
    with store.engine.begin() as connection:
        for version in (1, 2):
            assert add_playlist(connection, "acme", "{}", "ann", 1) == version
        assign_playlist(connection, 1, ["acme/one", "acme/two"])
        put_scheduled(connection, Scheduled("acme/one", 2, 1, now_ms() - 1))
        put_scheduled(connection, Scheduled("acme/two", 2, 1, now_ms() + 600_000))
    hours = Hours(2 * SCHEDULE_S)
    monkeypatch.setattr(upkeep, "monotonic_s", lambda: hours.now_s)
    Upkeep(store, None, 92, hours).run()
    with store.engine.connect() as connection:
        assert wanted_by_site(connection) == {"acme/one": 2, "acme/two": 1}


def test_a_database_that_is_away_stops_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One line when it goes, and one when it is back: a night of it does not fill the log."""
    caplog.set_level("INFO")
    looks = Looks(store, failing=2)
    run(store, looks, 4 * GAPS_S, monkeypatch)
    assert len(looks.at_s) == 4
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["gaps: database: it is away; central will try again later", "gaps: the database responds again"]


def test_a_task_that_fails_is_noted_until_it_succeeds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the server raises an alert."""

    class Away(Looks):
        def request_gaps(self, now_s: float) -> None:
            noted.append(failures.failure_reasons().get("gaps"))
            super().request_gaps(now_s)

    noted, failures, hours = list[str | None](), TaskFailures(), Hours(3 * GAPS_S)
    monkeypatch.setattr(upkeep, "monotonic_s", lambda: hours.now_s)
    Upkeep(store, Away(store, failing=1), 92, hours, failures=failures).run()
    assert noted == [None, "database: it is away", None]


def test_rows_at_fault_end_no_thread(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class Bad(Looks):
        def request_gaps(self, now_s: float) -> None:
            self.at_s.append(now_s)
            raise RowsAtFaultError("integer overflow")

    looks = Bad(store)
    run(store, looks, 2 * GAPS_S, monkeypatch)
    assert len(looks.at_s) == 2

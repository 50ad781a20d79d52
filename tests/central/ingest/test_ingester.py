"""The ingester acknowledges after the commit, and waits for a database that takes nothing."""

import json
import threading

import pytest

from central.clock import now_ms
from central.errors import DatabaseError
from central.ingest.ingester import LOG_EVERY_S, Ingester, RejectionLog
from central.ingest.session import Arrival
from central.messages.values import Reading, Rejection
from central.store.batch import Written
from central.store.store import Store
from tests.central import fleet
from tests.central.rows import one, stored


class FakeSession:
    """The part of a session that the ingester uses."""

    def __init__(self) -> None:
        self.acknowledged: list[Arrival] = []
        self.published: list[tuple[str, object]] = []

    def acknowledge(self, arrivals: list[Arrival]) -> None:
        self.acknowledged += arrivals

    def publish(self, topic: str, payload: bytes, expiry_s: int = 60) -> None:
        assert expiry_s == 10
        self.published.append((topic, json.loads(payload)))


class FailingStore:
    """A store that fails some times, then writes."""

    def __init__(self, store: Store, failures: int, stopping: threading.Event) -> None:
        self.store, self.failures, self.stopping = store, failures, stopping

    def write_messages(self, readings: list[Reading]) -> Written:
        if self.failures == 0:
            return self.store.write_messages(readings)
        self.failures -= 1
        if self.failures == 0 and self.stopping.is_set():
            raise AssertionError("it was tried after the stop")
        raise DatabaseError("database: it is away")


def arrival(kind: str, payload: bytes, mid: int = 1) -> Arrival:
    return Arrival(1, mid, 1, fleet.topic(kind), payload)


def ingester(store: object, stopping: threading.Event | None = None) -> tuple[Ingester, FakeSession]:
    session = FakeSession()
    made = Ingester(session, store, stopping or threading.Event())  # type: ignore[arg-type]
    return made, session


def test_what_is_stored_is_acknowledged_in_its_order(store: Store) -> None:
    made, session = ingester(store)
    arrivals = [arrival("play", fleet.payload(fleet.play(seq)), seq) for seq in (2, 1, 2)]
    made.store_batch(arrivals)
    assert session.acknowledged == arrivals
    assert [seq for _, seq, _ in stored(store)] == [1, 2]
    assert (made.totals.stored, made.totals.duplicates) == (2, 1)


def test_junk_is_acknowledged_once_it_is_in_the_quarantine(store: Store) -> None:
    """Else it would come again for ever."""
    made, session = ingester(store)
    made.store_batch([arrival("play", b"junk")])
    assert len(session.acknowledged) == 1
    assert one(store, "SELECT count(*) FROM quarantine") == 1


def test_nothing_is_acknowledged_until_the_database_takes_it(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said once, and once when it is over."""
    monkeypatch.setattr("central.ingest.ingester.RETRY_S", (0.0,))
    caplog.set_level("INFO")
    made, session = ingester(FailingStore(store, 3, threading.Event()))
    made.store_batch([arrival("play", fleet.payload(fleet.play(1)))])
    assert len(session.acknowledged) == 1
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [
        "database: it is away. Until the database accepts writes again, central does not acknowledge messages from the"
        " broker.",
        "database: the database accepts writes again",
    ]


def test_a_stop_does_not_wait_for_the_database(store: Store) -> None:
    """Messages that are not stored stay with the broker."""
    stopping = threading.Event()
    stopping.set()
    made, session = ingester(FailingStore(store, 2, stopping), stopping)
    made.store_batch([arrival("play", fleet.payload(fleet.play(1)))])
    assert session.acknowledged == []


def test_with_a_wrong_clock_nothing_is_acknowledged(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All messages would seem to be of the future, and fill the quarantine."""
    monkeypatch.setattr("central.ingest.ingester.RETRY_S", (0.0,))
    times = iter([1_000, 1_000, 1_000])
    monkeypatch.setattr("central.ingest.ingester.now_ms", lambda: next(times, now_ms()))
    made, session = ingester(store)
    made.store_batch([arrival("play", fleet.payload(fleet.play(1)))])
    assert (len(session.acknowledged), made.totals.stored) == (1, 1)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("clock: this machine's clock shows 1970-01-01T00:00:01+00:00, which is impossible.")


def test_the_doctor_of_a_kiosk_gets_its_token_back(store: Store) -> None:
    """Nothing of it is stored, and it counts as nothing."""
    made, session = ingester(store)
    tests = [b'{"token":"abc"}', b'{"token":7}', b"junk", b"[]", b'{"token":"' + b"x" * 300 + b'"}']
    made.store_batch([arrival("test", payload) for payload in tests])
    ((topic, seen),) = session.published
    assert topic == f"vitrina/1/{fleet.DEVICE}/cmd/seen"
    assert isinstance(seen, dict)
    assert seen["token"] == "abc"
    assert len(session.acknowledged) == len(tests)
    assert made.totals == Written()
    for table in ("quarantine", "devices", "sites"):
        assert one(store, f"SELECT count(*) FROM {table}") == 0


def test_a_playlist_is_no_news_of_a_kiosk(store: Store) -> None:
    """Central itself sends it, and hears it back."""
    made, _ = ingester(store)
    made.store_batch([arrival("playlist", b"{}")])
    assert one(store, "SELECT count(*) FROM quarantine") == 0


def test_a_state_that_an_operator_cleared_is_no_junk(store: Store) -> None:
    """It is acknowledged, and stands in no quarantine; an empty message of another kind does."""
    made, session = ingester(store)
    made.store_batch([arrival("state", b""), arrival("play", b"", 2)])
    assert len(session.acknowledged) == 2
    assert one(store, "SELECT count(*) FROM quarantine") == 1


def test_rejections_are_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    """A flood fills no disk; a clone is named at once, each kiosk once a minute."""
    now_s = [0.0]
    log = RejectionLog(lambda: now_s[0])
    for second in range(0, 180, 10):
        now_s[0] = float(second)
        log.log_rejections([Rejection("t", b"", "junk", "why", "a/b/c"), Rejection("t", b"", "clone", "why", "a/b/c")])
    lines = [record.getMessage() for record in caplog.records]
    clones = [line for line in lines if line.startswith("clone: a message of a/b/c was rejected: why")]
    counts = [line for line in lines if line.startswith("quarantine: ")]
    assert (len(clones), len(counts)) == (3, 3)
    assert "6 clone, 6 junk" in counts[1]
    assert LOG_EVERY_S == 60.0

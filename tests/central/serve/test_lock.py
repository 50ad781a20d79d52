"""Locks of `serve` in PostgreSQL: one server for each client id, whatever the database does."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from central.errors import CentralError
from central.serve import lock
from central.serve.lock import client_id_lock
from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from tests.central.rows import one
from tests.doubles.waiting import wait_until

HERE = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
GRANTED = f"FROM pg_locks WHERE locktype = 'advisory' AND granted AND {HERE}"
LOCKS = f"SELECT count(*) {GRANTED}"
HOLDER = f"SELECT coalesce(max(pid), 0) {GRANTED}"
END_HOLDER = f"SELECT pg_terminate_backend(pid) {GRANTED}"
WAITING = f"SELECT count(*) FROM pg_locks WHERE NOT granted AND {HERE}"


@pytest.fixture
def stores(new_location: Callable[[str], Location]) -> Iterator[tuple[Store, Store]]:
    location = new_location("postgresql")
    with open_store(location) as one, open_store(location) as other:
        yield one, other


def test_servers_with_client_ids_of_their_own_share_a_database(stores: tuple[Store, Store]) -> None:
    """A lock ends with its server."""
    with ExitStack() as held:
        held.enter_context(client_id_lock(stores[0], "one", threading.Event()))
        held.enter_context(client_id_lock(stores[1], "other", threading.Event()))
        with pytest.raises(CentralError, match=r"uses the client_id one\. Stop it.*Nothing was started"):
            held.enter_context(client_id_lock(stores[1], "one", threading.Event()))
    with client_id_lock(stores[1], "one", threading.Event()):
        assert one(stores[0], LOCKS) == 1
    assert one(stores[0], LOCKS) == 0


def test_a_lock_that_the_database_has_lost_is_taken_again(
    stores: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After a restart of the database; where another server was faster, the log says so."""
    monkeypatch.setattr(lock, "LOOK_S", 0.02)
    other = stores[1]
    with client_id_lock(stores[0], "one", threading.Event()):
        first = one(other, HOLDER)
        assert one(other, END_HOLDER)
        wait_until(lambda: one(other, HOLDER) not in (0, first), "the lock")  # the first may still hold it
        with other.engine.connect() as rival:
            wait = "SELECT pg_advisory_lock(hashtext('vitrina client id one'))"
            waiting = threading.Thread(target=rival.exec_driver_sql, args=(wait,))
            waiting.start()
            wait_until(lambda: one(other, WAITING) == 1, "the rival")
            assert one(other, END_HOLDER)
            wait_until(lambda: "uses the client_id one" in caplog.text, "it to say so")
            waiting.join()
            rival.invalidate()

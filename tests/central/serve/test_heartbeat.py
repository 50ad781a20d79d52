"""A server reports that it runs until it ends, and survives a database that is away."""

import threading
from collections.abc import Callable

import pytest

from central.errors import DatabaseError
from central.serve import heartbeat
from central.serve.heartbeat import registered_server
from central.store.database import open_store
from central.store.location import Location
from central.store.migrating import NewerStoreError
from central.store.running_servers import report_beat, running_servers
from central.store.store import Store
from tests.central.rows import one
from tests.doubles.waiting import wait_until

BEATS = "SELECT count(*) FROM running_servers WHERE beat_ms > started_ms"


def count(store: Store) -> int:
    with store.engine.begin() as connection:
        return len(running_servers(connection))


def test_a_server_reports_until_it_ends(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.02)
    with registered_server(store, threading.Event()):
        wait_until(lambda: one(store, BEATS) == 1, "a second report")
        assert count(store) == 1
    assert count(store) == 0


def test_two_servers_share_a_database(new_location: Callable[[str], Location]) -> None:
    with (
        open_store(new_location("postgresql")) as store,
        registered_server(store, threading.Event()),
        registered_server(store, threading.Event()),
    ):
        assert count(store) == 2


def test_a_database_that_is_away_stops_no_server(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It registers again when the database is back."""
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.02)
    stopping, failed = threading.Event(), threading.Event()

    def away(*_: object) -> None:
        failed.set()
        raise DatabaseError("database: it is away")

    with registered_server(store, stopping):
        monkeypatch.setattr(heartbeat, "report_beat", away)
        assert failed.wait(20)
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM running_servers")
        monkeypatch.setattr(heartbeat, "report_beat", report_beat)
        wait_until(lambda: count(store) == 1, "the server")
        assert not stopping.is_set()


def test_a_server_stops_when_a_newer_version_has_changed_the_schema(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason as its last word, so that the service manager shows it."""
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.02)

    def serve() -> None:
        stopping = threading.Event()
        with registered_server(store, stopping):
            with store.engine.begin() as connection:
                connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
                connection.exec_driver_sql("UPDATE schema_support SET oldest_revision = '9001'")
            assert stopping.wait(20)

    with pytest.raises(NewerStoreError, match="the schema 9001 comes from a newer version"):
        serve()
    assert count(store) == 0

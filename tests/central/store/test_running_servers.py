"""Servers report that they run. A killed one stops counting after a minute."""

import pytest

from central import VERSION
from central.store.revisions import newest_revision
from central.store.running_servers import (
    SILENT_MS,
    RunningServer,
    register_server,
    report_beat,
    running_servers,
    sign_off,
)
from central.store.store import Store
from tests.central.rows import one


def server(host: str) -> RunningServer:
    return RunningServer(host, VERSION, newest_revision())


def test_a_server_counts_until_it_signs_off(store: Store) -> None:
    with store.engine.begin() as connection:
        first = register_server(connection, "one", is_only_one=False)
        register_server(connection, "two", is_only_one=False)
    with store.engine.begin() as connection:
        assert sorted(running_servers(connection), key=lambda each: each.host) == [server("one"), server("two")]
        sign_off(connection, first)
        assert running_servers(connection) == [server("two")]


@pytest.mark.parametrize("by_ms", [-SILENT_MS, 2 * SILENT_MS])
def test_a_server_without_a_report_of_the_last_minute_does_not_count(store: Store, by_ms: int) -> None:
    """Nor one whose report lies in the future, because somebody has set back the clock of the database: a killed server
    may not stop migrations until that time."""
    with store.engine.begin() as connection:
        killed = register_server(connection, "one", is_only_one=False)
        connection.exec_driver_sql(f"UPDATE running_servers SET beat_ms = beat_ms + {by_ms}")
        assert running_servers(connection) == []
        report_beat(connection, killed, "one")  # it was only slow
        assert running_servers(connection) == [server("one")]
        connection.exec_driver_sql(f"UPDATE running_servers SET beat_ms = beat_ms + {by_ms}")
        register_server(connection, "two", is_only_one=False)
    assert one(store, "SELECT count(*) FROM running_servers") == 1


def test_the_only_server_of_a_folder_removes_what_a_killed_one_left(store: Store) -> None:
    with store.engine.begin() as connection:
        register_server(connection, "killed", is_only_one=False)
        register_server(connection, "one", is_only_one=True)
        assert running_servers(connection) == [server("one")]


def test_a_server_that_the_database_has_forgotten_registers_again(store: Store) -> None:
    """As after somebody has restored the database."""
    with store.engine.begin() as connection:
        report_beat(connection, "an-id", "one")
        assert running_servers(connection) == [server("one")]


def test_an_older_schema_has_no_servers(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE running_servers RENAME TO something_else")
        assert running_servers(connection) == []
        connection.exec_driver_sql("ALTER TABLE something_else RENAME TO running_servers")

"""While the database takes nothing, nothing is stored and the error says why; then it goes on."""

import sqlite3
import threading
from pathlib import Path

import pytest

from central.errors import DatabaseError
from central.store.database import open_store
from central.store.location import Location
from central.store.postgres import PATIENCE_S
from tests.central import fleet
from tests.central.rows import stored
from tests.doubles.postgres import Postgres
from tests.doubles.ready_store import ready

MESSAGE = fleet.reading("play", fleet.play(1))


def test_a_full_disk_stores_nothing(tmp_path: Path) -> None:
    """SQLite's own limit stands in for the disk: it fails the same way."""
    store = open_store(ready(tmp_path))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    many = [fleet.reading("play", fleet.play(seq)) for seq in range(1, 3000)]
    with pytest.raises(DatabaseError, match="database or disk is full"):
        store.write_messages(many)
    assert stored(store) == []
    with store.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert store.write_messages(many).stored == 2999
    store.engine.dispose()


def test_a_read_only_database_stores_nothing(tmp_path: Path) -> None:
    store = open_store(ready(tmp_path))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(DatabaseError, match="readonly"):
        store.write_messages([MESSAGE])
    with store.engine.connect().execution_options(reader=True) as connection:
        connection.exec_driver_sql("PRAGMA query_only = OFF")
    assert store.write_messages([MESSAGE]).stored == 1
    store.engine.dispose()


def test_a_writer_that_holds_the_file_is_waited_for(tmp_path: Path) -> None:
    """An import beside the server: one waits for the other."""
    store = open_store(ready(tmp_path))
    other = sqlite3.connect(tmp_path / "central.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.5, lambda: other.execute("COMMIT"))
    release.start()
    assert store.write_messages([MESSAGE]).stored == 1
    release.join()
    other.close()
    store.engine.dispose()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "central.db").write_bytes(b"something else" * 1000)
    with pytest.raises(DatabaseError, match="not a database"):
        open_store(Location(tmp_path))


@pytest.mark.parametrize("how", ["stopped", "read-only", "tables locked", "no connections"])
def test_postgresql_that_takes_nothing(how: str, postgres: Postgres) -> None:
    """Away, or made read-only by its administrator; it is taken up again without a restart."""
    url = postgres.new_database()
    store = open_store(Location(None, url), 2.0 if how == "tables locked" else PATIENCE_S)
    assert store.write_messages([fleet.reading("play", fleet.play(7))]).stored == 1
    name = url.rpartition("/")[2]
    other = url.replace(name, "postgres")
    match how:
        case "stopped":
            postgres.stop()
        case "read-only":
            postgres.sql(other, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            store.engine.dispose()
        case "no connections":
            postgres.sql(other, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            postgres.sql(other, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        case "tables locked":
            holder = open_store(Location(None, url))
            lock = holder.engine.connect()
            lock.exec_driver_sql("LOCK TABLE plays IN ACCESS EXCLUSIVE MODE")
    with pytest.raises(DatabaseError):
        store.write_messages([MESSAGE])
    match how:
        case "stopped":
            postgres.start()
        case "read-only":
            postgres.sql(other, f"ALTER DATABASE {name} RESET default_transaction_read_only")
            store.engine.dispose()
        case "no connections":
            postgres.sql(other, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        case "tables locked":
            lock.close()
            holder.engine.dispose()
    assert store.write_messages([MESSAGE]).stored == 1
    assert [seq for _, seq, _ in stored(store)] == [1, 7]
    store.engine.dispose()

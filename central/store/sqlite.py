"""SQLite dialect: a file in the data folder, with a write-ahead log and one writer at a time."""

import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event

from central.store.dialect import STAGED, Rows, quoted_columns

BUSY_S = 30.0
"""Longest time that a writer waits for another writer."""
WAL_ATTEMPTS, WAL_PAUSE_S = 200, 0.05


class SqliteDialect:
    """SQLite-specific statements."""

    name = "sqlite"
    row_lock = ""  # a transaction that writes is the only one

    def __init__(self, file: Path) -> None:
        self._file = file
        self._inserts: dict[str, str] = {}

    def build_engine(self) -> Engine:
        engine = create_engine(f"sqlite:///{self._file}", connect_args={"timeout": BUSY_S})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def prepare_months(self, connection: Connection, times_ms: Iterable[int], now_ms: int) -> None:
        """Do nothing, because one table contains all months."""

    def insert_rows(self, connection: Connection, table: Table, rows: Rows) -> None:
        statement = self._inserts.get(table.name)
        if statement is None:
            values = ",".join("?" * len(table.columns))
            into = f"{table.name} ({quoted_columns(table)})"
            statement = self._inserts[table.name] = f"INSERT OR IGNORE INTO {into} VALUES ({values})"
        connection.exec_driver_sql(statement, [tuple(row) for row in rows])

    def stage_rows(self, connection: Connection, name: str, rows: Rows) -> None:
        columns = STAGED[name]
        connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({','.join(columns)})")
        connection.exec_driver_sql(f"DELETE FROM {name}")
        if rows:
            values = ",".join("?" * len(columns))
            connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({values})", [tuple(row) for row in rows])

    def try_lock(self, connection: Connection, name: str) -> bool:  # noqa: ARG002
        """Return True, because only one process serves a file (`serve_lock`)."""
        return True

    def build_cancel(self, connection: Connection) -> Callable[[], None]:
        return _driver(connection).interrupt


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's `begin` event begins each transaction
    _use_wal(connection)
    for pragma in ("synchronous = FULL", "temp_store = MEMORY", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log. If another process does this at the same moment, SQLite reports an error at once."""
    for attempt in range(1, WAL_ATTEMPTS + 1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == WAL_ATTEMPTS:
                raise
            time.sleep(WAL_PAUSE_S)


def _begin(connection: Connection) -> None:
    """Start a transaction as a writer. A transaction that changes from reader to writer can fail."""
    is_reader = connection.get_execution_options().get("reader", False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver

"""Reads the rows of a long result in parts, so that memory use stays constant."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from central.store.database import translate_database_errors
from central.store.store import Store

Rows = Sequence[Sequence[Any]]


@contextmanager
def open_long_view(store: Store) -> Iterator[Connection]:
    """Database connection with one consistent view of the store. Sorting happens on disk. Raises DatabaseError."""
    is_sqlite = store.dialect.name == "sqlite"
    options = {"reader": True} if is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with translate_database_errors(), store.engine.connect() as connection:
        if is_sqlite:  # before the transaction begins: within one it cannot be changed
            connection.connection.cursor().execute("PRAGMA temp_store = FILE")
        connection.execution_options(**options)
        with connection.begin():
            yield connection


def stream_rows(connection: Connection, query: str, at_once: int) -> Iterator[Rows]:
    """Yield the rows of a query without parameters. Raises DatabaseError."""
    cursor = connection.connection.cursor()
    try:
        with translate_database_errors():
            if connection.dialect.name != "postgresql":
                cursor.execute(query)
                while rows := cursor.fetchmany(at_once):
                    yield rows
                return
            # the driver would read a whole result at once
            cursor.execute(f"DECLARE long_result NO SCROLL CURSOR FOR {query}")
            while rows := _fetched(cursor, at_once):
                yield rows
            cursor.execute("CLOSE long_result")
    finally:
        cursor.close()


def _fetched(cursor: Any, at_once: int) -> Rows:
    cursor.execute(f"FETCH FORWARD {at_once:d} FROM long_result")
    rows: Rows = cursor.fetchall()
    return rows

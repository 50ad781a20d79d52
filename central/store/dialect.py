"""Differences between SQLite and PostgreSQL. All other statements of the store run on both databases."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table

Rows = Sequence[Sequence[Any]]

STAGED: dict[str, dict[str, str]] = {
    "staged_names": {"key": "text"},
    "staged_keys": {"device_id": "int4", "seq": "int8"},
    "staged_ids": {"device_id": "int4", "id": "bytea"},
    "staged_devices": {
        "id": "int4",
        "last_seq": "int8",
        "first_seq": "int8",
        "sure_seq": "int8",
        "done_seq": "int8",
        "received_ms": "int8",
        "newest_id": "bytea",
    },
    "staged_dirty": {"site_id": "int4", "day": "int4"},
    "staged_health": {"device_id": "int4", "at_ms": "int8", "received_ms": "int8", "payload": "bytea"},
    "staged_health_hours": {
        "device_id": "int4",
        "hour_ms": "int8",
        "messages": "int4",
        "rated": "int4",
        "rate_hz_sum": "float8",
        "unsent_max": "int8",
        "temperature_c_max": "float8",
        "clock_error_s_max": "float8",
        "cpu_max": "float8",
        "memory_max": "float8",
    },
    "staged_local": {"minute": "int8", "day": "int4", "hour": "int2", "weekday": "int2", "part": "int2"},
}
"""Temporary tables of a connection. They contain rows for the next statement to join."""


def quoted_columns(table: Table) -> str:
    """Quoted column names for a statement. They are needed because the order of columns depends on the migrations of a
    database.
    """
    return ",".join(f'"{column.name}"' for column in table.columns)


class Dialect(Protocol):
    """Database-specific statements."""

    name: str
    row_lock: str
    """End of a SELECT statement that locks the device rows it finds, and keeps their sites unchanged."""

    def build_engine(self) -> Engine:
        """Create the connections to the database."""

    def prepare_months(self, connection: Connection, times_ms: Iterable[int], now_ms: int) -> None:
        """Prepare partitions for messages with these times. Must run before the transaction that inserts the
        messages.
        """

    def insert_rows(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Insert rows, whose values are in the order of the columns. Rows with an existing key are skipped."""

    def stage_rows(self, connection: Connection, name: str, rows: Rows) -> None:
        """Fill a temporary table from STAGED with the given rows. Earlier rows are removed."""

    def try_lock(self, connection: Connection, name: str) -> bool:
        """Take a lock with the given name until the transaction ends. Return False if another process has the lock."""

    def build_cancel(self, connection: Connection) -> Callable[[], None]:
        """Return a function with which another thread can end the statement that is running on the connection."""

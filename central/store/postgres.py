"""PostgreSQL dialect: message tables are partitioned by month, and rows are written by binary COPY.

The driver is pg8000 (BSD). Of the drivers with a permissive license, it is the one without an event loop, and its COPY
is as fast as that of psycopg.
"""

import io
import ssl
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, text, types

from central.store.copy_format import encode_rows
from central.store.dialect import STAGED, Rows, quoted_columns
from central.store.faults import translate_driver_errors
from central.store.tables.messages import PARTITIONED

PATIENCE_S = 30.0
"""Longest wait for a response of the database server.

It applies to programs such as `serve`, on which other programs depend.
"""
OLDEST_PARTITION_MS = 400 * 86_400_000
"""Age at which a message goes to the default partition. A month gets its own partition only while it is recent."""

_LOOK_FOR_DEAD_CLIENTS = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 4")
"""Settings with which the database ends a connection half a minute after the client's machine stops responding.

The locks of the connection are then released.
"""
_TYPES: list[tuple[type[types.TypeEngine[Any]], str]] = [
    (types.SmallInteger, "int2"),
    (types.BigInteger, "int8"),
    (types.Integer, "int4"),
    (types.Float, "float8"),
    (types.Boolean, "bool"),
    (types.LargeBinary, "bytea"),
    (types.Text, "text"),
]


class PostgresDialect:
    """PostgreSQL-specific statements."""

    name = "postgresql"
    row_lock = " FOR UPDATE OF d FOR SHARE OF s"

    def __init__(self, url: URL, tls: ssl.SSLContext | None = None, patience_s: float | None = None) -> None:
        self._url, self._tls, self._patience_s = url, tls, patience_s
        self._months: set[tuple[int, int]] = set()

    def build_engine(self) -> Engine:
        options: dict[str, Any] = {"timeout": self._patience_s, "application_name": "vitrina-central"}
        if self._tls is not None:
            options["ssl_context"] = self._tls
        return create_engine(self._url, connect_args=options, pool_pre_ping=True)

    def prepare_months(self, connection: Connection, times_ms: Iterable[int], now_ms: int) -> None:
        young = {_month(at_ms) for at_ms in times_ms if at_ms >= now_ms - OLDEST_PARTITION_MS}
        new = sorted(young - self._months)
        if not new:
            return
        with connection.begin():
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('vitrina partitions'))")
            for year, month in new:
                begin_ms, end_ms = _begin_ms(year, month), _begin_ms(year + month // 12, month % 12 + 1)
                for table in PARTITIONED:
                    connection.exec_driver_sql(
                        f"CREATE TABLE IF NOT EXISTS {table.name}_{year:04}_{month:02} PARTITION OF {table.name}"
                        f" FOR VALUES FROM ({begin_ms}) TO ({end_ms})"
                    )
        self._months |= set(new)

    def insert_rows(self, connection: Connection, table: Table, rows: Rows) -> None:
        staged = f"incoming_{table.name}"
        create = f"CREATE TEMP TABLE IF NOT EXISTS {staged} (LIKE {table.name}) ON COMMIT DELETE ROWS"
        connection.exec_driver_sql(create)
        names = quoted_columns(table)
        _copy(connection, f"{staged} ({names})", [_type(column.type) for column in table.columns], rows)
        key = ",".join(column.name for column in table.primary_key)
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {staged} ORDER BY {key} ON CONFLICT DO NOTHING"
        )

    def stage_rows(self, connection: Connection, name: str, rows: Rows) -> None:
        columns = STAGED[name]
        fields = ",".join(f"{column} {kind}" for column, kind in columns.items())
        connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({fields}) ON COMMIT DELETE ROWS")
        connection.exec_driver_sql(f"DELETE FROM {name}")
        if rows:
            _copy(connection, name, list(columns.values()), rows)

    def try_lock(self, connection: Connection, name: str) -> bool:
        row = connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock(hashtext('vitrina {name}'))")
        return bool(row.scalar_one())

    def build_cancel(self, connection: Connection) -> Callable[[], None]:
        process = int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())

        def end() -> None:
            with translate_driver_errors(), connection.engine.connect() as other:
                other.exec_driver_sql(f"SELECT pg_cancel_backend({process})")

        return end


def try_connection_lock(connection: Connection, name: str) -> bool:
    """Take a lock with the given name until the connection ends. Return False if another connection has the lock."""
    for setting in _LOOK_FOR_DEAD_CLIENTS:
        connection.exec_driver_sql(f"SET {setting}")
    row = connection.execute(text("SELECT pg_try_advisory_lock(hashtext(:name))"), {"name": f"vitrina {name}"})
    return bool(row.scalar_one())


def lock_keys(connection: Connection, keys: Iterable[int]) -> None:
    """Wait for the locks of these signed 64-bit keys, and keep them until the transaction ends. All callers take them
    in the same order, so that no two wait for each other.
    """
    for key in sorted(set(keys)):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def copy_query_binary(connection: Connection, query: str) -> bytes:
    """Rows of a query without parameters, in the binary COPY format. Reading them as text would take the driver a
    microsecond per value.
    """
    data = io.BytesIO()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"COPY ({query}) TO STDOUT (FORMAT binary)".replace("%", "%%"), stream=data)
    finally:
        cursor.close()
    return data.getvalue()


def _copy(connection: Connection, table: str, kinds: list[str], rows: Rows) -> None:
    data = io.BytesIO(encode_rows(kinds, rows))
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"COPY {table} FROM STDIN (FORMAT binary)", stream=data)
    finally:
        cursor.close()


def _type(kind: Any) -> str:
    return next(name for base, name in _TYPES if isinstance(kind, base))


def _month(at_ms: int) -> tuple[int, int]:
    at = datetime.fromtimestamp(at_ms / 1000, timezone.utc)
    return at.year, at.month


def _begin_ms(year: int, month: int) -> int:
    return round(datetime(year, month, 1, tzinfo=timezone.utc).timestamp() * 1000)

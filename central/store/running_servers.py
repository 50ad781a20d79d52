"""Servers that use a database. Each registers itself, and reports every few seconds that it still runs."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, inspect, text

from central import VERSION
from central.store.revisions import newest_revision
from central.store.tables.servers import running_servers as TABLE  # noqa: N812

BEAT_S = 20.0
"""Interval between two reports of a server."""
SILENT_MS = 60_000
"""A server without a report for this time no longer counts as running. A killed server cannot sign off. Nor does a
report count that lies so far in the future: somebody has set back the clock since.
"""

_NOW = {
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
}
"""Time by the clock of the database, because the clocks of several machines differ."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that has reported lately. `revision`: the newest schema that it knows."""

    host: str
    version: str
    revision: str


def running_servers(connection: Connection) -> list[RunningServer]:
    """Servers that run. Empty for a schema that is older than the table."""
    if not inspect(connection).has_table(TABLE.name):
        return []
    query = f"SELECT host, version, revision FROM running_servers WHERE {_is_running(connection)}"
    return [RunningServer(*row) for row in connection.exec_driver_sql(f"{query} ORDER BY started_ms, id")]


def register_server(connection: Connection, host: str, *, is_only_one: bool) -> str:
    """Register this server and return its id. `is_only_one`: no other server can run, so the rows of killed ones are
    deleted.
    """
    old = "" if is_only_one else f" WHERE NOT ({_is_running(connection)})"
    connection.exec_driver_sql(f"DELETE FROM running_servers{old}")
    made = uuid4().hex
    _insert(connection, made, host)
    return made


def report_beat(connection: Connection, server: str, host: str) -> None:
    """Report that a server still runs. Register it again if its row is gone, as after a restore."""
    beat = text(f"UPDATE running_servers SET beat_ms = {_now(connection)} WHERE id = :id")
    if connection.execute(beat, {"id": server}).rowcount == 0:
        _insert(connection, server, host)


def sign_off(connection: Connection, server: str) -> None:
    """Remove a server that ends."""
    connection.execute(text("DELETE FROM running_servers WHERE id = :id"), {"id": server})


def _insert(connection: Connection, server: str, host: str) -> None:
    now = _now(connection)
    insert = text(f"INSERT INTO running_servers VALUES (:id, :host, :version, :revision, {now}, {now})")
    values = {"id": server, "host": host, "version": VERSION, "revision": newest_revision()}
    connection.execute(insert, values)


def _is_running(connection: Connection) -> str:
    return f"abs({_now(connection)} - beat_ms) < {SILENT_MS}"


def _now(connection: Connection) -> str:
    return _NOW[connection.dialect.name]

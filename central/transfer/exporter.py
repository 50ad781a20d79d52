"""Exports messages as lines. Each payload is byte for byte as it was received."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.database import read_view
from central.store.store import Store
from central.transfer.lines import make_line

AT_ONCE = 2_000
_DEVICES = text(
    "SELECT d.id, d.key FROM devices d JOIN sites s ON s.id = d.site_id"
    " WHERE CAST(:site AS TEXT) IS NULL OR s.key = :site ORDER BY d.id"
)


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Messages to export: made in the time [from_ms, to_ms), at one site, and of one kind.

    A value of None sets no limit.
    """

    from_ms: int | None = None
    to_ms: int | None = None
    site: str | None = None
    kind: str | None = None


def export_lines(store: Store, wanted: ExportFilter) -> Iterator[bytes]:
    """Lines of the messages, kiosk by kiosk and in the order of the message numbers. Raises DatabaseError."""
    with read_view(store) as connection:
        for device_id, key in connection.execute(_DEVICES, {"site": wanted.site}).fetchall():
            yield from _device_lines(connection, device_id, key, wanted)


def _device_lines(connection: Connection, device_id: int, key: str, wanted: ExportFilter) -> Iterator[bytes]:
    """Lines of one kiosk. They are read in pages by the key of the tables, so that memory use stays constant."""
    limits = {"from_ms": wanted.from_ms, "to_ms": wanted.to_ms, "kind": wanted.kind}
    given = {name: value for name, value in limits.items() if value is not None}
    conditions = {"from_ms": "at_ms >= :from_ms", "to_ms": "at_ms < :to_ms", "kind": "kind = :kind"}
    where = " AND ".join(["device_id = :device_id", "seq > :after", *(conditions[name] for name in given)])
    query = text(f"SELECT seq, kind, payload FROM messages WHERE {where} ORDER BY seq LIMIT {AT_ONCE}")
    after = 0
    while rows := connection.execute(query, {"device_id": device_id, "after": after, **given}).fetchall():
        for _, kind, payload in rows:
            yield make_line(f"vitrina/1/{key}/{kind}", bytes(payload))
        after = rows[-1][0]

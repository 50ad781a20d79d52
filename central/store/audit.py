"""Audit log: who did what, when, from where. It holds no secret and nothing of a message."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.clock import DAY_MS, now_ms

KEEP_DAYS = 180
_LONGEST = 400
_INSERT = text("INSERT INTO audit (at_ms, who, what, detail, address) VALUES (:at_ms, :who, :what, :detail, :address)")
_LIST = text("SELECT id, at_ms, who, what, detail, address FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit")
NEWEST = 2**31 - 1
COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry."""

    id: int
    at_ms: int
    who: str
    what: str
    detail: str
    address: str


def record(connection: Connection, who: str, what: str, detail: str = "", address: str = "") -> None:
    """Adds an entry. `what` is a name such as `sign-in`."""
    values = {"who": who, "what": what, "detail": detail, "address": address}
    clean = {name: _printable(value)[:_LONGEST] for name, value in values.items()}
    connection.execute(_INSERT, {"at_ms": now_ms(), **clean})


def entries(connection: Connection, before: int = NEWEST, limit: int = 100) -> list[Entry]:
    """Entries with a smaller number than `before`, the newest first."""
    return [Entry(*row) for row in connection.execute(_LIST, {"before": before, "limit": limit})]


def forget(connection: Connection, at_ms: int) -> int:
    """Deletes what is older than KEEP_DAYS. Returns the number of entries."""
    deleted = connection.execute(text("DELETE FROM audit WHERE at_ms < :b"), {"b": at_ms - KEEP_DAYS * DAY_MS})
    return int(deleted.rowcount)


def _printable(value: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in value)

"""Facts about the backups of a store. Backups do not contain these facts, which are only about this store."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

FACT = "backup "
"""Prefix of the names of facts about backups."""
_BEGUN, _FAILED, _MADE = (f"{FACT}{what}" for what in ("begun", "failed", "made"))
_FACTS = {"begun": _BEGUN, "failed": _FAILED, "made": _MADE}
_KEEP = text("INSERT INTO facts (name, value) VALUES (:name, :at_ms) ON CONFLICT (name) DO NOTHING")
_SET = text(
    "INSERT INTO facts (name, value) VALUES (:name, :at_ms) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_DELETE = text("DELETE FROM facts WHERE name IN (:begun, :failed)")
_READ = text("SELECT name, value FROM facts WHERE name IN (:begun, :failed, :made)")


@dataclass(frozen=True, slots=True)
class Backups:
    """Time of the newest complete backup. Also the times of the first attempt and of the last failure since that
    backup.
    """

    made_ms: int | None = None
    begun_ms: int | None = None
    failed_ms: int | None = None


def begin_backup(connection: Connection, at_ms: int) -> None:
    """Record the start of a backup. Only the first attempt since the newest complete backup is recorded."""
    connection.execute(_KEEP, {"name": _BEGUN, "at_ms": at_ms})


def fail_backup(connection: Connection, at_ms: int) -> None:
    """Record that a backup has failed."""
    connection.execute(_SET, {"name": _FAILED, "at_ms": at_ms})


def end_backup(connection: Connection, at_ms: int) -> None:
    """Record that a backup is complete."""
    connection.execute(_SET, {"name": _MADE, "at_ms": at_ms})
    connection.execute(_DELETE, {"begun": _BEGUN, "failed": _FAILED})


def backup_times(connection: Connection) -> Backups:
    """Times at which backups were started, failed and were completed."""
    found = {str(row[0]): int(row[1]) for row in connection.execute(_READ, _FACTS)}
    return Backups(found.get(_MADE), found.get(_BEGUN), found.get(_FAILED))

"""Journal of plays in the outbox file: plays that commands reported, and finished plays of the own player.

A play stays in the journal until its proof is stored, so that a crash loses no play. It then stays for as long as a
player may report it again, so that it is proven only once.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

KEPT_S = 90_000.0  # an hour more than the age at which a told play is refused
_ROW_BYTES = 400  # a quarter of the file at most is for plays


@dataclass(frozen=True, slots=True)
class ReportedPlay:
    """Start or end of a play, as reported: its time, the creative (None for an end), and the original command."""

    at_s: float
    creative: str | None
    arrived_s: float
    command: bytes


@dataclass(frozen=True, slots=True)
class ProvenPlay:
    """A play with a stored proof."""

    creative: str
    start_s: float
    end_s: float


def add_new_plays(
    db: sqlite3.Connection, plays: Sequence[ReportedPlay], now_s: float, max_bytes: int
) -> list[ReportedPlay]:
    """Add plays, and return the plays that are new. Drops the oldest plays. Must run within a transaction."""
    statement = "INSERT OR IGNORE INTO plays (at_s, creative, arrived_s, command) VALUES (?, ?, ?, ?)"
    new = [p for p in plays if db.execute(statement, (p.at_s, p.creative or "", p.arrived_s, p.command)).rowcount]
    _forget(db, now_s, max_bytes)
    return new


def mark_proven(db: sqlite3.Connection, plays: Sequence[ProvenPlay], max_bytes: int) -> None:
    """Mark the reported starts of plays, and the ends within these plays, as proven. Must run within a transaction.

    A start that is missing is added, because plays of the own player may be reported after their proof, and must then
    not count as new. The oldest plays are dropped.
    """
    if not plays:
        return
    db.executemany(
        "INSERT INTO plays (at_s, creative, arrived_s, command, is_proven) VALUES (?, ?, ?, x'', 1) "
        "ON CONFLICT (at_s, creative) DO UPDATE SET is_proven = 1",
        [(p.start_s, p.creative, p.end_s) for p in plays],
    )
    db.executemany(
        "UPDATE plays SET is_proven = 1 WHERE creative = '' AND at_s > ? AND at_s <= ?",
        [(p.start_s, p.end_s) for p in plays],
    )
    _forget(db, max(p.end_s for p in plays), max_bytes)


def read_unproven_plays(db: sqlite3.Connection) -> list[ReportedPlay]:
    """Plays without a proof, in the order in which they were reported.

    Ends that come before all starts are excluded, because their plays are proven.
    """
    first_start = "(SELECT min(at_s) FROM plays WHERE NOT is_proven AND creative != '')"
    rows = db.execute(
        "SELECT at_s, creative, arrived_s, command FROM plays "
        f"WHERE NOT is_proven AND (creative != '' OR at_s >= {first_start}) ORDER BY id"
    )
    return [ReportedPlay(at_s, creative or None, arrived_s, command) for at_s, creative, arrived_s, command in rows]


def _forget(db: sqlite3.Connection, now_s: float, max_bytes: int) -> None:
    db.execute("DELETE FROM plays WHERE arrived_s < ?", (now_s - KEPT_S,))
    db.execute("DELETE FROM plays WHERE id <= (SELECT max(id) FROM plays) - ?", (max_bytes // 4 // _ROW_BYTES,))

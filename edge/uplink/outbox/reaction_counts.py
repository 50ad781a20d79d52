"""Reads an outbox from outside the kiosk: reactions per day in the last days, and the number of people in them."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path

from edge.uplink.outbox.inspect import BUSY_S, outbox_address
from edge.uplink.outbox.outbox import OutboxError

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class ReactionCounts:
    """Number of reactions per creative and day, number of people per reaction, and number of days with a reaction."""

    messages: float
    people: float
    days: int


def read_reaction_counts(path: Path, since_s: float) -> ReactionCounts | None:
    """Counts of the reactions since `since_s` that contain smiles. None if there are none. Raises OutboxError."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(outbox_address(path), uri=True, timeout=BUSY_S)) as db:
            if not db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'messages'").fetchone()[0]:
                return None  # a new file, which is still empty
            query = "SELECT at_s, payload FROM messages WHERE kind = 'reaction' AND at_s >= ?"
            rows = [(at_s, json.loads(payload)) for at_s, payload in db.execute(query, (since_s,))]
    except (sqlite3.DatabaseError, OSError, ValueError) as error:
        raise OutboxError(
            f"outbox: the reactions in {path} cannot be read ({error}). Run the command as the user who runs the kiosk."
        ) from error
    of_days: Counter[tuple[date, str]] = Counter()
    people = 0
    for at_s, payload in rows:
        if payload.get("n"):
            of_days[datetime.fromtimestamp(at_s, timezone.utc).astimezone().date(), str(payload.get("creative"))] += (
                1  # this machine's day
            )
            people += int(payload["n"])
    count = sum(of_days.values())
    if not count:
        return None
    return ReactionCounts(count / len(of_days), people / count, len({day for day, _ in of_days}))

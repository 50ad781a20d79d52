"""Deliveries of alerts. Each delivery is sent at least once. It has an id, by which a receiver drops duplicates.

A delivery that is taken becomes due again later. If the process ends before the delivery is sent, another attempt
therefore follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.clock import DAY_MS

FIRST_MS, LONGEST_MS = 120_000, 3_600_000
"""Time until the second attempt to send, and longest time between two attempts. The first of these times is longer than
one attempt takes.
"""
GIVE_UP_MS = DAY_MS
_INSERT = text(
    "INSERT INTO alert_deliveries (id, channel, body, made_ms, due_ms, attempts)"
    " VALUES (:id, :channel, :body, :made_ms, :made_ms, 0)"
)
_NEXT = (
    "SELECT id, channel, body, made_ms, attempts FROM alert_deliveries WHERE channel = :channel AND due_ms <= :now"
    " ORDER BY made_ms, id LIMIT 1{lock}"
)
_TAKE = text("UPDATE alert_deliveries SET due_ms = :due_ms, attempts = :attempts WHERE id = :id")
_OLD = "SELECT id, channel, body, made_ms, attempts FROM alert_deliveries WHERE made_ms <= :before"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A text to send through a channel. `attempts`: number of attempts, including the current one."""

    id: str
    channel: str
    body: str
    made_ms: int
    attempts: int


def add_deliveries(connection: Connection, added: Iterable[Delivery]) -> None:
    """Add deliveries, which are due immediately."""
    rows = [{"id": d.id, "channel": d.channel, "body": d.body, "made_ms": d.made_ms} for d in added]
    if rows:
        connection.execute(_INSERT, rows)


def take_delivery(connection: Connection, channel: str, now_ms: int) -> Delivery | None:
    """Take the oldest due delivery. It becomes due again after a time that doubles with each attempt."""
    lock = " FOR UPDATE SKIP LOCKED" if connection.dialect.name == "postgresql" else ""
    row = connection.execute(text(_NEXT.format(lock=lock)), {"channel": channel, "now": now_ms}).first()
    if row is None:
        return None
    wait_ms = min(FIRST_MS * 2 ** min(row.attempts, 10), LONGEST_MS)
    attempts = row.attempts + 1
    connection.execute(_TAKE, {"id": row.id, "due_ms": now_ms + wait_ms, "attempts": attempts})
    return Delivery(row.id, row.channel, row.body, row.made_ms, attempts)


def end_delivery(connection: Connection, delivery_id: str) -> None:
    """Delete a delivery that has been sent or given up."""
    connection.execute(text("DELETE FROM alert_deliveries WHERE id = :id"), {"id": delivery_id})


def drop_old_deliveries(connection: Connection, now_ms: int) -> list[Delivery]:
    """Delete and return deliveries that could not be sent for a day."""
    rows = connection.execute(text(_OLD), {"before": now_ms - GIVE_UP_MS}).fetchall()
    for row in rows:
        end_delivery(connection, row.id)
    return [Delivery(*row) for row in rows]

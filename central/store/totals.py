"""Totals of the store for monitoring: a few numbers, each from an index or a small table."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

SILENT_MS = 600_000
"""A kiosk sends its health every minute. After ten minutes without a message it counts as silent."""
_STATES = text(
    "SELECT CASE WHEN coalesce(state, '') <> 'offline' AND received_ms > 0 AND received_ms < :silent THEN 'silent'"
    " ELSE coalesce(state, 'unknown') END AS shown, count(*) FROM devices GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class Totals:
    """Kiosks by state, lost messages, time of the newest health message."""

    states: dict[str, int]
    lost: int
    newest_ms: int | None


def read_store_totals(connection: Connection, now_ms: int) -> Totals:
    """The totals at a time."""
    states = {str(row[0]): int(row[1]) for row in connection.execute(_STATES, {"silent": now_ms - SILENT_MS})}
    lost = connection.execute(text("SELECT coalesce(sum(to_seq - from_seq + 1), 0) FROM losses")).scalar_one()
    newest = connection.execute(text("SELECT max(at_ms) FROM health WHERE received_ms > 0")).scalar_one()
    return Totals(states, int(lost), None if newest is None else int(newest))

"""Totals of the store for monitoring: a few numbers, each read from an index or a small table."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

SILENT_MS = 600_000
"""Time without a message after which a kiosk counts as silent: ten minutes. Kiosks send a health message every
minute.
"""
CLOSED_MS = 144_000_000
"""Longest silence that is not a fault: 40 hours. A shop may cut the power of its kiosk from Saturday evening to Monday
morning.
"""
_STATES = text(
    "SELECT CASE WHEN coalesce(state, '') <> 'offline' AND received_ms > 0 AND received_ms < :silent THEN 'silent'"
    " ELSE coalesce(state, 'unknown') END AS shown, count(*) FROM devices GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class Totals:
    """Number of kiosks by state, number of lost messages, and time of the newest health message."""

    states: dict[str, int]
    lost: int
    newest_ms: int | None


def read_store_totals(connection: Connection, now_ms: int) -> Totals:
    """Totals of the store as of a given time."""
    states = {str(row[0]): int(row[1]) for row in connection.execute(_STATES, {"silent": now_ms - SILENT_MS})}
    lost = connection.execute(text("SELECT coalesce(sum(to_seq - from_seq + 1), 0) FROM losses")).scalar_one()
    newest = connection.execute(text("SELECT max(at_ms) FROM health WHERE received_ms > 0")).scalar_one()
    return Totals(states, int(lost), None if newest is None else int(newest))

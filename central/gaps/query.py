"""Finds missing message numbers with one statement over all kiosks, outside the transactions of the ingester."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.messages.types import NUMBERED
from central.store.tables.messages import MESSAGES

_STORED = " UNION ALL ".join(
    f"SELECT m.device_id, m.seq FROM candidates c JOIN {MESSAGES[kind].name} m"
    " ON m.device_id = c.id AND m.seq > c.done_seq"
    for kind in NUMBERED
)
# `done_seq`: all up to it is stored or lost. Candidates have numbers above it that are stored, or were certainly sent.
_GAPS = text(f"""
WITH candidates AS (
    SELECT id, done_seq, sure_seq FROM devices
    WHERE done_seq >= 0 AND (last_seq > done_seq OR sure_seq > done_seq)
), stored AS ({_STORED}),
steps AS (
    SELECT c.id, s.seq, coalesce(lag(s.seq) OVER (PARTITION BY c.id ORDER BY s.seq), c.done_seq) AS before
    FROM candidates c JOIN stored s ON s.device_id = c.id
), ends AS (
    SELECT c.id, coalesce(max(s.seq), c.done_seq) AS top, c.sure_seq
    FROM candidates c LEFT JOIN stored s ON s.device_id = c.id GROUP BY c.id, c.done_seq, c.sure_seq
), gaps AS (
    SELECT id, before + 1 AS from_seq, seq - 1 AS to_seq FROM steps WHERE seq > before + 1
    UNION ALL SELECT id, top + 1, sure_seq FROM ends WHERE sure_seq > top
)
SELECT e.id, d.key, d.state, d.done_seq, d.first_seq, e.top, g.from_seq, g.to_seq
FROM ends e JOIN devices d ON d.id = e.id LEFT JOIN gaps g ON g.id = e.id ORDER BY e.id, g.from_seq
""")


@dataclass(slots=True)
class Missing:
    """Message numbers that one kiosk has assigned but that the store does not contain. `gaps`: first and last number of
    each gap, lowest first. `top`: newest stored number. `lost`: gaps that the kiosk has already deleted.
    """

    device_id: int
    key: str
    state: str | None
    done_seq: int
    top: int
    gaps: list[tuple[int, int]]
    lost: list[tuple[int, int]]

    @property
    def settled_seq(self) -> int:
        """Highest number up to which every message is stored or lost."""
        if self.gaps:
            return self.gaps[0][0] - 1
        return max([self.top, *(last for _, last in self.lost)])


def find_gaps(connection: Connection) -> list[Missing]:
    """Gaps of each kiosk that has message numbers above its mark. Up to the mark, every message is stored or lost."""
    found: dict[int, Missing] = {}
    for device_id, key, state, done_seq, first_seq, top, from_seq, to_seq in connection.execute(_GAPS):
        missing = found.setdefault(device_id, Missing(device_id, key, state, done_seq, top, [], []))
        if from_seq is not None:
            _split(missing, from_seq, to_seq, first_seq)
    return list(found.values())


def _split(missing: Missing, from_seq: int, to_seq: int, first_seq: int) -> None:
    """Add a range of missing numbers to the gaps of a kiosk.

    Numbers below the first one that the kiosk still keeps are lost.
    """
    if from_seq < first_seq:
        missing.lost.append((from_seq, min(to_seq, first_seq - 1)))
    if to_seq >= first_seq:
        missing.gaps.append((max(from_seq, first_seq), to_seq))


def settle_losses(connection: Connection, found: Iterable[Missing], now_ms: int) -> None:
    """Record losses, and raise each kiosk's mark: the number up to which every message is stored or lost."""
    for missing in found:
        for from_seq, to_seq in missing.lost:
            loss = {"device_id": missing.device_id, "from_seq": from_seq, "to_seq": to_seq, "now_ms": now_ms}
            connection.execute(_LOSS, loss)
        if missing.settled_seq > missing.done_seq:
            connection.execute(_MARK, {"id": missing.device_id, "done_seq": missing.settled_seq})


_LOSS = text(
    "INSERT INTO losses (device_id, from_seq, to_seq, found_ms) VALUES (:device_id, :from_seq, :to_seq, :now_ms)"
    " ON CONFLICT DO NOTHING"
)
_MARK = text("UPDATE devices SET done_seq = :done_seq WHERE id = :id AND done_seq < :done_seq")

"""Quarantine: complete rejected messages with the reason. Their number is limited per device and day."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central import VERSION
from central.clock import DAY_MS
from central.messages.values import Rejection

MOST_BYTES = 65_536  # of one message; the rest is cut
DEVICE_DAY_BYTES = 1_048_576
FLEET_DAY_BYTES = 67_108_864
KEEP_DAYS = 30
AT_ONCE = 500

_INSERT = text(
    "INSERT INTO quarantine (received_ms, device, topic, reason, detail, version, digest, payload, bytes) VALUES"
    " (:received_ms, :device, :topic, :reason, :detail, :version, :digest, :payload, :bytes) ON CONFLICT DO NOTHING"
)
_COUNT = text(
    "INSERT INTO quarantine_days (device, day, bytes, messages, dropped) VALUES"
    " (:device, :day, :bytes, :messages, :dropped) ON CONFLICT (device, day) DO UPDATE SET"
    " bytes = quarantine_days.bytes + excluded.bytes, messages = quarantine_days.messages + excluded.messages,"
    " dropped = quarantine_days.dropped + excluded.dropped"
)
_USED = text("SELECT coalesce(sum(bytes), 0) FROM quarantine_days WHERE day = :day AND device = :device")
_USED_BY_ALL = text("SELECT coalesce(sum(bytes), 0) FROM quarantine_days WHERE day = :day")


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message in the quarantine. `size`: number of bytes that were sent. It is larger than the number of stored bytes
    if the message was cut.
    """

    number: int
    received_ms: int
    device: str
    topic: str
    reason: str
    detail: str
    payload: bytes
    size: int
    is_cut: bool


def quarantine_messages(connection: Connection, rejections: list[Rejection], received_ms: int) -> None:
    """Store rejected messages, without duplicates. Messages above the limits of the day are counted and dropped."""
    day = received_ms // DAY_MS
    by_device: dict[str, list[Rejection]] = defaultdict(list)
    for rejection in rejections:
        by_device[rejection.device].append(rejection)
    of_all = int(connection.execute(_USED_BY_ALL, {"day": day}).scalar_one()) if by_device else 0
    for device, some in sorted(by_device.items()):
        before = int(connection.execute(_USED, {"day": day, "device": device}).scalar_one())
        used = messages = dropped = 0
        for rejection in some:
            size = min(len(rejection.raw), MOST_BYTES)
            if before + used + size > DEVICE_DAY_BYTES or of_all + used + size > FLEET_DAY_BYTES:
                dropped += 1
            elif connection.execute(_INSERT, _quarantine_row(rejection, received_ms)).rowcount:
                used, messages = used + size, messages + 1
        of_all += used
        counts = {"device": device, "day": day, "bytes": used, "messages": messages, "dropped": dropped}
        connection.execute(_COUNT, counts)


def _quarantine_row(rejection: Rejection, received_ms: int) -> dict[str, object]:
    return {
        "received_ms": received_ms,
        "device": rejection.device,
        "topic": rejection.topic.replace("\0", "?")[:400],
        "reason": rejection.reason,
        "detail": rejection.detail[:400],
        "version": VERSION,
        "digest": hashlib.sha256(rejection.topic.encode(errors="replace") + b"\0" + rejection.raw).digest()[:16],
        "payload": rejection.raw[:MOST_BYTES],
        "bytes": len(rejection.raw),
    }


def list_quarantined(connection: Connection, *, with_payload: bool = True) -> Iterator[Quarantined]:
    """The quarantined messages, oldest first. They are read in pages, because all of them together may take several
    gigabytes.
    """
    payload = "payload" if with_payload else "substr(payload, 1, 0)"
    query = text(
        f"SELECT number, received_ms, device, topic, reason, detail, {payload}, length(payload), bytes FROM quarantine"
        f" WHERE number > :after ORDER BY number LIMIT {AT_ONCE}"
    )
    after = 0
    while rows := connection.execute(query, {"after": after}).fetchall():
        for number, received_ms, device, topic, reason, detail, raw, kept, size in rows:
            yield Quarantined(number, received_ms, device, topic, reason, detail, bytes(raw), size, size > kept)
        after = rows[-1][0]


def reason_counts(connection: Connection) -> dict[str, int]:
    """Number of quarantined messages by reason."""
    rows = connection.execute(text("SELECT reason, count(*) FROM quarantine GROUP BY reason ORDER BY reason"))
    return {str(row[0]): int(row[1]) for row in rows}


def remove_messages(connection: Connection, numbers: list[int]) -> None:
    """Remove messages that have been accepted in the meantime."""
    for number in numbers:
        connection.execute(text("DELETE FROM quarantine WHERE number = :number"), {"number": number})


def forget_old_messages(connection: Connection, now_ms: int) -> int:
    """Delete messages older than KEEP_DAYS. Return their number."""
    before = now_ms - KEEP_DAYS * DAY_MS
    connection.execute(text("DELETE FROM quarantine_days WHERE day < :day"), {"day": before // DAY_MS})
    deleted = connection.execute(text("DELETE FROM quarantine WHERE received_ms < :before"), {"before": before})
    return int(deleted.rowcount)

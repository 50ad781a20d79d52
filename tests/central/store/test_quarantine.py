"""The quarantine keeps what was rejected, whole, within its limits."""

import pytest

from central.clock import DAY_MS
from central.messages.values import Rejection
from central.store import quarantine
from central.store.quarantine import DEVICE_DAY_BYTES, FLEET_DAY_BYTES, KEEP_DAYS, MOST_BYTES
from central.store.store import Store
from tests.central.rows import one, rows

DAY = 20_000


def rejection(raw: bytes, device: str = "acme/berlin-7/door") -> Rejection:
    return Rejection(f"vitrina/1/{device}/play", raw, "junk", "why", device)


def add(store: Store, rejections: list[Rejection], day: int = DAY) -> None:
    with store.engine.begin() as connection:
        quarantine.quarantine_messages(connection, rejections, day * DAY_MS)


def counts(store: Store) -> list[tuple[int, int, int]]:
    return rows(store, "SELECT bytes, messages, dropped FROM quarantine_days ORDER BY device")


def test_a_rejected_message_is_kept_whole(store: Store) -> None:
    """With its bytes, which may be anything."""
    store.write_messages([rejection(b"\x00\xff'; DROP TABLE")])
    with store.engine.begin() as connection:
        (kept,) = quarantine.list_quarantined(connection)
    assert (kept.payload, kept.topic, kept.reason, kept.detail) == (
        b"\x00\xff'; DROP TABLE", "vitrina/1/acme/berlin-7/door/play", "junk", "why",
    )  # fmt: skip
    assert not kept.is_cut


def test_of_a_topic_that_is_too_long_the_first_400_letters_are_kept(store: Store) -> None:
    topic = f"vitrina/1/{'x' * 500}"
    store.write_messages([Rejection(topic, b"{}", "junk", "why", "?")])
    with store.engine.begin() as connection:
        (kept,) = quarantine.list_quarantined(connection)
    assert kept.topic == topic[:400]


def test_it_is_kept_once(store: Store) -> None:
    """A batch that comes again after a crash fills nothing."""
    for _ in range(3):
        add(store, [rejection(b"a"), rejection(b"b"), rejection(b"a")])
    assert one(store, "SELECT count(*) FROM quarantine") == 2
    assert counts(store) == [(2, 2, 0)]


def test_a_long_message_is_cut(store: Store) -> None:
    add(store, [rejection(b"x" * (MOST_BYTES + 1))])
    with store.engine.begin() as connection:
        (kept,) = quarantine.list_quarantined(connection)
    assert (len(kept.payload), kept.is_cut) == (MOST_BYTES, True)


def test_a_kiosk_gone_mad_fills_its_own_share_only(store: Store) -> None:
    """The rest is counted and dropped; the next day it has a new share."""
    flood = [rejection(b"%6d" % number + b"x" * (MOST_BYTES - 6)) for number in range(20)]
    add(store, [*flood, rejection(b"other", "acme/berlin-7/till")])
    fit = DEVICE_DAY_BYTES // MOST_BYTES
    assert counts(store) == [(fit * MOST_BYTES, fit, 20 - fit), (5, 1, 0)]
    add(store, [rejection(b"next day")], DAY + 1)
    assert (8, 1, 0) in counts(store)


def test_a_fleet_gone_mad_has_a_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "FLEET_DAY_BYTES", 3 * MOST_BYTES)
    assert FLEET_DAY_BYTES > DEVICE_DAY_BYTES
    for number in range(5):
        add(store, [rejection(b"x" * MOST_BYTES, f"acme/berlin-7/k{number}")])
    assert one(store, "SELECT count(*) FROM quarantine") == 3


def test_it_is_forgotten_after_a_month(store: Store) -> None:
    add(store, [rejection(b"old")], DAY - KEEP_DAYS - 1)
    add(store, [rejection(b"young")], DAY)
    with store.engine.begin() as connection:
        assert quarantine.forget_old_messages(connection, DAY * DAY_MS) == 1
        assert [kept.payload for kept in quarantine.list_quarantined(connection)] == [b"young"]
    assert counts(store) == [(5, 1, 0)]

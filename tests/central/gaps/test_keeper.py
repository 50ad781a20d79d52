"""The gap keeper asks the kiosks on their topics, and tells of losses."""

import json

import pytest

from central.gaps.keeper import GapKeeper
from central.store.store import Store
from tests.central import fleet

OTHER = "acme/oslo-1/door"


def test_it_asks_each_kiosk_for_what_it_misses(store: Store) -> None:
    sent: list[tuple[str, object]] = []
    keeper = GapKeeper(store, lambda topic, payload: sent.append((topic, json.loads(payload))))
    for device in (fleet.DEVICE, OTHER):
        store.write_messages([fleet.reading("state", fleet.state(device), device)])
    store.write_messages([fleet.reading("play", fleet.play(seq)) for seq in (1, 4, 8)])
    store.write_messages([fleet.reading("play", fleet.play(1, OTHER), OTHER)])
    keeper.request_gaps(0.0)
    assert sent == []
    keeper.request_gaps(10.0)
    assert sent == [
        (f"vitrina/1/{fleet.DEVICE}/cmd/resend", {"from_seq": 2, "to_seq": 3}),
        (f"vitrina/1/{fleet.DEVICE}/cmd/resend", {"from_seq": 5, "to_seq": 7}),
    ]
    assert keeper.asked == 5


def test_a_kiosk_that_is_offline_is_not_asked(store: Store) -> None:
    sent: list[str] = []
    keeper = GapKeeper(store, lambda topic, _: sent.append(topic))
    store.write_messages([fleet.reading("state", fleet.state(state="offline"))])
    store.write_messages([fleet.reading("play", fleet.play(3))])
    for second in (0.0, 10.0, 20.0):
        keeper.request_gaps(second)
    assert sent == []


def test_a_loss_is_logged(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    keeper = GapKeeper(store, lambda *_: None)
    store.write_messages([fleet.reading("state", fleet.state())])
    store.write_messages([fleet.reading("play", fleet.play(seq)) for seq in (1, 4)])
    store.write_messages([fleet.reading("state", fleet.state(first_seq=4, at=fleet.at(minutes=1)))])
    for second in (0.0, 10.0):
        keeper.request_gaps(second)
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [f"gaps: {fleet.DEVICE}: 2 messages are lost, because the kiosk no longer stores them"]

"""The message writer: releases and alerts go to the outbox; a full disk loses a message and does not stop the kiosk."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from edge.events import ProofOfPlay
from edge.kiosk.message_writer import RETRY_S, MessageWriter
from edge.kiosk.state import Alert, StateTracker
from edge.messages.build import Message
from edge.messages.payloads import Models
from edge.messages.wire import Header
from edge.uplink.outbox.outbox import Outbox, OutboxError

AT_S = 1_767_225_600.0
PLAY = ProofOfPlay(AT_S, "spring_a", AT_S - 15, AT_S, 0.0, 15.0, True, None, "player", 0.02)


class FullDisk(Outbox):
    """An outbox that stores nothing until `has_space`."""

    has_space = False

    def append(self, build: Callable[[int], Message]) -> Message:
        if not self.has_space:
            raise OutboxError("outbox: the disk is full.")
        return super().append(build)


def message_writer(
    outbox: Outbox, state_tracker: StateTracker, now: Callable[[], float] = lambda: AT_S
) -> MessageWriter:
    models = Models(expression="fer", valence="centroids-1")
    return MessageWriter(Header("acme", "berlin-7", "door"), models, outbox, state_tracker, now, Random(1).randbytes)


def test_messages_are_numbered_in_the_order_of_writing(tmp_path: Path) -> None:
    """A play, an alert and its end have seq 1, 2 and 3. The state has the range of stored numbers."""
    outbox = Outbox(tmp_path / "outbox.db")
    state_tracker = StateTracker(lambda: AT_S)
    writer = message_writer(outbox, state_tracker)
    writer.write(PLAY)
    writer.alert(Alert("camera.lost", "error", "camera: gone", AT_S))
    writer.alert(Alert("camera.lost", "error", "camera: gone", AT_S, cleared_s=AT_S + 5))
    kept = [json.loads(message.payload) for message in outbox.unsent(10)]
    assert [payload["seq"] for payload in kept] == [1, 2, 3]
    assert (kept[1]["cleared"], kept[2]["cleared"]) == (None, "2026-01-01T00:00:05.000Z")
    state = json.loads(writer.state().payload)
    assert (state["state"], state["first_seq"], state["last_seq"]) == ("degraded", 1, 3)
    assert json.loads(writer.offline().payload)["state"] == "offline"
    outbox.close()


def test_a_full_disk_degrades_the_state_until_a_message_is_stored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each lost message is logged and counted. The next stored message clears the alert, and `seq` has no gap."""
    outbox = FullDisk(tmp_path / "outbox.db")
    state_tracker = StateTracker(lambda: AT_S)
    state_tracker.started()
    writer = message_writer(outbox, state_tracker)
    writer.write(PLAY)
    writer.write(PLAY)
    assert (writer.lost, state_tracker.snapshot.state) == (2, "degraded")
    assert "2 messages were lost so far." in caplog.text
    outbox.has_space = True
    writer.write(PLAY)
    assert state_tracker.snapshot.state == "sensing"
    assert [message.seq for message in outbox.unsent(10)] == [1]
    raised, cleared = state_tracker.pop_alerts()
    assert (raised.code, raised.text) == ("outbox.full", "outbox: the disk is full.")
    assert (cleared.code, cleared.cleared_s) == ("outbox.full", AT_S)
    outbox.close()


def test_an_alert_is_retried_until_it_is_stored(tmp_path: Path) -> None:
    """On a full disk an alert is not lost, and is tried again only after RETRY_S."""
    outbox, now = FullDisk(tmp_path / "outbox.db"), [AT_S]
    state_tracker = StateTracker(lambda: now[0])
    writer = message_writer(outbox, state_tracker, lambda: now[0])
    alert = Alert("camera.lost", "error", "camera: gone", AT_S)
    assert not writer.alert(alert)
    outbox.has_space = True
    assert not writer.alert(alert)
    now[0] += RETRY_S
    assert writer.alert(alert)
    assert writer.lost == 0
    outbox.close()

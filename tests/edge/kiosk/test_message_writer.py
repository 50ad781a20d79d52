"""What is told lies in the outbox before anything else happens; a full disk costs the message and not the kiosk."""

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
    """An outbox that takes nothing until there is room."""

    has_room = False

    def append(self, build: Callable[[int], Message]) -> Message:
        if not self.has_room:
            raise OutboxError("outbox: the disk is full.")
        return super().append(build)


def telling(outbox: Outbox, conditions: StateTracker, now: Callable[[], float] = lambda: AT_S) -> MessageWriter:
    models = Models(expression="fer", valence="centroids-1")
    return MessageWriter(Header("acme", "berlin-7", "door"), models, outbox, conditions, now, Random(1).randbytes)


def test_messages_are_numbered_in_the_order_in_which_they_are_told(tmp_path: Path) -> None:
    """A play, an alert and its end: seq 1, 2, 3; state and health say which are kept."""
    outbox = Outbox(tmp_path / "outbox.db")
    conditions = StateTracker(lambda: AT_S)
    mouth = telling(outbox, conditions)
    mouth.write(PLAY)
    mouth.alert(Alert("camera.lost", "error", "camera: gone", AT_S))
    mouth.alert(Alert("camera.lost", "error", "camera: gone", AT_S, cleared_s=AT_S + 5))
    kept = [json.loads(message.payload) for message in outbox.unsent(10)]
    assert [payload["seq"] for payload in kept] == [1, 2, 3]
    assert (kept[1]["cleared"], kept[2]["cleared"]) == (None, "2026-01-01T00:00:05.000Z")
    state = json.loads(mouth.state().payload)
    assert (state["state"], state["first_seq"], state["last_seq"]) == ("degraded", 1, 3)
    assert json.loads(mouth.offline().payload)["state"] == "offline"
    outbox.close()


def test_a_full_disk_is_a_condition_and_is_over_when_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Sensing goes on; each loss is logged and counted; the next message that is kept ends it, with no gap in seq."""
    outbox = FullDisk(tmp_path / "outbox.db")
    conditions = StateTracker(lambda: AT_S)
    conditions.started()
    mouth = telling(outbox, conditions)
    mouth.write(PLAY)
    mouth.write(PLAY)
    assert (mouth.lost, conditions.snapshot.state) == (2, "degraded")
    assert "2 messages were lost so far." in caplog.text
    outbox.has_room = True
    mouth.write(PLAY)
    assert conditions.snapshot.state == "sensing"
    assert [message.seq for message in outbox.unsent(10)] == [1]
    raised, cleared = conditions.pop_alerts()
    assert (raised.code, raised.text) == ("outbox.full", "outbox: the disk is full.")
    assert (cleared.code, cleared.cleared_s) == ("outbox.full", AT_S)
    outbox.close()


def test_an_alert_waits_until_the_outbox_takes_it(tmp_path: Path) -> None:
    """On a full disk it is not lost, and not tried with every turn of the loop either."""
    outbox, now = FullDisk(tmp_path / "outbox.db"), [AT_S]
    conditions = StateTracker(lambda: now[0])
    mouth = telling(outbox, conditions, lambda: now[0])
    alert = Alert("camera.lost", "error", "camera: gone", AT_S)
    assert not mouth.alert(alert)
    outbox.has_room = True
    assert not mouth.alert(alert)
    now[0] += RETRY_S
    assert mouth.alert(alert)
    assert mouth.lost == 0
    outbox.close()

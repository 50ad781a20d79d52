"""The message writer: releases and alerts go to the outbox; a full disk loses a message and does not stop the kiosk."""

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.alerts import Alert, AlertChange
from edge.clock import Clock
from edge.events import ProofOfPlay, ReleaseBatch
from edge.kiosk.state.message_writer import RETRY_S, MessageWriter, PresentState
from edge.kiosk.state.monitor import KioskMonitor
from edge.kiosk.state.resume_clock import ResumeClock
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.build import Message
from edge.messages.payloads import Models
from edge.messages.wire import Header
from edge.settings.site import SiteSettings
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.outbox.play_journal import ProvenPlay

AT_S = 1_767_225_600.0
PLAY = ProofOfPlay(AT_S, "spring_a", AT_S - 15, AT_S, 0.0, 15.0, True, None, "player", 0.02)
LOST = Alert("camera.lost", "error", "camera: gone", AT_S)


PLAYS = ReleaseBatch((PLAY,))


class FullDisk(Outbox):
    """An outbox that stores nothing until `has_space`."""

    has_space = False

    def append_all(
        self, builds: Sequence[Callable[[int], Message]], proven: Sequence[ProvenPlay] = ()
    ) -> list[Message]:
        if not self.has_space:
            raise OutboxError("outbox: the disk is full.")
        return super().append_all(builds, proven)


class ManualClock(Clock):
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at_s = AT_S
        super().__init__(lambda: self.at_s, lambda: self.at_s)


def message_writer(outbox: Outbox, clock: Clock) -> MessageWriter:
    models = Models(expression="fer", valence="centroids-1")
    return MessageWriter(Header("acme", "berlin-7", "door"), models, outbox, clock, Random(1).randbytes)


def test_messages_are_numbered_in_the_order_of_writing(tmp_path: Path) -> None:
    """A play, an alert and its end have seq 1, 2 and 3. The state has the range of stored numbers."""
    outbox, clock = Outbox(tmp_path / "outbox.db"), ManualClock()
    writer = message_writer(outbox, clock)
    writer.write_releases(PLAYS)
    assert writer.store_alerts([AlertChange(LOST)])
    assert writer.store_alerts([AlertChange(LOST, cleared_s=AT_S + 5)])
    kept = [json.loads(message.payload) for message in outbox.unsent_messages(10)]
    assert [payload["seq"] for payload in kept] == [1, 2, 3]
    assert (kept[1]["cleared"], kept[2]["cleared"]) == (None, "2026-01-01T00:00:05.000Z")
    assert {payload["raised"] for payload in kept[1:]} == {"2026-01-01T00:00:00.000Z"}
    state = json.loads(writer.state_message(KioskStateTracker(clock).local_snapshot, AT_S).payload)
    assert (state["state"], state["first_seq"], state["last_seq"]) == ("degraded", 1, 3)
    assert json.loads(writer.offline_message().payload)["state"] == "offline"
    outbox.close()


def test_a_full_disk_degrades_the_state_until_a_message_is_stored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each lost message is logged and counted. The next stored message clears the alert, and `seq` has no gap."""
    outbox, clock = FullDisk(tmp_path / "outbox.db"), ManualClock()
    state_tracker = KioskStateTracker(clock)
    state_tracker.end_startup()
    monitor = KioskMonitor(state_tracker, clock, SiteSettings())
    writer = message_writer(outbox, clock)
    writer.write_releases(PLAYS)
    clock.at_s += 1
    writer.write_releases(PLAYS)
    monitor.update_alerts("outbox", writer.pop_outbox_alerts())
    monitor.update_alerts("outbox", writer.pop_outbox_alerts())
    assert (writer.lost, state_tracker.local_snapshot.state) == (2, "degraded")
    assert "2 messages have been lost so far." in caplog.text
    outbox.has_space = True
    writer.write_releases(PLAYS)
    for _ in range(2):  # the first turn shows the failure once more
        monitor.update_alerts("outbox", writer.pop_outbox_alerts())
    assert state_tracker.local_snapshot.state == "sensing"
    assert [message.seq for message in outbox.unsent_messages(10)] == [1]
    raised, cleared = state_tracker.pop_alert_changes()
    assert (raised.alert.code, raised.alert.text) == ("outbox.full", "outbox: the disk is full.")
    assert (raised.alert.severity, raised.alert.since_s) == ("error", AT_S)  # the start of the first failure
    assert (cleared.alert.code, cleared.cleared_s) == ("outbox.full", AT_S + 1)
    outbox.close()


def test_a_failure_that_is_over_is_shown_once(tmp_path: Path) -> None:
    """A message was lost between two looks, so a person must hear of it."""
    outbox = FullDisk(tmp_path / "outbox.db")
    writer = message_writer(outbox, ManualClock())
    assert writer.pop_outbox_alerts() == ()
    writer.write_releases(PLAYS)
    outbox.has_space = True
    writer.write_releases(PLAYS)
    assert [alert.code for alert in writer.pop_outbox_alerts()] == ["outbox.full"]
    assert writer.pop_outbox_alerts() == ()
    outbox.close()


def test_an_alert_is_retried_until_it_is_stored(tmp_path: Path) -> None:
    """On a full disk an alert is not lost, and is tried again only after RETRY_S."""
    outbox, clock = FullDisk(tmp_path / "outbox.db"), ManualClock()
    writer = message_writer(outbox, clock)
    change = AlertChange(LOST)
    assert not writer.store_alerts([change])
    outbox.has_space = True
    assert not writer.store_alerts([change])
    clock.at_s += RETRY_S
    assert writer.store_alerts([change])
    assert writer.lost == 0
    outbox.close()


def test_the_publisher_gets_the_state_of_the_moment(tmp_path: Path) -> None:
    """The message has the state at the call, with its reasons and its start, not that at the last change.

    Of a pause the start is rounded down to the windows.
    """
    outbox, clock = Outbox(tmp_path / "outbox.db"), ManualClock()
    state_tracker = KioskStateTracker(clock)
    present = PresentState(message_writer(outbox, clock), state_tracker)
    assert json.loads(present.state_message().payload)["state"] == "degraded"
    state_tracker.end_startup()
    clock.at_s += 65
    state_tracker.set_pause_reason("hours", "closed")
    clock.at_s += 5
    payload = json.loads(present.state_message().payload)
    assert (payload["state"], payload["reasons"]) == ("paused", ["closed"])
    assert payload["since"] == payload["at"] == "2026-01-01T00:01:00.000Z"
    clock.at_s += 60
    payload = json.loads(present.state_message().payload)
    assert (payload["since"], payload["at"]) == ("2026-01-01T00:01:00.000Z", "2026-01-01T00:02:00.000Z")
    assert json.loads(present.offline_message().payload)["state"] == "offline"
    outbox.close()


@given(st.lists(st.floats(0.0, 59.999), min_size=2, max_size=2))
@settings(deadline=None)
def test_the_retained_state_dates_a_pause_to_its_window_alone(seconds: list[float]) -> None:
    """Whoever reads it later learns neither from the text nor from the id, which holds a time too, in which second of
    the window the pause began. On this machine the start is exact."""
    left = set()
    for second in seconds:
        clock = ManualClock()
        state_tracker = KioskStateTracker(clock, ResumeClock(60.0, 60.0))
        state_tracker.end_startup()
        clock.at_s = AT_S + 600.0 + second
        state_tracker.set_pause_reason("console", "local")
        assert state_tracker.local_snapshot.since_s == clock.at_s
        clock.at_s = AT_S + 690.0
        with TemporaryDirectory() as folder, closing(Outbox(Path(folder) / "outbox.db")) as outbox:
            message = PresentState(message_writer(outbox, clock), state_tracker).state_message()
        left.add((message.payload, message.id, message.at_s))
    assert len(left) == 1

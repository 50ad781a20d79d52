"""Commands of the broker: plays go to the feed, pause and resume to the state, bad ones are counted and reported."""

import pytest

from edge.clock import Clock
from edge.events import Experiment, PlayEnded, PlayStarted
from edge.kiosk.commands import CommandHandler
from edge.kiosk.monitor import KioskMonitor
from edge.kiosk.state import KioskStateTracker
from edge.messages.commands import ARRIVAL_ERROR_S, AnyCommand, BadCommand, ReceivedCommand, ResendCommand, read_command
from edge.messages.wire import Header
from edge.screen.play_feed import CommandFeed
from edge.settings.settings import SiteSettings

HEADER = Header("acme", "berlin-7", "door")
NOW_S = 1_795_521_600.0  # 2026-11-24T12:00:00Z


class Handled:
    """A command handler with the parts that it drives."""

    def __init__(self) -> None:
        clock = Clock(lambda: NOW_S, lambda: 50.0)
        self.state, self.feed = KioskStateTracker(clock), CommandFeed()
        self.state.started()
        self.commands = CommandHandler(self.state, KioskMonitor(self.state, clock, SiteSettings()), self.feed)

    def send(self, kind: str, payload: str, arrived_s: float = NOW_S) -> None:
        self.handle(read_command(kind, payload.encode(), HEADER), arrived_s)

    def handle(self, command: AnyCommand | BadCommand, arrived_s: float = NOW_S) -> None:
        self.commands.handle(ReceivedCommand(command, arrived_s))


@pytest.fixture
def kiosk() -> Handled:
    return Handled()


def test_a_play_without_a_time_has_the_time_of_its_arrival(kiosk: Handled) -> None:
    """Plays come from the feed in the order of their commands."""
    kiosk.send("cmd/play", '{"creative": "spring_a", "event": "start", "duration_s": 15}', NOW_S - 15.25)
    kiosk.send("cmd/play", '{"creative": "spring_a", "event": "end"}', NOW_S - 0.25)
    assert kiosk.feed.poll(NOW_S) == [
        PlayStarted(NOW_S - 15.25, "spring_a", duration_s=15.0, feed="player", error_s=ARRIVAL_ERROR_S),
        PlayEnded(NOW_S - 0.25, ARRIVAL_ERROR_S),
    ]
    assert kiosk.state.snapshot.state == "sensing"


def test_a_play_with_a_time_keeps_it(kiosk: Handled) -> None:
    payload = (
        '{"creative": "a", "event": "start", "at": "2026-11-24T11:59:50Z", "media_s": 2.5,'
        ' "experiment": {"id": "e12", "arm": "b", "block": 3}}'
    )
    kiosk.send("cmd/play", payload)
    assert kiosk.feed.poll(NOW_S) == [
        PlayStarted(NOW_S - 10, "a", media_s=2.5, experiment=Experiment("e12", "b", 3), feed="player")
    ]


def test_pause_and_resume_change_the_state(kiosk: Handled, caplog: pytest.LogCaptureFixture) -> None:
    """The reason is shown in the state. A line break in it makes no second line in the log."""
    caplog.set_level("INFO")
    kiosk.send("cmd/pause", '{"reason": "inventory\\nERROR forged"}')
    assert kiosk.state.paused
    assert (kiosk.state.snapshot.state, kiosk.state.snapshot.reasons) == (
        "paused",
        ("command: inventory\nERROR forged",),
    )
    kiosk.send("cmd/resume", '{"reason": "done"}')
    assert kiosk.state.snapshot.state == "sensing"
    assert [record.getMessage() for record in caplog.records] == [
        r"paused by command: 'inventory\nERROR forged'",
        "resumed by command: 'done'",
    ]


def test_resume_does_not_end_another_pause(kiosk: Handled) -> None:
    kiosk.state.pause("hours", "closed")
    kiosk.send("cmd/pause", '{"reason": "inventory"}')
    kiosk.send("cmd/resume", '{"reason": "done"}')
    assert (kiosk.state.snapshot.state, kiosk.state.snapshot.reasons) == ("paused", ("closed",))


def test_each_bad_command_is_counted_and_is_one_alert(kiosk: Handled) -> None:
    """The alert is raised and cleared at once. The state and the feed do not change."""
    kiosk.send("cmd/play", "not JSON")
    kiosk.send("cmd/stop", "{}")
    assert kiosk.commands.bad == 2
    changes = kiosk.state.pop_alerts()
    assert [(change.alert.code, change.cleared_s) for change in changes] == [("cmd.bad", None), ("cmd.bad", NOW_S)] * 2
    assert [change.alert.text.split(":")[0] for change in changes] == ["cmd/play"] * 2 + ["cmd/stop"] * 2
    assert {change.alert.severity for change in changes} == {"warning"}
    assert kiosk.state.texts == []
    assert kiosk.state.snapshot.state == "sensing"
    assert kiosk.feed.poll(NOW_S) == []


def test_a_command_that_the_publisher_answers_itself_is_a_fault_of_the_program(kiosk: Handled) -> None:
    with pytest.raises(AssertionError, match="the publisher answers"):
        kiosk.handle(ResendCommand(from_seq=1, to_seq=2))

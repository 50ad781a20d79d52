"""Commands of the broker: plays are stored and go to the feed, pause and resume to the state, bad ones are counted."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.events import Experiment, PlayEnded, PlayStarted
from edge.kiosk.state.commands import OPEN_S, CommandHandler
from edge.kiosk.state.pause_file import PauseFile, StoredPause, pause_path
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.commands import (
    ARRIVAL_ERROR_S,
    AnyCommand,
    BadCommand,
    CommandsNotStoredError,
    ReceivedCommand,
    ReceivedCommands,
    ResendCommand,
    StoredPlay,
    parse_command,
)
from edge.messages.wire import Header
from edge.screen.play_feed import MAX_PLAYS, CommandFeed, PlayEvent
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.outbox.play_journal import ProvenPlay, ReportedPlay

HEADER = Header("acme", "berlin-7", "door")
NOW_S = 1_795_521_600.0  # 2026-11-24T12:00:00Z
ONE_START = '{"creative": "spring_a", "event": "start", "duration_s": 15}'


class FailingOutbox(Outbox):
    """An outbox that stores no play while `is_full`."""

    is_full = False
    added_s: float | None = None  # time of the last plays

    def add_plays(self, plays: "list[ReportedPlay]", now_s: float) -> list[ReportedPlay]:  # type: ignore[override]
        self.added_s = now_s
        if self.is_full:
            raise OutboxError("outbox: the disk is full.")
        return super().add_plays(plays, now_s)


class Handled:
    """A command handler with the parts that it drives. `restarted` makes the one of the next run; `close` closes the
    outboxes of all runs."""

    def __init__(self, folder: Path, now_s: float = NOW_S) -> None:
        self.folder = folder
        self._later: list[Handled] = []
        self.now_s = now_s
        clock = Clock(lambda: self.now_s, lambda: self.now_s)
        self.state, self.feed = KioskStateTracker(clock), CommandFeed()
        self.state.end_startup()
        self.outbox = FailingOutbox(folder / "outbox.db")
        self.pause = PauseFile(pause_path(folder / "outbox.db"))
        self.commands = CommandHandler(self.state, self.feed, self.outbox, self.pause)
        self.commands.restore_last_run(now_s)

    def restarted(self, now_s: float = NOW_S) -> "Handled":
        self.outbox.close()
        self._later.append(Handled(self.folder, now_s))
        return self._later[-1]

    def close(self) -> None:
        for later in self._later:
            later.close()
        self.outbox.close()

    def wait_until(self, at_s: float) -> None:
        """The time passes, at the end of it a turn of the kiosk."""
        self.now_s = at_s
        self.commands.update_pause(at_s)

    def send(self, kind: str, *payloads: str, arrived_s: float = NOW_S) -> None:
        self.handle(
            *(parse_command(kind, payload.encode(), HEADER, NOW_S) for payload in payloads), arrived_s=arrived_s
        )

    def handle(self, *commands: AnyCommand | BadCommand, arrived_s: float = NOW_S) -> None:
        self.commands.handle(ReceivedCommands(tuple(ReceivedCommand(command, arrived_s) for command in commands)))


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Handled]:
    kiosk = Handled(tmp_path)
    yield kiosk
    kiosk.close()


# Plays --------------------------------------------------------------------------------------------------------------


def test_a_play_without_a_time_has_the_time_of_its_arrival(kiosk: Handled) -> None:
    """Plays come from the feed in the order of their commands."""
    kiosk.send("cmd/play", ONE_START, arrived_s=NOW_S - 15.25)
    kiosk.send("cmd/play", '{"creative": "spring_a", "event": "end"}', arrived_s=NOW_S - 0.25)
    assert kiosk.feed.poll(NOW_S) == [
        PlayStarted(NOW_S - 15.25, "spring_a", duration_s=15.0, feed="player", error_s=ARRIVAL_ERROR_S),
        PlayEnded(NOW_S - 0.25, ARRIVAL_ERROR_S),
    ]
    assert kiosk.state.local_snapshot.state == "sensing"


def test_a_play_with_a_time_keeps_it(kiosk: Handled) -> None:
    payload = (
        '{"creative": "a", "event": "start", "at": "2026-11-24T11:59:50Z", "media_s": 2.5,'
        ' "experiment": {"id": "e12", "arm": "b", "block": 3}}'
    )
    kiosk.send("cmd/play", payload)
    assert kiosk.feed.poll(NOW_S) == [
        PlayStarted(NOW_S - 10, "a", media_s=2.5, experiment=Experiment("e12", "b", 3), feed="player")
    ]


def test_a_play_that_is_told_twice_is_passed_on_once(kiosk: Handled) -> None:
    """Also after a restart: the broker repeats what was not acknowledged, and a player may repeat all."""
    told = '{"creative": "a", "event": "start", "at": "2026-11-24T11:59:50Z"}'
    kiosk.send("cmd/play", told, told)
    kiosk.send("cmd/play", told)
    assert len(kiosk.feed.poll(NOW_S)) == 1
    kiosk.outbox.append_all([], [ProvenPlay("a", NOW_S - 10, NOW_S)])
    kiosk = kiosk.restarted()
    kiosk.send("cmd/play", told)
    assert kiosk.feed.poll(NOW_S) == []


def test_plays_without_a_proof_are_taken_up_after_a_restart(kiosk: Handled) -> None:
    """In order of time, with their experiments; those that are proven are not."""
    for at_s, creative in ((-30.0, "b"), (-50.0, "a"), (-10.0, "c")):
        kiosk.send("cmd/play", f'{{"creative": "{creative}", "event": "start"}}', arrived_s=NOW_S + at_s)
    before = kiosk.feed.poll(NOW_S)
    kiosk.outbox.append_all([], [ProvenPlay("a", NOW_S - 50, NOW_S - 30)])
    assert kiosk.restarted().feed.poll(NOW_S) == [before[0], before[2]]


@pytest.mark.parametrize(
    ("away_s", "length", "end_s"),
    [(10.0, "15", None), (16.0, "15", 15.0), (7200.0, "15", 15.0), (OPEN_S + 1, "null", -1.0), (OPEN_S, "null", None)],
)
def test_the_last_play_does_not_last_through_a_long_absence(
    kiosk: Handled, away_s: float, length: str, end_s: float | None
) -> None:
    """It ends after its length. Without one it is dropped after ten minutes: nobody knows how long it was shown."""
    kiosk.send("cmd/play", f'{{"creative": "a", "event": "start", "duration_s": {length}}}')
    events = kiosk.restarted(NOW_S + away_s).feed.poll(NOW_S + away_s)
    if end_s == -1.0:
        assert events == []
    else:
        assert isinstance(events[0], PlayStarted)
        assert events[1:] == ([] if end_s is None else [PlayEnded(NOW_S + end_s, ARRIVAL_ERROR_S)])


def test_a_play_that_is_told_on_this_machine_is_stored_once_and_passed_on(kiosk: Handled) -> None:
    """With the feed and the error that it came with, also after a restart."""
    play = StoredPlay(creative="a", event="start", at="2026-11-24T11:59:50Z", feed="broadsign", error_s=1.0)
    event = PlayStarted(NOW_S - 10, "a", feed="broadsign", error_s=1.0)
    kiosk.commands.store_reported_play(play, NOW_S)
    kiosk.commands.store_reported_play(play, NOW_S + 1)
    assert kiosk.feed.poll(NOW_S) == [event]
    assert kiosk.restarted().feed.poll(NOW_S) == [event]


def test_a_play_on_this_machine_that_cannot_be_stored_is_refused(kiosk: Handled) -> None:
    """Its player tells it again."""
    kiosk.outbox.is_full = True
    with pytest.raises(CommandsNotStoredError):
        kiosk.commands.store_reported_play(StoredPlay(creative="a", event="end", feed="http"), NOW_S)
    assert kiosk.feed.poll(NOW_S) == []


def test_plays_that_cannot_be_stored_are_not_passed_on(kiosk: Handled) -> None:
    kiosk.outbox.is_full = True
    with pytest.raises(CommandsNotStoredError):
        kiosk.send("cmd/play", ONE_START)
    assert kiosk.feed.poll(NOW_S) == []
    kiosk.outbox.is_full = False
    kiosk.send("cmd/play", ONE_START)
    assert len(kiosk.feed.poll(NOW_S)) == 1


def test_a_full_feed_takes_no_more_plays_until_it_is_polled(kiosk: Handled) -> None:
    """The broker keeps them meanwhile. Nothing is dropped."""
    for number in range(MAX_PLAYS):
        kiosk.feed.put_play(PlayEnded(NOW_S + number))
    with pytest.raises(CommandsNotStoredError):
        kiosk.send("cmd/play", ONE_START)
    kiosk.feed.poll(NOW_S)
    kiosk.send("cmd/play", ONE_START)
    assert kiosk.feed.dropped == 0


# Pause and resume ---------------------------------------------------------------------------------------------------


def test_pause_and_resume_change_the_state(kiosk: Handled, caplog: pytest.LogCaptureFixture) -> None:
    """The reason is shown in the state. A line break in it makes no second line in the log."""
    caplog.set_level("INFO")
    kiosk.send("cmd/pause", '{"reason": "inventory\\nERROR forged"}')
    assert kiosk.state.is_paused
    assert (kiosk.state.local_snapshot.state, kiosk.state.local_snapshot.reasons) == (
        "paused",
        ("command: inventory\nERROR forged",),
    )
    kiosk.send("cmd/resume", '{"reason": "done"}')
    assert kiosk.state.local_snapshot.reasons == ("resumes at 12:01:00 UTC (on the clock)",)
    kiosk.wait_until(NOW_S + 59)
    assert kiosk.state.is_paused
    kiosk.wait_until(NOW_S + 60)
    assert kiosk.state.local_snapshot.state == "sensing"
    assert [record.getMessage() for record in caplog.records] == [
        r"commands: a command paused the kiosk: 'inventory\nERROR forged'",
        "commands: a command resumed the kiosk: 'done'",
    ]


def test_resume_does_not_end_another_pause(kiosk: Handled) -> None:
    kiosk.state.set_pause_reason("hours", "closed")
    kiosk.send("cmd/pause", '{"reason": "inventory"}')
    kiosk.send("cmd/resume", '{"reason": "done"}')
    assert (kiosk.state.local_snapshot.state, kiosk.state.local_snapshot.reasons) == ("paused", ("closed",))


def test_a_pause_outlasts_a_restart_until_it_is_resumed(kiosk: Handled) -> None:
    kiosk.send("cmd/pause", '{"reason": "inventory"}')
    kiosk = kiosk.restarted()
    assert kiosk.state.local_snapshot.reasons == ("command: inventory",)
    kiosk.send("cmd/resume", '{"reason": "done"}')
    assert kiosk.restarted(NOW_S + 59).state.is_paused
    assert not kiosk.restarted(NOW_S + 60).state.is_paused


def test_the_fourth_resume_within_an_hour_is_heeded_at_the_full_hour(kiosk: Handled) -> None:
    """The state says so. A new pause takes it back, a restart does not."""
    for minute in range(1, 5):
        kiosk.wait_until(NOW_S + minute * 60)
        kiosk.send("cmd/pause", '{"reason": "inventory"}')
        kiosk.send("cmd/resume", '{"reason": "done"}', arrived_s=kiosk.now_s)
    text = "command: inventory (resumes at 13:00:00 UTC, after too many resumes within an hour)"
    assert kiosk.state.local_snapshot.reasons == (text,)
    kiosk = kiosk.restarted(NOW_S + 600)
    assert kiosk.state.local_snapshot.reasons == (text,)
    kiosk.wait_until(NOW_S + 3599)
    assert kiosk.state.is_paused
    kiosk.wait_until(NOW_S + 3600)
    assert not kiosk.state.is_paused
    for minute in range(61, 64):
        kiosk.wait_until(NOW_S + minute * 60)
        kiosk.send("cmd/pause", '{"reason": "inventory"}', arrived_s=kiosk.now_s)
        kiosk.send("cmd/resume", '{"reason": "done"}', arrived_s=kiosk.now_s)
    kiosk.send("cmd/pause", '{"reason": "again"}', arrived_s=kiosk.now_s)
    kiosk.wait_until(NOW_S + 7200)
    assert kiosk.state.local_snapshot.reasons == ("command: again",)


def test_the_file_is_removed_when_nothing_of_the_pause_counts(kiosk: Handled) -> None:
    path = pause_path(kiosk.folder / "outbox.db")
    kiosk.send("cmd/pause", '{"reason": "inventory"}')
    kiosk.send("cmd/resume", '{"reason": "done"}')
    kiosk.wait_until(NOW_S + 3599)
    assert path.exists()
    kiosk.wait_until(NOW_S + 3600)
    assert not path.exists()


def test_a_clock_that_was_set_back_holds_no_pause_for_longer(kiosk: Handled) -> None:
    """Times of the file that lie ahead count as the present."""
    for _ in range(3):
        kiosk.send("cmd/pause", '{"reason": "inventory"}')
        kiosk.send("cmd/resume", '{"reason": "done"}')
    kiosk = kiosk.restarted(NOW_S - 86_400)
    assert kiosk.state.is_paused
    kiosk.wait_until(NOW_S - 86_400 + 60)
    assert not kiosk.state.is_paused


def test_a_pause_that_cannot_be_stored_holds_and_is_told(kiosk: Handled) -> None:
    """It is stored as soon as the disk allows it."""
    path = pause_path(kiosk.folder / "outbox.db")
    (path.parent / f"{path.name}.new").mkdir()  # root may write everywhere, but not a file over a folder
    kiosk.send("cmd/pause", '{"reason": "inventory"}')
    assert kiosk.state.is_paused
    assert any("would end at a restart" in reason for reason in kiosk.state.local_snapshot.reasons)
    os.rmdir(path.parent / f"{path.name}.new")
    kiosk.commands.update_pause(NOW_S)
    assert kiosk.state.local_snapshot.reasons == ("command: inventory",)
    assert PauseFile(path).read() == StoredPause("inventory", NOW_S)


def test_plays_are_stored_with_the_time_of_the_last_one(kiosk: Handled) -> None:
    """The age from which nothing is told twice goes by the newest time."""
    start = parse_command("cmd/play", ONE_START.encode(), HEADER, NOW_S)
    times = (NOW_S, NOW_S + 1, NOW_S + 3)
    kiosk.commands.handle(ReceivedCommands(tuple(ReceivedCommand(start, at_s) for at_s in times)))
    assert kiosk.outbox.added_s == NOW_S + 3


# Bad commands -------------------------------------------------------------------------------------------------------


def test_bad_commands_are_counted(kiosk: Handled) -> None:
    """The state and the feed do not change."""
    kiosk.send("cmd/play", "not JSON")
    kiosk.send("cmd/stop", "{}")
    assert kiosk.commands.bad == 2
    assert kiosk.commands.last_bad.startswith("cmd/stop: not understood")
    assert kiosk.state.local_snapshot.state == "sensing"
    assert kiosk.feed.poll(NOW_S) == []


def test_a_command_that_the_publisher_answers_itself_is_a_fault_of_the_program(kiosk: Handled) -> None:
    with pytest.raises(AssertionError, match="the publisher, not the command handler, answers"):
        kiosk.handle(ResendCommand(from_seq=1, to_seq=2))


# Plays of the own player ---------------------------------------------------------------------------------------------

OWN: list[PlayEvent] = [
    PlayStarted(
        NOW_S - 20.0123456,
        "spring_a",
        media_s=0.25,
        duration_s=15.0,
        experiment=Experiment("e12", "b", 3),
        feed="player",
        error_s=0.05,
        position=4,
        sha256="ab12cd34ef56",
        is_silent=True,
    ),
    PlayEnded(NOW_S - 5.0987654, 0.13, media_s=15.0, complete=True, dropped=0.05),
]
"""A play of the kiosk's own player, with all that it measures."""


def test_a_play_of_the_own_player_is_taken_up_after_a_crash_as_it_was(kiosk: Handled) -> None:
    """Its feed passes it on; what the last run had no time to prove comes from the journal, to the microsecond."""
    kiosk.commands.store_own_plays(OWN, NOW_S)
    assert kiosk.feed.poll(NOW_S) == []
    assert kiosk.restarted().feed.poll(NOW_S) == OWN


def test_a_play_of_the_own_player_is_taken_up_no_more_once_it_is_proven(kiosk: Handled) -> None:
    kiosk.commands.store_own_plays(OWN, NOW_S)
    kiosk.outbox.append_all([], [ProvenPlay("spring_a", OWN[0].at_s, OWN[1].at_s)])
    assert kiosk.restarted().feed.poll(NOW_S) == []


def test_a_play_of_the_own_player_that_is_stored_after_its_proof_is_proven_once(kiosk: Handled) -> None:
    """Where a command ends the play before its page does, the proof comes first, and ends earlier."""
    kiosk.outbox.append_all([], [ProvenPlay("spring_a", OWN[0].at_s, OWN[1].at_s - 1.0)])
    kiosk.commands.store_own_plays(OWN, NOW_S)
    assert kiosk.restarted().feed.poll(NOW_S) == []


def test_a_play_of_the_own_player_that_cannot_be_stored_goes_on(kiosk: Handled) -> None:
    """The disk is full, or a message can have no such name: the player cannot be asked to tell it again."""
    kiosk.outbox.is_full = True
    kiosk.commands.store_own_plays(OWN, NOW_S)
    kiosk.outbox.is_full = False
    kiosk.commands.store_own_plays([PlayStarted(NOW_S - 20.0, "my ad (1)"), OWN[1]], NOW_S)
    assert kiosk.restarted().feed.poll(NOW_S) == []

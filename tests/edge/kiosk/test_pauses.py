"""Attack by pauses: whoever may send `cmd/pause` and `cmd/resume` cuts the day into batches about the same people."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.clock import Clock
from edge.events import (
    FaceObservation,
    FrameObservation,
    PlayStarted,
    ProofOfPlay,
    Release,
    ReleaseBatch,
    ReleasedReaction,
    ReleasedWindow,
)
from edge.kiosk.stages.audience_loop import AudienceLoop
from edge.kiosk.state.commands import CommandHandler
from edge.kiosk.state.pause_file import PauseFile, pause_path
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.commands import PauseCommand, ReceivedCommand, ReceivedCommands, ResumeCommand
from edge.screen.play_feed import CommandFeed
from edge.stage import StageContext
from edge.uplink.outbox.outbox import Outbox
from tests.worlds import SMILE, face_of

HOUR_S = 3600.0
NINE_S = 1_795_510_800.0  # 2026-11-24T09:00:00Z
WINDOW_S = 60.0
STEP_S = 0.25
SEATED = 12
ADVERT_S = 10


class SeatedAudience:
    """A kiosk's state, commands and audience loop, before people who never leave. The test sets the time."""

    def __init__(self, folder: Path, begin_s: float) -> None:
        self.folder, self.at_s = folder, begin_s
        self.releases: list[Release] = []
        self.begins_s: list[float] = []  # of the times of sensing
        self._track = 0
        self._was_active = False
        self._advert = 0
        self.outbox = Outbox(folder / "outbox.db")
        self._start()

    def _start(self) -> None:
        clock = Clock(lambda: self.at_s, lambda: self.at_s)
        self.state = KioskStateTracker(clock)
        self.commands = CommandHandler(
            self.state, CommandFeed(), self.outbox, PauseFile(pause_path(self.folder / "outbox.db"))
        )
        self.commands.restore_last_run(self.at_s)
        self.state.end_startup()
        rules = AudienceRules(window_s=WINDOW_S)
        self.loop = AudienceLoop(
            lambda: Audience(rules),
            StageContext(lambda: self.at_s, lambda: not self.state.is_paused, lambda: None, self._emit),
        )

    def _emit(self, batch: ReleaseBatch) -> None:
        self.releases += batch.releases

    def restart(self) -> None:
        self.loop.close()
        self._start()

    def command(self, *commands: PauseCommand | ResumeCommand) -> None:
        self.commands.handle(ReceivedCommands(tuple(ReceivedCommand(command, self.at_s) for command in commands)))

    def watch(self, seconds: float) -> None:
        """Time passes. The people look at the screen whenever the camera is open."""
        for _ in range(round(seconds / STEP_S)):
            self.at_s += STEP_S
            if self.at_s % 1 == 0:
                self.commands.update_pause(self.at_s)
            if self.at_s % ADVERT_S == 0:
                self._advert += 1
                self.loop.put_event(PlayStarted(self.at_s, "a", duration_s=float(ADVERT_S)))
            is_active = not self.state.is_paused
            if is_active:
                if not self._was_active:
                    self.begins_s.append(self.at_s)
                    self._track += SEATED  # a new run of perception has new tracks
                self.loop.put_event(FrameObservation(self.at_s, self._faces()))
            self._was_active = is_active
            self.loop.run_one_turn(0.0)

    def _faces(self) -> tuple[FaceObservation, ...]:
        faces = [face_of(self._track + n, 100.0 * n, 50.0, 60.0, 60.0, 0.0, 0.0, False, SMILE) for n in range(SEATED)]
        return tuple(replace(face, cells=(n, n, n, n)) for n, face in enumerate(faces))

    @property
    def windows(self) -> list[ReleasedWindow]:
        return [event for event in self.releases if isinstance(event, ReleasedWindow)]

    @property
    def reactions(self) -> list[ReleasedReaction]:
        return [event for event in self.releases if isinstance(event, ReleasedReaction)]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[SeatedAudience]:
    shop = SeatedAudience(tmp_path, NINE_S + 20 * 60)
    yield shop
    shop.outbox.close()


PAUSE, RESUME = PauseCommand(reason="x"), ResumeCommand(reason="y")


def test_forty_pauses_in_two_minutes_make_no_short_window(shop: SeatedAudience) -> None:
    """No window is shorter than `window_s`, and none ends off the clock. At most three resumes are heeded before the
    full hour, and one at it."""
    shop.watch(90)
    for _ in range(40):
        shop.command(PAUSE)
        shop.watch(1.5)
        shop.command(RESUME)
        shop.watch(1.5)
    assert shop.state.is_paused
    shop.watch(NINE_S + HOUR_S + 300 - shop.at_s)
    shop.command(PAUSE)
    shop.watch(120)
    for window in shop.windows:
        assert window.to_s - window.from_s >= WINDOW_S or window.from_s == shop.begins_s[0]
        assert window.to_s % WINDOW_S == 0
        assert window.at_s == window.to_s + 30
        assert window.coverage in (0.0, 0.25, 0.5, 0.75, 1.0)
    assert shop.begins_s == [NINE_S + 20 * 60 + STEP_S, NINE_S + HOUR_S]
    assert [reaction.to_s for reaction in shop.reactions] == [NINE_S + 22 * 60, NINE_S + HOUR_S + 360]


def test_each_heeded_resume_gives_one_reaction_more(shop: SeatedAudience) -> None:
    """The attacker waits until each run has its reaction: three resumes an hour, and the one at the full hour."""
    while shop.at_s < NINE_S + 2 * HOUR_S:
        shop.watch(100)
        shop.command(PAUSE)
        shop.watch(1.5)
        shop.command(RESUME)
        shop.watch(1.5)
    heeded = len(shop.begins_s) - 1
    assert 4 <= len(shop.reactions) <= 1 + heeded
    for begin_s in shop.begins_s[1:]:
        assert begin_s % WINDOW_S == 0
        assert sum(begin_s <= other_s < begin_s + HOUR_S for other_s in shop.begins_s[1:]) <= 4
    assert all(window.to_s % WINDOW_S == 0 for window in shop.windows)


def test_a_restart_is_no_way_around_the_waiting_time(shop: SeatedAudience) -> None:
    """The wait for the clock and the hour's three resumes are kept through restarts."""
    shop.watch(130)  # 09:22:10
    shop.command(PAUSE)
    shop.watch(2)
    shop.command(RESUME)
    shop.restart()
    assert shop.state.is_paused
    shop.watch(60 + 47)  # 09:23:59
    assert shop.state.is_paused
    shop.watch(1)
    assert not shop.state.is_paused
    for _ in range(2):
        shop.command(PAUSE, RESUME)
        shop.restart()
    shop.watch(200)
    assert not shop.state.is_paused
    shop.command(PAUSE, RESUME)
    shop.restart()
    shop.watch(NINE_S + HOUR_S - 1 - shop.at_s)
    assert shop.state.is_paused
    shop.watch(1)
    assert not shop.state.is_paused


def test_plays_are_proven_through_all_pauses(shop: SeatedAudience) -> None:
    """A pause stops the senses, not the screen."""
    for _ in range(5):
        shop.command(PAUSE, RESUME)
        shop.watch(100)
    proofs = [event for event in shop.releases if isinstance(event, ProofOfPlay)]
    assert len(proofs) >= 48
    assert all(proof.complete for proof in proofs)

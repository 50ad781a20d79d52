"""Carries out the broker's commands as they arrive."""

import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from pydantic import ValidationError

from edge.events import PlayEnded, PlayStarted
from edge.kiosk.state.opt_out import OptOut
from edge.kiosk.state.pause_file import NO_PAUSE, PauseFile, StoredPause
from edge.kiosk.state.resume_clock import resume_allowed_s, times_of_last_hour
from edge.kiosk.state.state import KioskStateTracker, utc_time_text
from edge.messages.commands import (
    BadCommand,
    CommandsNotStoredError,
    FleetCommand,
    MeasuredPlay,
    PauseCommand,
    PlayCommand,
    PlaylistCommand,
    ReceivedCommand,
    ReceivedCommands,
    ResumeCommand,
    StoredPlay,
    make_play_event,
    measured_play,
)
from edge.messages.wire import LOCAL
from edge.screen.play_feed import CommandFeed, PlayEvent
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.outbox.play_journal import ReportedPlay

log = logging.getLogger(__name__)

OPEN_S = 600.0  # a play of unknown length that was told longer ago than this is not taken up again


@dataclass(frozen=True, slots=True)
class LocallyReportedPlay:
    """A play that another player on this kiosk reported, with its time of arrival."""

    play: StoredPlay
    arrived_s: float


@dataclass(frozen=True, slots=True)
class FinishedPlays:
    """Plays that the kiosk's own player has finished, each a start and an end, and the time at which they were
    finished.
    """

    plays: tuple[PlayEvent, ...]
    at_s: float


class CommandHandler:
    """Pauses and resumes sensing, stores plays, and passes them to the command feed.

    The publisher's thread calls `handle`. `restore_last_run` is called before that thread starts, and `update_pause`
    once per second in the kiosk's loop. Any thread may read `bad` and `last_bad`.
    """

    def __init__(
        self,
        state: KioskStateTracker,
        feed: CommandFeed,
        outbox: Outbox,
        pause: PauseFile,
        opt_out: OptOut | None = None,
    ) -> None:
        """`opt_out` is the pause from the player's page. It is stored with the other pauses."""
        self._state, self._feed, self._outbox, self._pause_file = state, feed, outbox, pause
        self._opt_out = opt_out
        self.bad = 0  # commands that could not be read
        self.last_bad = ""  # text of the newest
        self._lock = threading.Lock()  # of the pause
        self._pause = NO_PAUSE

    def restore_last_run(self, now_s: float) -> None:
        """Restores the last run's pause and its plays that have no proof yet."""
        self._pause = pause = self._pause_file.read().adjust_to_clock(now_s)
        if pause.began_s is not None:
            # opening hours and the notice hold for themselves; after them the wait for the clock is left
            self._state.set_pause_reason("command", _text(pause), pause.began_s)
        if pause.reason is None:
            self._state.set_pause_reason("command", None, now_s)
        self._state.restore_local_pauses(pause.local_over)
        if pause.local_began_s is not None:
            self._state.set_pause_reason("local", LOCAL, pause.local_began_s)
        if self._opt_out:
            self._opt_out.restore_pause(pause.local_until_s, now_s)
        self._state.set_pause_reason("local", None, now_s)
        for play in _unproven_play_events(self._outbox.unproven_plays(), now_s):
            self._feed.put_play(play)

    def handle(self, batch: ReceivedCommands) -> None:
        """Carries out commands. Raises CommandsNotStoredError if plays could not be stored and must be handled again
        later.
        """
        plays = [received for received in batch.commands if isinstance(received.command, PlayCommand)]
        for received in batch.commands:
            match received.command:
                case BadCommand(text=text):
                    self.bad, self.last_bad = self.bad + 1, text
                case PauseCommand(reason=reason):
                    self._set_pause(reason)
                case ResumeCommand(reason=reason):
                    log.info("commands: a command resumed the kiosk: %r", reason)
                    self._resume(received.arrived_s)
                case PlayCommand() | PlaylistCommand() | FleetCommand():  # the last two have a reader of their own
                    pass
                case other:
                    raise AssertionError(f"the publisher, not the command handler, answers {other!r}")
        self._save_pause()
        if plays:
            self._store_plays(plays)

    def update_pause(self, now_s: float) -> None:
        """Carries out a resume that is due, and stores the pause. It also stores a pause that did not come from a
        command, or that could not be stored before.
        """
        with self._lock:
            self._lift_due(now_s)
            heeded = times_of_last_hour(self._pause.heeded, now_s)
            local_until_s = self._opt_out.until_s if self._opt_out else None
            self._pause = replace(
                self._pause,
                began_s=self._state.pause_began_s,
                heeded=heeded,
                local_until_s=local_until_s,
                local_began_s=self._state.local_pause_began_s,
                local_over=self._state.ended_local_pauses,
            )
        self._save_pause()

    def _save_pause(self) -> None:
        """Stores the pause if it is not stored yet. A pause that cannot be stored lasts only until the kiosk stops."""
        try:
            self._pause_file.write(self._pause)
        except OSError as error:
            self._state.set_degraded_reason(
                "pause", f"pause: it cannot be stored ({error.strerror}) and would end at a restart"
            )
        else:
            self._state.set_degraded_reason("pause", None)

    def _set_pause(self, reason: str) -> None:
        with self._lock:
            if reason != self._pause.reason:
                log.info("commands: a command paused the kiosk: %r", reason)  # %r keeps foreign text on one line
            self._pause = replace(self._pause, reason=reason, resume_s=None)
            self._state.set_pause_reason("command", _text(self._pause))
            self._pause = replace(self._pause, began_s=self._state.pause_began_s)

    def _resume(self, at_s: float) -> None:
        """Ends the pause by command: at once, or at the next full hour if there have been too many resumes."""
        with self._lock:
            if self._pause.reason is not None:
                resume_s = resume_allowed_s(at_s, self._pause.heeded)
                self._pause = replace(self._pause, resume_s=resume_s)
                self._state.set_pause_reason("command", _text(self._pause))
                self._lift_due(at_s)

    def _lift_due(self, now_s: float) -> None:
        resume_s = self._pause.resume_s
        if resume_s is not None and now_s >= resume_s:
            heeded = (*times_of_last_hour(self._pause.heeded, now_s), resume_s)
            self._pause = replace(self._pause, reason=None, resume_s=None, heeded=heeded)
            self._state.set_pause_reason("command", None, resume_s)

    def store_reported_play(self, play: StoredPlay, arrived_s: float) -> None:
        """Stores a play that a player on this kiosk reported, and passes it on. May be called from any thread.

        Raises CommandsNotStoredError.
        """
        self._store_plays([ReceivedCommand(play, arrived_s)])

    def store_own_plays(self, plays: Sequence[PlayEvent], now_s: float) -> None:
        """Stores plays of the kiosk's own player, each a start and an end, before its feed passes on the ends. May be
        called from any thread.

        The player does not report plays twice, so plays that cannot be stored still count. The outbox raises its own
        alert.
        """
        with suppress(OutboxError, ValidationError):  # ValidationError: the name of a file that no message can have
            self._outbox.add_plays(_measured(plays, now_s), now_s)

    def _store_plays(self, plays: Sequence[ReceivedCommand]) -> None:
        if not self._feed.has_room(len(plays)):
            raise CommandsNotStoredError("plays: play reports arrive faster than they can be stored")
        try:
            new = self._outbox.add_plays([_told(received) for received in plays], plays[-1].arrived_s)
        except OutboxError as error:
            raise CommandsNotStoredError(str(error)) from error
        for play in new:
            self._feed.put_play(_event(play))


def _text(pause: StoredPause) -> str:
    if pause.resume_s is None:
        return f"command: {pause.reason}"
    return (
        f"command: {pause.reason} (resumes at {utc_time_text(pause.resume_s)}, after too many resumes within an hour)"
    )


def _told(received: ReceivedCommand) -> ReportedPlay:
    command = received.command
    assert isinstance(command, PlayCommand)
    event = make_play_event(command, received.arrived_s)
    creative = event.creative if isinstance(event, PlayStarted) else None
    return ReportedPlay(event.at_s, creative, received.arrived_s, _payload(command))


def _payload(command: PlayCommand) -> bytes:
    return command.model_dump_json(by_alias=True, exclude_none=True).encode()


def _event(play: ReportedPlay) -> PlayEvent:
    """Event of a stored play. If the play's command contains no time, the time stored with the command is used."""
    return make_play_event(MeasuredPlay.model_validate_json(play.command), play.at_s)


def _measured(plays: Sequence[PlayEvent], now_s: float) -> list[ReportedPlay]:
    kept, creative = [], ""
    for play in plays:
        creative = play.creative if isinstance(play, PlayStarted) else creative
        name = play.creative if isinstance(play, PlayStarted) else None
        kept.append(ReportedPlay(play.at_s, name, now_s, _payload(measured_play(play, creative))))
    return kept


def _unproven_play_events(plays: Sequence[ReportedPlay], now_s: float) -> list[PlayEvent]:
    """Events of plays for which an earlier run published no proof. The last play may have ended in the meantime: its
    end is then computed from its start and its length. It is skipped if its length is unknown.
    """
    events = sorted(map(_event, plays), key=lambda event: event.at_s)
    if not events or isinstance(events[-1], PlayEnded):
        return events
    last = events[-1]
    if now_s - last.at_s <= (last.duration_s or OPEN_S):
        return events
    if last.duration_s is None:
        return events[:-1]
    left_s = max(0.0, last.duration_s - last.media_s)
    return [*events, PlayEnded(last.at_s + left_s, last.error_s)]

"""Commands of the broker: carried out as they arrive."""

import logging
from collections.abc import Sequence

from edge.events import PlayEnded, PlayStarted
from edge.kiosk.pause_file import PauseFile
from edge.kiosk.state import KioskStateTracker
from edge.messages.commands import (
    BadCommand,
    CommandsNotStoredError,
    PauseCommand,
    PlayCommand,
    ReceivedCommand,
    ReceivedCommands,
    ResumeCommand,
    play_event,
)
from edge.screen.play_feed import CommandFeed, PlayEvent
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.outbox.play_journal import ToldPlay

log = logging.getLogger(__name__)

OPEN_S = 600.0  # a play of unknown length that was told longer ago than this is not taken up again


class CommandHandler:
    """Pauses and resumes sensing, stores plays and passes them to the command feed.

    Called in the publisher's thread, `restore` before it starts. Any thread may read `bad` and `last_bad`.
    """

    def __init__(self, state: KioskStateTracker, feed: CommandFeed, outbox: Outbox, pause: PauseFile) -> None:
        self._state, self._feed, self._outbox, self._pause_file = state, feed, outbox, pause
        self.bad = 0  # commands that could not be read
        self.last_bad = ""  # text of the newest
        self._reason: str | None = None  # of the pause by command

    def restore(self, now_s: float) -> None:
        """Takes up what the last run left: its pause, and the plays without a proof."""
        self._reason = self._pause_file.read()
        self._show_pause()
        for play in _to_take_up(self._outbox.unproven_plays(), now_s):
            self._feed.put(play)

    def handle(self, batch: ReceivedCommands) -> None:
        """Carries out commands. Raises CommandsNotStoredError for plays that must be handled again later."""
        plays = [received for received in batch.commands if isinstance(received.command, PlayCommand)]
        for received in batch.commands:
            match received.command:
                case BadCommand(text=text):
                    self.bad, self.last_bad = self.bad + 1, text
                case PauseCommand(reason=reason):
                    self._set_pause(reason)
                case ResumeCommand(reason=reason):
                    log.info("resumed by command: %r", reason)
                    self._set_pause(None)
                case PlayCommand():
                    pass
                case other:
                    raise AssertionError(f"the publisher answers {other!r} itself")
        self.save_pause()
        if plays:
            self._store_plays(plays)

    def save_pause(self) -> None:
        """Stores the pause, if it is not stored yet. A pause that cannot be stored holds until the kiosk stops."""
        try:
            self._pause_file.write(self._reason)
        except OSError as error:
            self._state.degrade("pause", f"pause: it cannot be stored ({error.strerror}) and would end with a restart")
        else:
            self._state.degrade("pause", None)

    def _set_pause(self, reason: str | None) -> None:
        if reason is not None and reason != self._reason:
            log.info("paused by command: %r", reason)  # %r keeps foreign text on one line
        self._reason = reason
        self._show_pause()

    def _show_pause(self) -> None:
        self._state.pause("command", None if self._reason is None else f"command: {self._reason}")

    def _store_plays(self, plays: Sequence[ReceivedCommand]) -> None:
        if not self._feed.has_room(len(plays)):
            raise CommandsNotStoredError("plays: they come faster than they can be stored")
        try:
            new = self._outbox.add_plays([_told(received) for received in plays], plays[-1].arrived_s)
        except OutboxError as error:
            raise CommandsNotStoredError(str(error)) from error
        for play in new:
            self._feed.put(_event(play))


def _told(received: ReceivedCommand) -> ToldPlay:
    command = received.command
    assert isinstance(command, PlayCommand)
    event = play_event(command, received.arrived_s)
    creative = event.creative if isinstance(event, PlayStarted) else None
    payload = command.model_dump_json(by_alias=True, exclude_none=True).encode()
    return ToldPlay(event.at_s, creative, received.arrived_s, payload)


def _event(play: ToldPlay) -> PlayEvent:
    return play_event(PlayCommand.model_validate_json(play.command), play.arrived_s)


def _to_take_up(plays: Sequence[ToldPlay], now_s: float) -> list[PlayEvent]:
    """Events of plays that an earlier run did not prove. The last one may be over meanwhile: then it ended after its
    length, and is left out if that is unknown."""
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

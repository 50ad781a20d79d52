"""Commands of the broker: carried out as they arrive."""

import logging

from edge.kiosk.monitor import KioskMonitor
from edge.kiosk.state import KioskStateTracker
from edge.messages.commands import (
    BadCommand,
    PauseCommand,
    PlayCommand,
    ReceivedCommand,
    ResumeCommand,
    play_event,
)
from edge.screen.play_feed import CommandFeed

log = logging.getLogger(__name__)


class CommandHandler:
    """Pauses and resumes sensing, and passes plays to the command feed. Called in the publisher's thread."""

    def __init__(self, state: KioskStateTracker, monitor: KioskMonitor, feed: CommandFeed) -> None:
        self._state, self._monitor, self._feed = state, monitor, feed
        self.bad = 0  # commands that could not be read

    def handle(self, received: ReceivedCommand) -> None:
        """Carries out one command."""
        match received.command:
            case BadCommand(text=text):
                self.bad += 1
                self._monitor.bad_command(text)
            case PlayCommand() as command:
                self._feed.put(play_event(command, received.arrived_s))
            case PauseCommand(reason=reason):
                log.info("paused by command: %r", reason)  # %r keeps foreign text on one line
                self._state.pause("command", f"command: {reason}")
            case ResumeCommand(reason=reason):
                log.info("resumed by command: %r", reason)
                self._state.pause("command", None)
            case other:
                raise AssertionError(f"the publisher answers {other!r} itself")

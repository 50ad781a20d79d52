"""Receives commands from the broker: parses them, passes them on, and acknowledges them once they are handled."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.messages.commands import (
    AnyCommand,
    BadCommand,
    CommandsNotStoredError,
    PlayCommand,
    ReceivedCommand,
    ReceivedCommands,
    ResendCommand,
    parse_command,
)
from edge.messages.end_to_end import SEEN
from edge.messages.wire import Header, message_topic
from edge.uplink.mqtt.client import UNACKNOWLEDGED_COMMANDS, MqttClient
from edge.uplink.mqtt.client_events import CommandReceived, Delivery
from edge.uplink.publisher.rate_limit import ResendRanges

log = logging.getLogger(__name__)

RETRY_S = 2.0  # interval between two attempts to store plays
MAX_UNSTORED = UNACKNOWLEDGED_COMMANDS // 2  # plays; the rest of the broker's limit is for other commands
_TOO_MANY_RANGES = BadCommand(
    "cmd/resend", "cmd/resend: too many ranges wait to be published again. Request fewer and longer ones."
)
_OTHER_DEVICE = BadCommand("cmd", "cmd: its topic names another kiosk. Check the access rules of the broker.")


@dataclass(slots=True)
class _UnstoredPlay:
    """A play that is not stored yet, with its bytes and its latest delivery."""

    delivery: Delivery
    payload: bytes
    received: ReceivedCommand


class CommandReceiver:
    """Passes commands on and acknowledges them. Only the publisher's thread uses it.

    Answers to an end-to-end test are meant for the doctor, so they are only acknowledged.

    Plays that could not be stored are retried. Until then they stay unacknowledged, so that the broker keeps them. All
    other commands are carried out and acknowledged at once.
    """

    def __init__(self, header: Header, resends: ResendRanges, emit: Callable[[ReceivedCommands], None]) -> None:
        self.dropped = 0  # plays that could not be stored for so long that others took their place
        self._header, self._resends, self._emit = header, resends, emit
        self._prefix, self._seen = message_topic(header, ""), message_topic(header, SEEN)
        self._unstored: deque[_UnstoredPlay] = deque()
        self._retry_s = float("-inf")
        self._handled: deque[tuple[int, bytes]] = deque(maxlen=UNACKNOWLEDGED_COMMANDS)  # the newest
        self._is_failing = False

    def receive(self, events: Sequence[CommandReceived], client: MqttClient, now_s: float) -> None:
        """Handle commands that arrived together on one connection, in order."""
        others: list[ReceivedCommand] = []
        has_plays = False
        for event in events:
            if event.topic == self._seen or self._is_repeated(event):
                continue
            command = self._read(event)
            received = ReceivedCommand(command, event.at_s)
            if isinstance(command, PlayCommand):
                self._unstored.append(_UnstoredPlay(event.delivery, event.payload, received))
                has_plays = True
            elif not isinstance(command, ResendCommand):
                others.append(received)
            elif not self._resends.add(command.from_seq, command.to_seq):
                others.append(ReceivedCommand(_TOO_MANY_RANGES, event.at_s))
        self._emit_commands(others)
        stored = self._store_waiting_plays(now_s) if has_plays else []
        arrived, waiting = {event.delivery for event in events}, {play.delivery for play in self._unstored}
        for play in stored:
            if play.delivery not in arrived:
                self._finish(play.delivery, play.payload, client)
        for event in events:  # in the order of arrival, as MQTT asks
            if event.topic == self._seen:
                client.acknowledge_command(event.delivery)  # and not kept: many of them must push out no command
            elif event.delivery not in waiting:
                self._finish(event.delivery, event.payload, client)

    def retry_storing_plays(self, client: MqttClient, now_s: float) -> None:
        """Try again to store the plays that are waiting to be stored."""
        if self._unstored and now_s >= self._retry_s:
            for play in self._store_waiting_plays(now_s):
                self._finish(play.delivery, play.payload, client)

    def seconds_until_retry(self, now_s: float) -> float | None:
        """Seconds until the next attempt to store plays; None if no plays are waiting."""
        return max(0.0, self._retry_s - now_s) if self._unstored else None

    def _is_repeated(self, event: CommandReceived) -> bool:
        """True if the broker repeats a command that was already handled, or that is waiting to be stored."""
        if not event.delivery.is_repeated:
            return False
        for play in self._unstored:
            if (play.delivery.mid, play.payload) == (event.delivery.mid, event.payload):
                play.delivery = event.delivery
                return True
        return (event.delivery.mid, event.payload) in self._handled

    def _read(self, event: CommandReceived) -> AnyCommand | BadCommand:
        kind = event.topic.removeprefix(self._prefix)
        if kind == event.topic:
            return _OTHER_DEVICE
        return parse_command(kind, event.payload, self._header, event.at_s, retained=event.retained)

    def _store_waiting_plays(self, now_s: float) -> list[_UnstoredPlay]:
        """Pass on the waiting plays, and return the plays that no longer wait.

        If there is not enough space for all plays, the newest ones keep waiting.
        """
        done = len(self._unstored)
        try:
            self._emit(ReceivedCommands(tuple(play.received for play in self._unstored)))
        except CommandsNotStoredError:
            self._retry_s = now_s + RETRY_S
            done = max(0, done - MAX_UNSTORED)
            self.dropped += done
        except Exception:  # noqa: BLE001  as in the supervisor: any unforeseen bug
            self._log_failure()
        return [self._unstored.popleft() for _ in range(done)]

    def _emit_commands(self, commands: Sequence[ReceivedCommand]) -> None:
        """Emit commands, and catch exceptions, because a bug in their handling must not stop publishing.

        After an exception, each command is emitted separately, so that a failing command does not block the others.
        """
        if not commands:
            return
        try:
            self._emit(ReceivedCommands(tuple(commands)))
        except Exception:  # noqa: BLE001  as in the supervisor: any unforeseen bug
            if len(commands) == 1:
                self._log_failure()
            else:
                for command in commands:
                    self._emit_commands([command])
        else:
            self._is_failing = False

    def _finish(self, delivery: Delivery, payload: bytes, client: MqttClient) -> None:
        """Acknowledge a command exactly once."""
        self._handled.append((delivery.mid, payload))
        client.acknowledge_command(delivery)

    def _log_failure(self) -> None:
        """Log only the first of a series of failures."""
        if not self._is_failing:
            log.exception("commands: an unexpected error ended a command; the kiosk still sends messages")
        self._is_failing = True

"""Out of the outbox to the broker, each message marked as sent once the broker has said that it has it; commands in.
One thread owns the connection and waits for events; nothing in the outbox is lost, whatever becomes of it.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.uplink import conditions
from edge.uplink.commands import AnyCommand, BadCommand, ResendCommand, read_command
from edge.uplink.conditions import Condition
from edge.uplink.link import (
    Acked,
    Arrived,
    BrokerOptions,
    CommandsDenied,
    Connected,
    Link,
    LinkEvent,
    Lost,
    Refused,
    Unreachable,
)
from edge.uplink.messages import Message
from edge.uplink.outbox import Outbox, OutboxError
from edge.uplink.outgoing import Outgoing
from edge.uplink.wire import Header

log = logging.getLogger(__name__)

_LOOK_S = 5.0  # how often the network thread is looked after when nothing happens
_MARGIN_S = 0.5  # of the time of a stop, for the goodbye
_GOODBYE_S = 1.2  # paho sleeps for up to a second between attempts to connect
_LAST_WORD_S = 0.3  # before its end the broker hears `offline`, whatever else it does not have yet


@dataclass(frozen=True, slots=True)
class _Woken:
    """There may be something to publish."""


@dataclass(frozen=True, slots=True)
class _Drain:
    done: threading.Event


@dataclass(frozen=True, slots=True)
class _Stop:
    by_s: float


class Publisher:
    """`run` is its thread; all else may be called from any. To be read at any time: `connected`, `condition` (what is
    wrong with the broker, or None), `lost_connections`, `refused_messages`, `dropped_commands`."""

    def __init__(
        self,
        options: BrokerOptions,
        header: Header,
        outbox: Outbox,
        *,
        state: Callable[[], Message],
        offline: Callable[[], Message],
        on_command: Callable[[AnyCommand | BadCommand, float], None],
        now_s: Callable[[], float],
        monotonic_s: Callable[[], float],
    ) -> None:
        """`state` makes the retained state as it is; `offline` the one to leave behind, as the will and at a stop.
        `on_command` gets every command but `cmd/resend`, and what should have been one, with its time of arrival. These
        three are called in the thread of `run`. Raises BrokerSettingsError."""
        self.connected = False
        self.condition: Condition | None = None
        self.lost_connections = 0
        self._options = options
        self._header = header
        self._outbox = outbox
        self._state = state
        self._offline = offline
        self._on_command = on_command
        self._now_s = now_s
        self._monotonic_s = monotonic_s
        self._inbox: queue.SimpleQueue[tuple[Link | None, LinkEvent | _Woken | _Drain | _Stop]] = queue.SimpleQueue()
        self._wake_lock = threading.Lock()
        self._is_woken = False
        self._ended = threading.Event()
        self._ended.set()
        # From here on only the thread of `run` writes.
        self._link = self._new_link()
        self._outgoing = Outgoing(outbox, self._present_state, options.in_flight, options.refused_retry_s)
        self._denied: Condition | None = None
        self._away_since_s: float | None = None
        self._drains: list[_Drain] = []
        self._stop_by_s: float | None = None
        outbox.watch(self._wake)

    @property
    def refused_messages(self) -> int:
        return self._outgoing.refused

    @property
    def dropped_commands(self) -> int:
        return self._link.dropped_commands

    def state_changed(self) -> None:
        """The state is not what was last published."""
        self._outgoing.state_changed()
        self._wake()

    def health(self, message: Message) -> None:
        """Publishes it when it can; a newer one takes its place."""
        self._outgoing.health(message)
        self._wake()

    def drain(self, timeout_s: float) -> bool:
        """Waits until the broker has everything. False where that took longer."""
        drain = _Drain(threading.Event())
        self._inbox.put((None, drain))
        return drain.done.wait(timeout_s)

    def stop(self, timeout_s: float = 3.0) -> bool:
        """Ends `run`: what the broker takes within this time goes out, then `offline`; the rest stays in the outbox.
        False where the thread had not ended by then."""
        self._inbox.put((None, _Stop(self._monotonic_s() + timeout_s - _MARGIN_S)))
        return self._ended.wait(timeout_s)

    def run(self) -> None:
        """Publishes until `stop`. What it raises is a fault of the network thread, of the outbox, or of the callables
        given; it may then be called again."""
        self._ended.clear()
        self._link = link = self._new_link()
        self._outgoing.new_link()
        link.will(self._offline())
        link.open()
        try:
            while not self._is_over():
                self._take_events()
                link.check()
                self._mark_sent()
                if self.connected:
                    self._outgoing.publish(link, self._monotonic_s())
                self._answer_drains()
        finally:
            self.connected = False
            link.close(_GOODBYE_S)
            self._ended.set()

    def _new_link(self) -> Link:
        return Link(self._options, self._header, self._emit, self._inbox.qsize, self._now_s)

    def _emit(self, link: Link, event: LinkEvent) -> None:
        self._inbox.put((link, event))

    def _wake(self) -> None:
        with self._wake_lock:
            if self._is_woken:
                return
            self._is_woken = True
        self._inbox.put((None, _Woken()))

    def _present_state(self) -> Message:
        return self._state() if self._stop_by_s is None else self._offline()

    def _take_events(self) -> None:
        """Waits for the next event, or until something is due, and handles all that are there."""
        try:
            items = [self._inbox.get(timeout=self._patience_s())]
        except queue.Empty:
            self._outgoing.look_again()
            return
        while not self._inbox.empty():  # nobody else takes from it
            items.append(self._inbox.get_nowait())
        for link, event in items:
            if link is None or link is self._link:  # the last words of a former link are nothing to us
                self._handle(event)

    def _patience_s(self) -> float:
        now_s = self._monotonic_s()
        due_s = self._outgoing.wait_s(now_s) if self.connected else None
        waits = [_LOOK_S] if due_s is None else [_LOOK_S, due_s]
        if self._stop_by_s is not None:
            waits.append(self._stop_by_s - now_s)
        return max(0.0, min(waits))

    def _handle(self, event: LinkEvent | _Woken | _Drain | _Stop) -> None:
        match event:
            case _Woken():
                with self._wake_lock:
                    self._is_woken = False
                self._outgoing.look_again()
            case Acked():
                self._take_answer(event)
            case Arrived():
                self._take_command(event)
            case Connected():
                self._begin(event)
            case Lost():
                self._lose(event)
            case Refused():
                self._tell(conditions.refused(event, self._options, self._waiting()))
            case Unreachable():
                self._tell(conditions.unreachable(event, self._options, self._waiting()))
            case CommandsDenied():
                self._tell(conditions.deaf(event, self._options))
            case _Drain():
                self._drains.append(event)
            case _Stop():
                self._stop_by_s = event.by_s
                self._outgoing.say_last(event.by_s - _LAST_WORD_S)

    def _begin(self, event: Connected) -> None:
        away = "" if self._away_since_s is None else f" after {self._monotonic_s() - self._away_since_s:.0f} s"
        log.info("broker: connected to %s%s; messages waiting: %d", self._options.place, away, self._waiting())
        self.connected, self._away_since_s = True, None
        self.condition = self._denied if self._outgoing.is_held else None
        self._outgoing.connected(min(self._options.in_flight, event.in_flight))
        self._link.hear_commands()

    def _lose(self, event: Lost) -> None:
        """Those in flight stay with the link, which sends them again when it has connected."""
        if self.connected:
            self.connected = False
            self.lost_connections += 1
            self._tell(conditions.lost(event, self._options, self._waiting()))
        elif self.condition is None:
            self._tell(conditions.hung_up(event, self._options, self._waiting()))
        self._link.will(self._offline())

    def _tell(self, condition: Condition) -> None:
        """Logged once, not at each attempt."""
        if not self.connected and self._away_since_s is None:
            self._away_since_s = self._monotonic_s()
        if self.condition is None or condition.code != self.condition.code:
            log.warning("%s", condition.text)
        self.condition = condition

    def _take_answer(self, event: Acked) -> None:
        sent = self._outgoing.answered(event, self._monotonic_s())
        if sent is not None and event.refusal is not None:
            self._denied = conditions.denied(sent.kind, event.refusal, self._options, self._waiting())
            self._tell(self._denied)

    def _take_command(self, event: Arrived) -> None:
        command = read_command(event.kind, event.payload, self._header, retained=event.retained)
        if not isinstance(command, ResendCommand):
            self._on_command(command, event.at_s)
        elif not self._outgoing.resends.ask(command.from_seq, command.to_seq):
            text = "cmd/resend: too many ranges wait to be published again; ask for fewer and longer ones."
            self._on_command(BadCommand(event.kind, text), event.at_s)

    def _mark_sent(self) -> None:
        try:
            if not self._outgoing.mark_sent(self._now_s()):
                return
        except OutboxError as error:
            self._tell(conditions.unmarked(str(error)))
            return
        if self.condition is not None and self.condition.code in conditions.PASSING and not self._outgoing.is_held:
            self.condition = None

    def _answer_drains(self) -> None:
        if self._drains and self.connected and self._outgoing.is_settled:
            for drain in self._drains:
                drain.done.set()
            self._drains.clear()

    def _is_over(self) -> bool:
        if self._stop_by_s is None:
            return False
        return not self.connected or self._monotonic_s() >= self._stop_by_s or self._outgoing.is_settled

    def _waiting(self) -> int:
        return self._outbox.filling().unsent

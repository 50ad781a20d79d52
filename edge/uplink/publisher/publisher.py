"""Out of the outbox to the broker, each message marked as sent once the broker has said that it has it; commands in.
One thread owns the connection and waits for events; nothing in the outbox is lost, whatever becomes of it.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.messages.build import Message
from edge.messages.commands import AnyCommand, BadCommand, ResendCommand, read_command
from edge.messages.wire import Header
from edge.uplink.mqtt.client import BrokerOptions, MqttClient
from edge.uplink.mqtt.client_events import (
    BrokerUnreachable,
    ClientEvent,
    ClientFailed,
    CommandReceived,
    Connected,
    ConnectionLost,
    ConnectionRefused,
    PublishAcknowledged,
    SubscriptionAnswered,
)
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.active_alerts import ActiveAlerts
from edge.uplink.publisher.alert_texts import BrokerAlert
from edge.uplink.publisher.connection import BrokerConnection
from edge.uplink.publisher.send_queue import SendQueue

log = logging.getLogger(__name__)

_LOOK_S = 5.0  # how often the network thread is looked after when nothing happens
_MARGIN_S = 0.5  # of the time of a stop, for the goodbye
_GOODBYE_S = 1.2  # paho sleeps for up to a second between attempts to connect
_LAST_WORD_S = 0.3  # before its end the broker hears `offline`, whatever else it does not have yet


@dataclass(frozen=True, slots=True)
class _WakeUp:
    """There may be something to publish."""


@dataclass(frozen=True, slots=True)
class _DrainRequest:
    done: threading.Event


@dataclass(frozen=True, slots=True)
class _StopRequest:
    by_s: float


class Publisher:
    """`run` is its thread; all else may be called from any. To be read at any time: `connected`, `conditions` (what is
    wrong with the broker, all that holds), `lost_connections`, `refused_messages`, `set_aside_messages`,
    `dropped_commands`, `failed_commands`."""

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
        heartbeat: Callable[[], None] = lambda: None,
    ) -> None:
        """`state` makes the retained state as it is; `offline` the one to leave behind, as the will and at a stop.
        `on_command` gets every command but `cmd/resend`, and what should have been one, with its time of arrival. These
        three are called in the thread of `run`, and so is `beat`, every few seconds at least. Raises
        BrokerSettingsError."""
        self.failed_commands = 0  # those that `on_command` raised at
        self._options = options
        self._header = header
        self._outbox = outbox
        self._state = state
        self._offline = offline
        self._on_command = on_command
        self._now_s = now_s
        self._monotonic_s = monotonic_s
        self._heartbeat = heartbeat
        self._inbox: queue.SimpleQueue[
            tuple[MqttClient | None, ClientEvent | _WakeUp | _DrainRequest | _StopRequest]
        ] = queue.SimpleQueue()
        self._wake_lock = threading.Lock()
        self._is_woken = False
        self._ended = threading.Event()
        self._ended.set()
        # From here on only the thread of `run` writes.
        self._outgoing = SendQueue(outbox, self._present_state, options.in_flight, options.refused_retry_s)
        self._alerts = ActiveAlerts(options, self._waiting)
        self._connection = BrokerConnection(
            options, self._new_client, self._outgoing, self._alerts, outbox, offline, self._waiting, monotonic_s
        )
        self._is_handler_failing = False
        self._resume_s = float("-inf")  # publishing is not tried before
        self._drains: list[_DrainRequest] = []
        self._stop_by_s: float | None = None
        outbox.on_append(self._wake)

    @property
    def connected(self) -> bool:
        return self._connection.is_up

    @property
    def lost_connections(self) -> int:
        return self._connection.losses

    @property
    def conditions(self) -> tuple[BrokerAlert, ...]:
        """What holds; what keeps us from the broker comes first."""
        return self._alerts.holding

    @property
    def condition(self) -> BrokerAlert | None:
        """The first of `conditions`, or None."""
        return next(iter(self.conditions), None)

    @property
    def refused_messages(self) -> int:
        return self._outgoing.in_flight.refused

    @property
    def set_aside_messages(self) -> int:
        return self._outgoing.in_flight.set_aside

    @property
    def dropped_commands(self) -> int:
        return self._connection.dropped_commands

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
        drain = _DrainRequest(threading.Event())
        self._inbox.put((None, drain))
        return drain.done.wait(timeout_s)

    def stop(self, timeout_s: float = 3.0) -> bool:
        """Ends `run`: what the broker takes within this time goes out, then `offline`; the rest stays in the outbox.
        False where the thread had not ended by then."""
        self._inbox.put((None, _StopRequest(self._monotonic_s() + timeout_s - _MARGIN_S)))
        return self._ended.wait(timeout_s)

    def run(self) -> None:
        """Publishes until `stop`. What it raises is a fault of the callables given, `on_command` apart; it may then be
        called again."""
        self._ended.clear()
        try:
            self._connection.open()
            while not self._is_over():
                self._heartbeat()
                self._take_events()
                self._connection.reconnect_if_due()
                self._write_down()
                self._publish()
                self._answer_drains()
        finally:
            self._connection.close(_GOODBYE_S)
            self._ended.set()

    # Events ---------------------------------------------------------------------------------------------------------

    def _new_client(self) -> MqttClient:
        return MqttClient(self._options, self._header, self._emit, self._inbox.qsize, self._now_s)

    def _emit(self, link: MqttClient, event: ClientEvent) -> None:
        self._inbox.put((link, event))

    def _wake(self) -> None:
        with self._wake_lock:
            if self._is_woken:
                return
            self._is_woken = True
        self._inbox.put((None, _WakeUp()))

    def _present_state(self) -> Message:
        return self._state() if self._stop_by_s is None else self._offline()

    def _take_events(self) -> None:
        """Waits for the next event, or until something is due, and handles all that are there."""
        try:
            items = [self._inbox.get(timeout=self._patience_s())]
        except queue.Empty:
            self._outgoing.recheck_outbox()
            return
        while not self._inbox.empty():  # nobody else takes from it
            items.append(self._inbox.get_nowait())
        for link, event in items:
            if link is None or self._connection.is_of(link):  # the last words of a former link are nothing to us
                self._handle(event)

    def _patience_s(self) -> float:
        now_s = self._monotonic_s()
        waits = [_LOOK_S]
        if self.connected and (due_s := self._outgoing.wait_s(now_s)) is not None:
            waits.append(max(due_s, self._resume_s - now_s))
        if (over_s := self._alerts.wait_s(now_s)) is not None:
            waits.append(over_s)
        if (reopen_s := self._connection.wait_s(now_s)) is not None:
            waits.append(reopen_s)
        if self._stop_by_s is not None:
            waits.append(self._stop_by_s - now_s)
        return max(0.0, min(waits))

    def _handle(self, event: ClientEvent | _WakeUp | _DrainRequest | _StopRequest) -> None:
        match event:
            case _WakeUp():
                with self._wake_lock:
                    self._is_woken = False
                self._outgoing.recheck_outbox()
            case PublishAcknowledged():
                self._outgoing.answered(event, self._monotonic_s())
            case CommandReceived():
                self._take_command(event)
            case Connected() | ConnectionLost() | ClientFailed() | ConnectionRefused() | BrokerUnreachable():
                self._connection.handle(event)
            case SubscriptionAnswered():
                self._handle_subscription(event)
            case _DrainRequest():
                self._drains.append(event)
            case _StopRequest():
                self._stop_by_s = event.by_s
                self._outgoing.say_last(event.by_s - _LAST_WORD_S)

    def _handle_subscription(self, event: SubscriptionAnswered) -> None:
        if event.denied is None:
            self._alerts.clear("broker.deaf")
        else:
            self._alerts.activate(alert_texts.commands_failed(event.denied, self._options))

    def _take_command(self, event: CommandReceived) -> None:
        command = read_command(event.kind, event.payload, self._header, retained=event.retained)
        if not isinstance(command, ResendCommand):
            self._hand_on(command, event.at_s)
        elif not self._outgoing.resends.add(command.from_seq, command.to_seq):
            text = "cmd/resend: too many ranges wait to be published again; ask for fewer and longer ones."
            self._hand_on(BadCommand(event.kind, text), event.at_s)

    def _hand_on(self, command: AnyCommand | BadCommand, at_s: float) -> None:
        """What the house does not stand must not keep its messages from leaving. Logged once, until one is stood."""
        try:
            self._on_command(command, at_s)
        except Exception:  # here as in the supervisor: a fault that nobody foresaw
            self.failed_commands += 1
            if not self._is_handler_failing:
                log.exception("commands: one ended in a fault that nobody foresaw; messages go out all the same")
            self._is_handler_failing = True
        else:
            self._is_handler_failing = False

    # Messages -------------------------------------------------------------------------------------------------------

    def _write_down(self) -> None:
        """What the broker has, in the outbox; what is wrong with it, in the conditions."""
        at_s = self._monotonic_s()
        for aside in self._outgoing.in_flight.take_set_aside():
            self._alerts.set_aside(aside, at_s)
        self._alerts.refresh(self._outgoing.in_flight.holds, at_s)
        try:
            if self._outgoing.in_flight.write(self._now_s()):
                self._connection.reset_failures()
                self._alerts.clear("outbox.unwritable")
        except OutboxError as error:
            self._alerts.activate(alert_texts.unmarked(str(error)))

    def _publish(self) -> None:
        at_s = self._monotonic_s()
        if not self.connected or at_s < self._resume_s:
            return
        try:
            self._outgoing.publish(self._connection.client, at_s)
        except OutboxError as error:
            self._resume_s = at_s + _LOOK_S
            self._alerts.activate(alert_texts.unmarked(str(error)))

    def _answer_drains(self) -> None:
        if self._drains and self.connected and self._outgoing.is_settled:
            for drain in self._drains:
                drain.done.set()
            self._drains.clear()

    def _is_over(self) -> bool:
        if self._stop_by_s is None:
            return False
        at_s = self._monotonic_s()
        return not self.connected or at_s >= self._stop_by_s or self._outgoing.is_finished(at_s)

    def _waiting(self) -> int:
        return self._outbox.usage().unsent

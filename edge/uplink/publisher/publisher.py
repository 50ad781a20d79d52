"""Publisher: sends the outbox to the broker, marks each acknowledged message as sent, and receives commands.

One thread owns the connection and waits for events. No failure of the connection loses a message of the outbox.
"""

import logging
import queue
import threading
from dataclasses import dataclass
from typing import Protocol

from edge.alerts import Alert
from edge.messages.build import Message
from edge.messages.commands import ReceivedCommands
from edge.messages.wire import Header
from edge.stage import StageContext
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client import MqttClient
from edge.uplink.mqtt.client_events import ClientEvent, CommandReceived, ConnectionEvent, PublishAcknowledged
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.active_alerts import ActiveBrokerAlerts
from edge.uplink.publisher.announcements import Announcements
from edge.uplink.publisher.command_receiver import CommandReceiver
from edge.uplink.publisher.connection import BrokerConnection
from edge.uplink.publisher.send_queue import PublishQueue

log = logging.getLogger(__name__)

_EVENTS_AT_ONCE = 500  # then the other work of the loop has its turn
_POLL_S = 5.0  # longest wait for an event; then the network thread is checked
_STOP_MARGIN_S = 0.5  # part of the stop's timeout that is kept for the disconnect
_CLOSE_TIMEOUT_S = 1.2  # paho sleeps for up to a second between attempts to connect
_OFFLINE_MARGIN_S = (
    0.3  # `offline_message` is sent at least this long before the stop ends, even if other messages wait
)


@dataclass(frozen=True, slots=True)
class _NewMessageWakeUp:
    """Event that wakes the publisher's thread, because there may be a new message to publish."""


@dataclass(frozen=True, slots=True)
class _WaitUntilSentRequest:
    done: threading.Event


@dataclass(frozen=True, slots=True)
class _StopRequest:
    by_s: float


class StateMessages(Protocol):
    """Builder of messages about the kiosk's state. The publisher's thread calls its methods."""

    def state_message(self) -> Message:
        """The current state, as a message that the broker retains."""

    def offline_message(self) -> Message:
        """The state that the will contains, and that the kiosk publishes when it stops."""


class Publisher:
    """Owns the broker connection. `run` is its thread's function; any thread may call all other methods."""

    def __init__(
        self,
        options: BrokerOptions,
        header: Header,
        outbox: Outbox,
        messages: StateMessages,
        context: StageContext[ReceivedCommands],
        announcements: Announcements | None = None,
    ) -> None:
        """Prepare the publisher without connecting.

        It emits every command except `cmd/resend`, and every invalid command, with its time of arrival, and then
        acknowledges it. The clock of `context` must not jump. Raises BrokerSettingsError.
        """
        self._options = options
        self._header = header
        self._outbox = outbox
        self._messages = messages
        self._context = context
        self._inbox: queue.SimpleQueue[
            tuple[MqttClient | None, ClientEvent | _NewMessageWakeUp | _WaitUntilSentRequest | _StopRequest]
        ] = queue.SimpleQueue()
        self._wake_lock = threading.Lock()
        self._is_woken = False
        self._ended = threading.Event()
        self._ended.set()
        # Only the thread of `run` writes the attributes below.
        self._send_queue = PublishQueue(
            outbox, self._present_state, options.in_flight, options.refused_retry_s, announcements
        )
        self._alerts = ActiveBrokerAlerts(options, self._waiting, context.now)
        self._connection = BrokerConnection(
            options, self._new_client, self._send_queue, self._alerts, outbox, messages, self._waiting, context.now
        )
        self._commands = CommandReceiver(header, self._send_queue.resends, context.emit)
        self._resume_s = float("-inf")  # nothing is published before this time
        self._drains: list[_WaitUntilSentRequest] = []
        self._stop_by_s: float | None = None
        outbox.add_append_callback(self._wake)

    @property
    def is_connected(self) -> bool:
        return self._connection.is_up

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """All active alerts; alerts about a missing connection come first. Any thread may read this property."""
        return self._alerts.active

    @property
    def acknowledged_health(self) -> int:
        """Number of `health` messages that the broker has acknowledged. Any thread may read this property."""
        return self._send_queue.acknowledged_health

    @property
    def dropped_commands(self) -> int:
        return self._connection.dropped_commands + self._commands.dropped

    def request_state_publication(self) -> None:
        """Publish the state again, because it has changed."""
        self._send_queue.request_state_publication()
        self._wake()

    def publish_health(self, message: Message) -> None:
        """Publish a health message as soon as possible. A newer health message replaces a waiting one."""
        self._send_queue.put_health(message)
        self._wake()

    def wait_until_all_sent(self, timeout_s: float) -> bool:
        """Wait until the broker has received everything. Returns False after the timeout."""
        drain = _WaitUntilSentRequest(threading.Event())
        self._inbox.put((None, drain))
        return drain.done.wait(timeout_s)

    def publish_rest_and_stop(self, timeout_s: float = 3.0) -> bool:
        """End `run`: send messages as long as the time allows, then `offline_message`.

        The remaining messages stay in the outbox. Returns False if the thread has not ended after the timeout.
        """
        self._inbox.put((None, _StopRequest(self._context.now() + timeout_s - _STOP_MARGIN_S)))
        return self._ended.wait(timeout_s)

    def run(self) -> None:
        """Publish until `publish_rest_and_stop` is called.

        Raises all exceptions except those of `emit`, and may be called again after an exception.
        """
        self._ended.clear()
        try:
            self._connection.open_new_client()
            while not self._is_over():
                self._context.heartbeat()
                self._handle_events()
                self._connection.reconnect_if_due()
                self._commands.retry_storing_plays(self._connection.client, self._context.now())
                self._connection.check_overdue_answers()
                self._record_results()
                self._publish_due_messages()
                self._answer_drains()
        finally:
            self._connection.close(_CLOSE_TIMEOUT_S)
            self._ended.set()

    # Events ---------------------------------------------------------------------------------------------------------

    def _new_client(self) -> MqttClient:
        return MqttClient(self._options, self._header, self._emit, self._inbox.qsize, self._context.now)

    def _emit(self, client: MqttClient, event: ClientEvent) -> None:
        self._inbox.put((client, event))

    def _wake(self) -> None:
        with self._wake_lock:
            if self._is_woken:
                return
            self._is_woken = True
        self._inbox.put((None, _NewMessageWakeUp()))

    def _present_state(self) -> Message:
        return self._messages.state_message() if self._stop_by_s is None else self._messages.offline_message()

    def _handle_events(self) -> None:
        """Wait for the next event, or until something is due, and handle the available events."""
        try:
            items = [self._inbox.get(timeout=self._seconds_until_due())]
        except queue.Empty:
            self._send_queue.recheck_outbox()
            return
        while len(items) < _EVENTS_AT_ONCE and not self._inbox.empty():  # this thread is the only reader
            items.append(self._inbox.get_nowait())
        commands = []
        for client, event in items:
            if client is not None and not self._connection.is_current(client):
                continue  # a late event of a former client
            if isinstance(event, CommandReceived):
                commands.append(event)
            else:
                self._handle_event(event)
        if commands:
            self._commands.receive(commands, self._connection.client, self._context.now())

    def _seconds_until_due(self) -> float:
        now_s = self._context.now()
        waits = [_POLL_S]
        if self.is_connected and (due_s := self._send_queue.seconds_until_due(now_s)) is not None:
            waits.append(max(due_s, self._resume_s - now_s))
        if (end_s := self._alerts.seconds_until_next_end(now_s)) is not None:
            waits.append(end_s)
        if (reopen_s := self._connection.seconds_until_next_check(now_s)) is not None:
            waits.append(reopen_s)
        if (retry_s := self._commands.seconds_until_retry(now_s)) is not None:
            waits.append(retry_s)
        if self._stop_by_s is not None:
            waits.append(self._stop_by_s - now_s)
        return max(0.0, min(waits))

    def _handle_event(
        self,
        event: ConnectionEvent | PublishAcknowledged | _NewMessageWakeUp | _WaitUntilSentRequest | _StopRequest,
    ) -> None:
        match event:
            case _NewMessageWakeUp():
                with self._wake_lock:
                    self._is_woken = False
                self._send_queue.recheck_outbox()
            case PublishAcknowledged():
                self._connection.note_answer(event.mid)
                self._send_queue.on_ack(event, self._context.now())
            case _WaitUntilSentRequest():
                self._drains.append(event)
            case _StopRequest():
                self._stop_by_s = event.by_s
                self._send_queue.request_final_state(event.by_s - _OFFLINE_MARGIN_S)
            case _:
                self._connection.handle_event(event)

    # Messages -------------------------------------------------------------------------------------------------------

    def _record_results(self) -> None:
        """Mark accepted and rejected messages in the outbox, and update the alerts."""
        at_s = self._context.now()
        for rejected in self._send_queue.in_flight.pop_rejected():
            self._alerts.add_rejected_message(rejected, at_s)
        self._alerts.update_alerts(self._send_queue.in_flight.holds, at_s)
        try:
            if self._send_queue.in_flight.write_results_to_outbox(self._context.now()):
                self._connection.reset_failures()
                self._alerts.clear("outbox.unwritable")
        except OutboxError as error:
            self._alerts.activate(alert_texts.outbox_failed_alert(str(error)))

    def _publish_due_messages(self) -> None:
        at_s = self._context.now()
        if not self.is_connected or at_s < self._resume_s:
            return
        try:
            self._send_queue.publish(self._connection.client, at_s)
        except OutboxError as error:
            self._resume_s = at_s + _POLL_S
            self._alerts.activate(alert_texts.outbox_failed_alert(str(error)))

    def _answer_drains(self) -> None:
        if self._drains and self.is_connected and self._send_queue.is_everything_sent:
            for drain in self._drains:
                drain.done.set()
            self._drains.clear()

    def _is_over(self) -> bool:
        if self._stop_by_s is None:
            return False
        at_s = self._context.now()
        return not self.is_connected or at_s >= self._stop_by_s or self._send_queue.is_finished(at_s)

    def _waiting(self) -> int:
        return self._outbox.outbox_usage().unsent

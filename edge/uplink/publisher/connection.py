"""Keeps the connection to the broker open.

It turns network events and missing answers into alerts. It replaces the client after a bug in Vitrina, or if the broker
acknowledges nothing.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from edge.alerts import Alert
from edge.messages.build import Message
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client import MqttClient
from edge.uplink.mqtt.client_events import (
    BrokerUnreachable,
    ClientFailed,
    CommandSubscriptionAnswered,
    Connected,
    ConnectionAttempted,
    ConnectionEvent,
    ConnectionLost,
    ConnectionRefused,
    NameFound,
)
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.active_alerts import ActiveBrokerAlerts
from edge.uplink.publisher.answer_deadlines import Deadline, UnansweredMessages
from edge.uplink.publisher.send_queue import PublishQueue

log = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 60.0  # between two clients if each one fails
_TWIN_TURNS = 2.5  # in retry pauses: a twin that is still there takes the session back after one pause


class WillMessages(Protocol):
    """Builder of the will, the message that the broker sends when the connection is lost."""

    def offline_message(self) -> Message: ...


class BrokerConnection:
    """The connection to the broker. Only one thread uses it, but any thread may read `is_up` and `dropped_commands`."""

    def __init__(
        self,
        options: BrokerOptions,
        new_client: Callable[[], MqttClient],
        send_queue: PublishQueue,
        alerts: ActiveBrokerAlerts,
        outbox: Outbox,
        messages: WillMessages,
        waiting: Callable[[], int],
        monotonic_s: Callable[[], float],
    ) -> None:
        """Prepare the connection without opening it.

        `messages` builds the will; `waiting` returns the number of messages that wait to be sent. Raises
        BrokerSettingsError.
        """
        self.is_up = False
        self.client = new_client()
        self._options = options
        self._new_client = new_client
        self._send_queue = send_queue
        self._alerts = alerts
        self._outbox = outbox
        self._messages = messages
        self._waiting = waiting
        self._monotonic_s = monotonic_s
        self._former_drops = 0
        self._away_since_s: float | None = None
        self._is_refused = False  # the broker has given the reason for the hang-up that follows
        self._name_found = Deadline(options.attempt_s)
        self._is_lookup_logged = False  # since the last connection
        self._attempt_ended = Deadline(options.attempt_s)
        self._subscribed = Deadline(options.subscription_s)
        self._unanswered = UnansweredMessages(send_queue.in_flight, options.unanswered_s)
        self._failures = 0  # failed clients since a message was last accepted
        self._reopen_at_s: float | None = None  # the client has failed; a new one is made at this time

    @property
    def dropped_commands(self) -> int:
        return self._former_drops + self.client.dropped_commands

    def open_new_client(self) -> None:
        """Make a new client, and start connecting it."""
        self._send_queue.on_connection_lost(None, self._monotonic_s())
        self._reopen_at_s = None
        former, self.client = self.client, self._new_client()
        former.close(0.0)
        self._former_drops += former.dropped_commands
        self._set_will()
        self.client.open(former.last_mid)

    def close(self, timeout_s: float) -> None:
        self.is_up = False
        self.client.close(timeout_s)

    def is_current(self, client: MqttClient) -> bool:
        """True if this client is the current client, so that its events must be handled."""
        return client is self.client and self._reopen_at_s is None

    def reset_failures(self) -> None:
        """Reset the pause before the next client to its shortest value, because a message was accepted."""
        self._failures = 0

    def reconnect_if_due(self) -> None:
        """Replace a failed client with a new one, after a pause that grows with each failure."""
        if self._reopen_at_s is None:
            if (fault := self.client.fault_text) is not None:
                self._on_failed(ClientFailed(fault))
        elif self._monotonic_s() >= self._reopen_at_s:
            self.open_new_client()

    def check_overdue_answers(self) -> None:
        """Raise an alert for each overdue answer. If messages are not answered, end the connection."""
        at_s = self._monotonic_s()
        if self._name_found.pop_if_expired(at_s):
            self._on_lookup_hangs(alert_texts.name_lookup_hangs_alert(self._options, self._waiting()))
        if self._attempt_ended.pop_if_expired(at_s):
            self._set_disconnected(alert_texts.no_answer_alert(self._options, self._waiting()))
        if self._subscribed.pop_if_expired(at_s):
            reason = f"no answer for {self._subscribed.limit_s:.0f} s"
            self._alerts.activate(alert_texts.commands_failed_alert(reason, self._options))
        if self.is_up and self._unanswered.is_overdue(at_s):
            self._give_up_client(lambda pause_s: alert_texts.stuck_alert(self._options, self._waiting(), pause_s))

    def note_answer(self, mid: int) -> None:
        """Handle the answer to a message before the message is forgotten: end the alert about missing answers.

        If the answer is not for the overdue message, the alert ends later, once no answer has been missing for a while.
        """
        message = self._send_queue.in_flight.find_message(mid)
        if message is None or not self._alerts.is_active("broker.stuck"):
            return
        if self._unanswered.is_answer_to_overdue(message):
            self._alerts.clear("broker.stuck")
        else:
            self._alerts.schedule_end("broker.stuck", self._monotonic_s() + 2 * self._unanswered.limit_s)

    def seconds_until_next_check(self, at_s: float) -> float | None:
        """Seconds until `reconnect_if_due` or `check_overdue_answers` must be called; None if neither is scheduled."""
        waits_s = [deadline.remaining_s(at_s) for deadline in (self._name_found, self._attempt_ended, self._subscribed)]
        if self.is_up:
            waits_s.append(self._unanswered.seconds_until_overdue(at_s))
        if self._reopen_at_s is not None:
            waits_s.append(max(0.0, self._reopen_at_s - at_s))
        return min((wait_s for wait_s in waits_s if wait_s is not None), default=None)

    def handle_event(self, event: ConnectionEvent) -> None:
        """Handle a network event about the connection."""
        self._set_deadlines(event)
        match event:
            case Connected():
                self._on_connected(event)
            case ConnectionLost():
                self._on_lost(event)
            case ClientFailed():
                self._on_failed(event)
            case ConnectionRefused():
                self._is_refused = True
                self._set_disconnected(alert_texts.refused_alert(event, self._options, self._waiting()))
            case BrokerUnreachable():
                self._set_disconnected(alert_texts.unreachable_alert(event, self._options, self._waiting()))
            case CommandSubscriptionAnswered(denied=None):
                self._alerts.clear("broker.deaf")
            case CommandSubscriptionAnswered(denied=str(reason)):
                self._alerts.activate(alert_texts.commands_failed_alert(reason, self._options))

    def _set_deadlines(self, event: ConnectionEvent | None) -> None:
        """Stop waiting for the previous answers, and start waiting for the answers that follow this event."""
        at_s = self._monotonic_s()
        for deadline in (self._name_found, self._attempt_ended, self._subscribed):
            deadline.stop_waiting()
        match event:
            case ConnectionAttempted():
                self._name_found.start_waiting(at_s)
            case NameFound():
                self._attempt_ended.start_waiting(at_s)
            case Connected():
                self._subscribed.start_waiting(at_s)

    def _on_connected(self, event: Connected) -> None:
        at_s = self._monotonic_s()
        away = "" if self._away_since_s is None else f" after {at_s - self._away_since_s:.0f} s"
        log.info("broker: connected to %s%s; messages waiting: %d", self._options.place, away, self._waiting())
        self.is_up, self._away_since_s = True, None
        self._is_lookup_logged = False
        self._alerts.clear_connection_alerts()
        self._alerts.schedule_end("broker.twin", at_s + _TWIN_TURNS * self._options.refused_retry_s)
        if self._alerts.can_oversize_be_sent(event.largest):
            self._alerts.clear_oversize()
            self._outbox.restore_messages_set_aside()
        self._send_queue.on_connected(event, min(self._options.in_flight, event.in_flight), at_s)
        self.client.subscribe_and_allow_publishing()

    def _on_lost(self, event: ConnectionLost) -> None:
        if self.is_up:
            self._send_queue.on_connection_lost(event, self._monotonic_s())
            self._set_disconnected(alert_texts.lost_alert(event, self._options, self._waiting()))
        elif not self._is_refused:
            self._set_disconnected(alert_texts.hung_up_alert(event, self._options, self._waiting()))
        self._is_refused = False
        self._set_will()

    def _on_lookup_hangs(self, alert: Alert) -> None:
        was_active = self._alerts.is_active(alert.code)
        self._set_disconnected(alert)
        if was_active and not self._is_lookup_logged:  # the alert itself is logged only when it starts
            log.warning("%s", alert.text)
        self._is_lookup_logged = True

    def _set_disconnected(self, alert: Alert) -> None:
        """Note that there is no connection. `alert`: the alert that states the reason."""
        self.is_up = False
        if self._away_since_s is None:
            self._away_since_s = self._monotonic_s()
        self._alerts.cancel_end("broker.twin")
        self._alerts.activate(alert)

    def _on_failed(self, event: ClientFailed) -> None:
        self._give_up_client(lambda s: alert_texts.client_failed_alert(event, self._options, self._waiting(), s))

    def _give_up_client(self, alert: Callable[[float], Alert]) -> None:
        """Close the client, and make a new one after a pause. `alert` builds the alert for a pause in seconds."""
        pause_s = min(2.0**self._failures, _LONGEST_PAUSE_S)
        self._failures += 1
        self._reopen_at_s = self._monotonic_s() + pause_s
        self.client.close(0.0)
        self._set_deadlines(None)
        self._send_queue.on_connection_lost(None, self._monotonic_s())
        self._set_disconnected(alert(pause_s))

    def _set_will(self) -> None:
        try:
            self.client.set_will(self._messages.offline_message())
        except OutboxError as error:  # the former will is as good
            self._alerts.activate(alert_texts.outbox_failed_alert(str(error)))

"""Keeps the connection to the broker up: turns network events into alerts, and replaces a client after a fault of this
program.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from edge.alerts import Alert
from edge.messages.build import Message
from edge.uplink.mqtt.client import BrokerOptions, MqttClient
from edge.uplink.mqtt.client_events import BrokerUnreachable, ClientFailed, Connected, ConnectionLost, ConnectionRefused
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.active_alerts import ActiveBrokerAlerts
from edge.uplink.publisher.send_queue import PublishQueue

log = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 60.0  # between two clients if each one fails
_TWIN_TURNS = 2.5  # in retry pauses: a twin that is still there takes the session back after one pause


class WillMessages(Protocol):
    """Builds the will."""

    def offline(self) -> Message: ...


class BrokerConnection:
    """Used by one thread; any thread may read `is_up` and `dropped_commands`."""

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
        """Does not connect yet. `messages` builds the will; `waiting` returns the number of messages that wait to be
        sent. Raises BrokerSettingsError."""
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
        self._failures = 0  # failed clients since a message was last accepted
        self._reopen_at_s: float | None = None  # the client has failed; a new one is made at this time

    @property
    def dropped_commands(self) -> int:
        return self._former_drops + self.client.dropped_commands

    def open(self) -> None:
        """Starts connecting with a new client."""
        self._send_queue.on_connection_lost(None, self._monotonic_s())
        self._reopen_at_s = None
        former, self.client = self.client, self._new_client()
        former.close(0.0)
        self._former_drops += former.dropped_commands
        self._set_will()
        self.client.open()

    def close(self, timeout_s: float) -> None:
        self.is_up = False
        self.client.close(timeout_s)

    def is_current(self, client: MqttClient) -> bool:
        """True if events of this client still count."""
        return client is self.client and self._reopen_at_s is None

    def reset_failures(self) -> None:
        """Resets the pause between clients, because a message was accepted."""
        self._failures = 0

    def reconnect_if_due(self) -> None:
        """Replaces a failed client by a new one, after a pause that grows with each failure."""
        if self._reopen_at_s is None:
            if (fault := self.client.fault) is not None:
                self._give_up_client(ClientFailed(fault))
        elif self._monotonic_s() >= self._reopen_at_s:
            self.open()

    def wait_s(self, at_s: float) -> float | None:
        """Seconds until `reconnect_if_due` has something to do; None if no time is set."""
        return None if self._reopen_at_s is None else max(0.0, self._reopen_at_s - at_s)

    def handle(self, event: Connected | ConnectionLost | ClientFailed | ConnectionRefused | BrokerUnreachable) -> None:
        """Handles a network event about the connection."""
        match event:
            case Connected():
                self._on_connected(event)
            case ConnectionLost():
                self._on_lost(event)
            case ClientFailed():
                self._give_up_client(event)
            case ConnectionRefused():
                self._is_refused = True
                self._set_disconnected(alert_texts.refused(event, self._options, self._waiting()))
            case BrokerUnreachable():
                self._set_disconnected(alert_texts.unreachable(event, self._options, self._waiting()))

    def _on_connected(self, event: Connected) -> None:
        at_s = self._monotonic_s()
        away = "" if self._away_since_s is None else f" after {at_s - self._away_since_s:.0f} s"
        log.info("broker: connected to %s%s; messages waiting: %d", self._options.place, away, self._waiting())
        self.is_up, self._away_since_s = True, None
        self._alerts.on_connected()
        self._alerts.end_at("broker.twin", at_s + _TWIN_TURNS * self._options.refused_retry_s)
        if self._alerts.accepts_oversize(event.largest):
            self._alerts.clear_oversize()
            self._outbox.restore_aside()
        self._send_queue.on_connected(event, min(self._options.in_flight, event.in_flight), at_s)
        self.client.connect()

    def _on_lost(self, event: ConnectionLost) -> None:
        if self.is_up:
            self._send_queue.on_connection_lost(event, self._monotonic_s())
            self._set_disconnected(alert_texts.lost(event, self._options, self._waiting()))
        elif not self._is_refused:
            self._set_disconnected(alert_texts.hung_up(event, self._options, self._waiting()))
        self._is_refused = False
        self._set_will()

    def _set_disconnected(self, alert: Alert) -> None:
        """Notes the missing connection; `alert` gives the reason."""
        self.is_up = False
        if self._away_since_s is None:
            self._away_since_s = self._monotonic_s()
        self._alerts.cancel_end("broker.twin")
        self._alerts.activate(alert)

    def _give_up_client(self, event: ClientFailed) -> None:
        pause_s = min(2.0**self._failures, _LONGEST_PAUSE_S)
        self._failures += 1
        self._reopen_at_s = self._monotonic_s() + pause_s
        self.client.close(0.0)
        self._send_queue.on_connection_lost(None, self._monotonic_s())
        self._set_disconnected(alert_texts.client_failed(event, self._options, self._waiting(), pause_s))

    def _set_will(self) -> None:
        try:
            self.client.set_will(self._messages.offline())
        except OutboxError as error:  # the former will is as good
            self._alerts.activate(alert_texts.outbox_failed(str(error)))

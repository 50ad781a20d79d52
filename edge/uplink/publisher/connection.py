"""The connection to the broker, kept up: what the network says of it becomes conditions, and a link that came upon a
fault of ours makes way for another.
"""

import logging
from collections.abc import Callable

from edge.messages.build import Message
from edge.uplink.mqtt.client import BrokerOptions, MqttClient
from edge.uplink.mqtt.client_events import BrokerUnreachable, ClientFailed, Connected, ConnectionLost, ConnectionRefused
from edge.uplink.outbox.outbox import Outbox, OutboxError
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.active_alerts import ActiveAlerts
from edge.uplink.publisher.alert_texts import BrokerAlert
from edge.uplink.publisher.send_queue import SendQueue

log = logging.getLogger(__name__)

_LONGEST_S = 60.0  # between two links where each comes upon a fault of ours
_TWIN_TURNS = 2.5  # a twin that is still there takes its turn after one pause


class BrokerConnection:
    """Used by one thread; `is_up`, `losses` and `dropped_commands` may be read by any."""

    def __init__(
        self,
        options: BrokerOptions,
        new_link: Callable[[], MqttClient],
        outgoing: SendQueue,
        alerts: ActiveAlerts,
        outbox: Outbox,
        offline: Callable[[], Message],
        waiting: Callable[[], int],
        monotonic_s: Callable[[], float],
    ) -> None:
        """Connects to nothing yet. `offline` makes the will, `waiting` says how many messages wait to be sent. Raises
        BrokerSettingsError."""
        self.is_up = False
        self.losses = 0
        self.client = new_link()
        self._options = options
        self._new_link = new_link
        self._outgoing = outgoing
        self._alerts = alerts
        self._outbox = outbox
        self._offline = offline
        self._waiting = waiting
        self._monotonic_s = monotonic_s
        self._former_drops = 0
        self._away_since_s: float | None = None
        self._is_refused = False  # the broker has said why it will hang up
        self._faults = 0  # of ours, since a message last went through
        self._reopen_at_s: float | None = None  # the link is given up, and another made then

    @property
    def dropped_commands(self) -> int:
        return self._former_drops + self.client.dropped_commands

    def open(self) -> None:
        """Starts connecting, with a new link."""
        self._outgoing.lost(None, self._monotonic_s())
        self._reopen_at_s = None
        former, self.client = self.client, self._new_link()
        former.close(0.0)
        self._former_drops += former.dropped_commands
        self._set_will()
        self.client.open()

    def close(self, timeout_s: float) -> None:
        self.is_up = False
        self.client.close(timeout_s)

    def is_of(self, link: MqttClient) -> bool:
        """Whether this is the link to listen to."""
        return link is self.client and self._reopen_at_s is None

    def reset_failures(self) -> None:
        """A message went through."""
        self._faults = 0

    def reconnect_if_due(self) -> None:
        """A link that came upon a fault of ours makes way for another, after a pause that grows if that goes on."""
        if self._reopen_at_s is None:
            if (fault := self.client.fault) is not None:
                self._give_up(ClientFailed(fault))
        elif self._monotonic_s() >= self._reopen_at_s:
            self.open()

    def wait_s(self, at_s: float) -> float | None:
        """How long until `mend` has something to do; None where nothing is known."""
        return None if self._reopen_at_s is None else max(0.0, self._reopen_at_s - at_s)

    def handle(self, event: Connected | ConnectionLost | ClientFailed | ConnectionRefused | BrokerUnreachable) -> None:
        """What the network says of the connection."""
        match event:
            case Connected():
                self._begin(event)
            case ConnectionLost():
                self._lose(event)
            case ClientFailed():
                self._give_up(event)
            case ConnectionRefused():
                self._is_refused = True
                self._go_away(alert_texts.refused(event, self._options, self._waiting()))
            case BrokerUnreachable():
                self._go_away(alert_texts.unreachable(event, self._options, self._waiting()))

    def _begin(self, event: Connected) -> None:
        at_s = self._monotonic_s()
        away = "" if self._away_since_s is None else f" after {at_s - self._away_since_s:.0f} s"
        log.info("broker: connected to %s%s; messages waiting: %d", self._options.place, away, self._waiting())
        self.is_up, self._away_since_s = True, None
        self._alerts.connected()
        self._alerts.ends("broker.twin", at_s + _TWIN_TURNS * self._options.refused_retry_s)
        if self._alerts.takes_more(event.largest):
            self._alerts.took_more()
            self._outbox.restore_aside()
        self._outgoing.connected(event, min(self._options.in_flight, event.in_flight), at_s)
        self.client.connect()

    def _lose(self, event: ConnectionLost) -> None:
        if self.is_up:
            self.losses += 1
            self._outgoing.lost(event, self._monotonic_s())
            self._go_away(alert_texts.lost(event, self._options, self._waiting()))
        elif not self._is_refused:
            self._go_away(alert_texts.hung_up(event, self._options, self._waiting()))
        self._is_refused = False
        self._set_will()

    def _go_away(self, condition: BrokerAlert) -> None:
        """There is no connection, and this is why."""
        self.is_up = False
        if self._away_since_s is None:
            self._away_since_s = self._monotonic_s()
        self._alerts.stays("broker.twin")
        self._alerts.activate(condition)

    def _give_up(self, event: ClientFailed) -> None:
        pause_s = min(2.0**self._faults, _LONGEST_S)
        self._faults += 1
        self._reopen_at_s = self._monotonic_s() + pause_s
        self.client.close(0.0)
        self._outgoing.lost(None, self._monotonic_s())
        self._go_away(alert_texts.broken(event, self._options, self._waiting(), pause_s))

    def _set_will(self) -> None:
        try:
            self.client.set_will(self._offline())
        except OutboxError as error:  # the will that was set before is as good
            self._alerts.activate(alert_texts.unmarked(str(error)))

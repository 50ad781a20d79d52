"""Test connection to the broker with a separate client id: checks whether a kiosk could connect, and with which limits.

It publishes nothing, leaves no session behind, and does not disconnect a running kiosk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.messages.wire import Header, message_topic
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.one_connection import ConnectionFault, OneConnection

LARGEST_BYTES = 32_768
"""Upper limit for the size of a message, in bytes: a reaction to a creative of 600 s has at most 27 kB."""


@dataclass(frozen=True, slots=True)
class BrokerProbeAccepted:
    """The broker accepted the connection with these limits. None: the broker sets no limit.

    `commands_denied`: the broker's reason for refusing commands, or None. Some brokers never refuse, but deliver
    nothing.
    """

    in_flight: int | None
    largest_bytes: int | None
    retains: bool
    qos: int
    commands_denied: str | None
    cipher: str | None  # protocol of the encryption, such as TLSv1.3
    certificate_ends_s: float | None  # end of the broker's certificate, seconds since 1970 UTC


Answer = BrokerProbeAccepted | ConnectionFault


def probe_connection(
    options: BrokerOptions, header: Header, name: str, within_s: float, monotonic_s: Callable[[], float]
) -> Answer:
    """Connect as `name`, subscribe to the kiosk's commands, and disconnect.

    `within_s` limits the connection attempt, and separately the wait for answers. Raises BrokerSettingsError if a TLS
    file cannot be used.
    """
    connection = OneConnection(options, name, within_s)
    try:
        return _Probe(connection, message_topic(header, "cmd/+")).run(within_s, monotonic_s)
    finally:
        connection.close()


class _Probe:
    """Probe that subscribes to the kiosk's commands."""

    def __init__(self, connection: OneConnection, commands: str) -> None:
        self._connection = connection
        self._denied: str | None = "no answer"
        connection.on_accepted = lambda: connection.client.subscribe(commands, qos=1)
        connection.client.on_subscribe = self._on_subscribe

    def run(self, within_s: float, monotonic_s: Callable[[], float]) -> Answer:
        unreachable = self._connection.open()
        if unreachable is not None:
            return unreachable
        cipher, certificate_ends_s = self._connection.encryption_facts()
        until_s = monotonic_s() + within_s
        self._connection.run(until_s, monotonic_s)
        fault = self._connection.connection_fault(is_late=monotonic_s() >= until_s)
        return fault if fault is not None else self._accepted_answer(cipher, certificate_ends_s)

    def _accepted_answer(self, cipher: str | None, certificate_ends_s: float | None) -> BrokerProbeAccepted:
        def granted(name: str, default: Any) -> Any:
            return getattr(self._connection.granted, name, default)

        return BrokerProbeAccepted(
            in_flight=granted("ReceiveMaximum", None),
            largest_bytes=granted("MaximumPacketSize", None),
            retains=bool(granted("RetainAvailable", 1)),
            qos=granted("MaximumQoS", 2),
            commands_denied=self._denied,
            cipher=cipher,
            certificate_ends_s=certificate_ends_s,
        )

    def _on_subscribe(self, _c: Client, _u: Any, _mid: int, reasons: list[ReasonCode], _p: Properties | None) -> None:
        self._denied = next((str(reason) for reason in reasons if reason.is_failure), None)
        self._connection.is_done = True

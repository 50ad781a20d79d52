"""The end-to-end test: sends one message to the broker, and waits for a subscriber's answer.

The test has its own client id, so a running kiosk keeps its connection. Each test sends only one message. An answer
counts only if it contains the token of this test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.messages.end_to_end import EXPIRY_S, SEEN, TEST, EndToEndSeen, make_test_payload, parse_test_answer
from edge.messages.wire import Header, message_topic, schema_name
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.one_connection import ConnectionFault, OneConnection

NO_SUBSCRIBERS = 0x10


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """Result of an end-to-end test after the broker accepted the connection. Times: seconds since the test message.

    `denied`: the broker's reason for not delivering answers; nothing was sent in this case. `refused`: the broker's
    reason for refusing the test message. `has_subscriber`: False if the broker reports that nobody has subscribed to
    the message; some brokers never report this. `hung_up`: the broker ended the connection. `strays`: answers with
    another token, which are ignored.
    """

    denied: str | None = None
    refused: str | None = None
    broker_s: float | None = None
    has_subscriber: bool = True
    hung_up: bool = False
    seen: EndToEndSeen | None = None
    seen_s: float | None = None
    strays: int = 0


class EndToEndClient:
    """One end-to-end test. `run_test` sends the test message, and returns the result."""

    def __init__(self, options: BrokerOptions, header: Header, token: str, name: str, connect_s: float) -> None:
        """Create the client without connecting it. `name`: client id. Raises BrokerSettingsError for a bad TLS file."""
        self._test, self._answers, self._token = message_topic(header, TEST), message_topic(header, SEEN), token
        self._connect_s = connect_s
        self._connection = OneConnection(options, name, connect_s)
        self._now_s: Callable[[], float] = lambda: 0.0
        self._is_heard = self._hung_up = False
        self._sent_s: float | None = None
        self._broker_s: float | None = None
        self._seen_s: float | None = None
        self._seen: EndToEndSeen | None = None
        self._denied: str | None = "no answer"
        self._refused: str | None = None
        self._has_subscriber, self._strays = True, 0
        client = self._connection.client
        self._connection.on_accepted = lambda: client.subscribe(self._answers, qos=1)
        client.on_subscribe, client.on_publish, client.on_message = (
            self._on_subscribe,
            self._on_publish,
            self._on_message,
        )

    def run_test(self, now_s: Callable[[], float], within_s: float = EXPIRY_S) -> RoundTrip | ConnectionFault:
        """Send the test message, and wait up to `within_s` for its answer."""
        self._now_s = now_s
        try:
            return self._connection.open() or self._send_and_wait(within_s)
        finally:
            self._connection.close()

    def _send_and_wait(self, within_s: float) -> RoundTrip | ConnectionFault:
        until_s = self._now_s() + self._connect_s
        self._connection.run(until_s, self._now_s)  # until the subscription is answered
        fault = self._connection.connection_fault(is_late=self._now_s() >= until_s)
        if fault is not None:
            return fault
        if self._is_heard:
            self._send()
            self._connection.run(self._now_s() + within_s, self._now_s)
            self._hung_up = self._connection.client.socket() is None
        return self._round_trip()

    def _send(self) -> None:
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.MessageExpiryInterval = EXPIRY_S
        properties.ContentType = "application/json"
        properties.UserProperty = [("schema", schema_name(TEST)), ("id", self._token)]
        self._connection.is_done = False
        self._sent_s = self._now_s()
        self._connection.client.publish(self._test, make_test_payload(self._token), qos=1, properties=properties)

    def _round_trip(self) -> RoundTrip:
        return RoundTrip(
            denied=self._denied,
            refused=self._refused,
            broker_s=self._since_sent(self._broker_s),
            has_subscriber=self._has_subscriber,
            hung_up=self._hung_up,
            seen=self._seen,
            seen_s=self._since_sent(self._seen_s),
            strays=self._strays,
        )

    def _since_sent(self, at_s: float | None) -> float | None:
        return None if at_s is None or self._sent_s is None else max(0.0, at_s - self._sent_s)

    def _on_subscribe(self, _c: Client, _u: Any, _mid: int, reasons: list[ReasonCode], _p: Properties | None) -> None:
        self._denied = next((str(reason) for reason in reasons if reason.is_failure), None)
        self._is_heard = self._denied is None
        self._connection.is_done = True

    def _on_publish(self, _c: Client, _u: Any, _mid: int, reason: ReasonCode, _p: Properties) -> None:
        self._broker_s = self._now_s()
        if reason.is_failure:
            self._refused = str(reason)
        self._has_subscriber = reason.value != NO_SUBSCRIBERS
        self._connection.is_done = reason.is_failure or not self._has_subscriber or self._seen is not None

    def _on_message(self, _c: Client, _u: Any, message: MQTTMessage) -> None:
        seen = parse_test_answer(bytes(message.payload), self._token) if message.topic == self._answers else None
        if seen is None or message.retain or self._sent_s is None:
            self._strays += 1
        elif self._seen is None:
            self._seen, self._seen_s = seen, self._now_s()
            self._connection.is_done = self._broker_s is not None

"""Opens test connections to the broker beside a running `serve`, to find out what the broker allows central and other
clients to do.

Each connection has its own client id, and publishes only for a kiosk that does not exist.
"""

import threading
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.reasoncodes import ReasonCode

from central.ingest.session import BrokerOptions, build_client
from central.store.client_ids import random_client_id
from edge.messages.commands import RETAINED_COMMANDS
from edge.messages.end_to_end import SEEN, TEST
from edge.messages.schema import PAYLOADS

KEPT = frozenset({*PAYLOADS, TEST, *RETAINED_COMMANDS})
"""Last topic levels of the retained messages that belong to this system."""
COMMANDS = ("cmd/resend", SEEN, "playlist")
"""Kinds of messages that central publishes to kiosks."""
KEEPALIVE_S = 30
ANSWER_S = 10.0
STRAYS_SHOWN = 3


def nobody_topic(kind: str) -> str:
    """Topic of a kiosk that does not exist, for test messages."""
    return f"vitrina/1/doctor/doctor/{random_client_id('x')}/{kind}"


def try_connection(options: BrokerOptions) -> bool:
    """Connect once. Return whether the broker accepted the connection."""
    probe = _OneConnection(options)
    try:
        probe.run()
    finally:
        probe.close()
    return probe.is_accepted


class _OneConnection:
    """A single connection to the broker that does not reconnect."""

    def __init__(self, options: BrokerOptions) -> None:
        self.is_accepted = False
        self._options = options
        self._is_done = threading.Event()
        self._client = build_client(options, random_client_id("vitrina-doctor"), reconnect_on_failure=False)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = lambda *_: self._is_done.set()

    def run(self) -> None:
        """Connect, and wait until every request is answered or the connection has ended."""
        try:
            self._client.connect(self._options.host, self._options.port, KEEPALIVE_S)
        except OSError:
            return
        self._client.loop_start()
        self._is_done.wait(ANSWER_S)

    def close(self) -> None:
        """Close the connection."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(self, _client: Client, _userdata: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
        self.is_accepted = not reason.is_failure
        if reason.is_failure:
            self._is_done.set()
        else:
            self._ask()

    def _ask(self) -> None:
        self._is_done.set()


class RightsProbe(_OneConnection):
    """Subscribes as central does, and publishes one command of each kind.

    `denied`: what the broker refused. `strays` and `some_strays`: number and examples of topics under which the broker
    retains messages that do not belong to this system.
    """

    def __init__(self, options: BrokerOptions) -> None:
        super().__init__(options)
        self.denied: list[str] = []
        self.strays = 0
        self.some_strays: list[str] = []
        self._waiting: dict[int | None, str] = {}
        self._client.on_subscribe = self._on_subscribe
        self._client.on_publish = self._on_publish
        self._client.on_message = self._on_message

    def _ask(self) -> None:
        """Subscribe with QoS 0, so that retained messages arrive before the answers to later messages."""
        for topic in self._options.topics:
            topic = topic.split("/", 2)[2] if topic.startswith("$share/") else topic  # a share gets nothing retained
            self._waiting[self._client.subscribe(topic, qos=0)[1]] = f"read {topic}"
        for kind in COMMANDS:
            self._waiting[self._client.publish(nobody_topic(kind), b"{}", qos=1).mid] = f"publish {kind}"

    def _on_subscribe(
        self, _client: Client, _userdata: Any, mid: int, reasons: list[ReasonCode], _properties: Any
    ) -> None:
        self._note(mid, reasons[0])

    def _on_publish(self, _client: Client, _userdata: Any, mid: int, reason: ReasonCode, _properties: Any) -> None:
        self._note(mid, reason)

    def _note(self, mid: int, reason: ReasonCode) -> None:
        what = self._waiting.pop(mid, None)
        if what is not None and reason.is_failure:
            self.denied.append(what)
        if not self._waiting:
            self._is_done.set()

    def _on_message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        if message.retain and message.topic.rpartition("/")[2] not in KEPT:
            self.strays += 1
            if len(self.some_strays) < STRAYS_SHOWN:
                self.some_strays.append(message.topic)

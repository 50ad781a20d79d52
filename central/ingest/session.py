"""Persistent session at the broker (MQTT 5). Messages are acknowledged one by one, when the caller asks for it."""

import logging
import queue
import ssl
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from central.clock import monotonic_s
from central.errors import UsageError

log = logging.getLogger(__name__)

IN_HAND = 2_000
"""Maximum number of messages that the broker sends without an acknowledgement. If it were smaller than a batch, no
batch would ever be full.
"""
TAKEN_OVER, NOT_AUTHORIZED, BAD_LOGIN, BANNED, OLD_PROTOCOL = 142, 135, 134, 138, 132
KEEPALIVE_S = 30
SHORTEST_RETRY_S, LONGEST_RETRY_S = 1, 30
TAKEN_OVER_S = 900.0
"""Time for which a takeover of the session still counts as a fault after the session has reconnected."""
COMMAND_EXPIRY_S = 60
ANSWER_S = 10.0
"""Longest wait for the broker to acknowledge a retained message."""
FULL_S = 0.5


@dataclass(frozen=True, slots=True)
class BrokerOptions:
    """Address, credentials and topics of the broker."""

    host: str
    port: int
    client_id: str = field(repr=False)  # who knows it can take the session over: it is in no log and no message
    topics: tuple[str, ...]
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = None
    session_s: int = 14 * 86_400
    taken_over_retry_s: int = 60


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message from the broker. `generation` is the number of the connection on which it arrived."""

    generation: int
    mid: int
    qos: int
    topic: str
    payload: bytes


class Session:
    """A broker connection that reconnects automatically. Messages wait in a queue, whose length is bounded by what the
    broker sends ahead.
    """

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options
        self._arrivals: queue.Queue[Arrival] = queue.Queue(2 * IN_HAND)
        self._lock = threading.Lock()
        self._generation = 0
        self._is_stopping = threading.Event()
        self.is_connected = threading.Event()
        self.was_accepted = self.is_login_refused = False
        self.refusal: str | None = None
        self._taken_over_s: float | None = None
        self._client = self._make_client()

    @property
    def fault(self) -> str | None:
        """Text about a fault: the broker rejects central, or another client has recently taken over the session. None
        without a fault.
        """
        if self.refusal is not None:
            return self.refusal
        if self._taken_over_s is None or monotonic_s() > self._taken_over_s + TAKEN_OVER_S:
            return None
        return (
            f"broker: another client took over central's session at {self._name}. It is a server with a copy of"
            " this store. Stop it, or give it another [broker] client_id."
        )

    def start(self) -> None:
        """Start connecting in a separate thread."""
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = self._options.session_s
        properties.ReceiveMaximum = IN_HAND
        host, port, is_clean = self._options.host, self._options.port, self._options.session_s == 0
        self._client.connect_async(host, port, KEEPALIVE_S, clean_start=is_clean, properties=properties)
        self._client.loop_start()
        if (thread := self._client._thread) is not None:
            thread.name = "mqtt"  # paho names it by the client id, and a traceback would print that

    def stop(self) -> None:
        """Disconnect. The broker keeps the session, and sends unacknowledged messages again after the next
        connection.
        """
        self._is_stopping.set()
        self._client.disconnect()
        self._client.loop_stop()

    def take_messages(self, at_most: int, wait_s: float, linger_s: float) -> list[Arrival]:
        """Wait up to `wait_s` for a message, then `linger_s` for more. Messages of ended connections are skipped."""
        arrivals: list[Arrival] = []
        timeout_s = wait_s
        while len(arrivals) < at_most:
            try:
                arrival = self._arrivals.get(timeout=timeout_s)
            except queue.Empty:
                break
            timeout_s = linger_s
            if arrival.generation == self._generation:
                arrivals.append(arrival)
        return arrivals

    def acknowledge(self, arrivals: list[Arrival]) -> None:
        """Acknowledge messages on the connection on which they arrived.

        On a new connection, the same number belongs to another message. The broker sends the messages of an ended
        connection again.
        """
        with self._lock:
            for arrival in arrivals:
                if arrival.generation == self._generation:
                    self._client.ack(arrival.mid, arrival.qos)

    def publish(self, topic: str, payload: bytes, expiry_s: int = COMMAND_EXPIRY_S) -> None:
        """Send a command at QoS 1. The broker drops the command after a while, so that none waits for a kiosk that is
        offline.
        """
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.MessageExpiryInterval = expiry_s
        if self.is_connected.is_set():
            self._client.publish(topic, payload, qos=1, properties=properties)

    def publish_retained(self, messages: Sequence[tuple[str, bytes]]) -> list[str]:
        """Publish retained messages. Return the topics whose messages the broker has acknowledged."""
        if not self.is_connected.is_set():
            return []
        sent = [(topic, self._client.publish(topic, payload, qos=1, retain=True)) for topic, payload in messages]
        return [topic for topic, info in sent if _is_acknowledged(info)]

    def _make_client(self) -> Client:
        client = build_client(self._options, self._options.client_id, manual_ack=True)
        client.reconnect_delay_set(SHORTEST_RETRY_S, LONGEST_RETRY_S)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        return client

    def _begin_connection(self) -> None:
        """Drop waiting messages, because the broker sends them again with other numbers."""
        with self._lock:
            self._generation += 1
            while not self._arrivals.empty():
                self._arrivals.get_nowait()

    def _on_connect(self, client: Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._log_refusal(reason)
            return
        self.refusal, self.is_login_refused, self.was_accepted = None, False, True
        client.reconnect_delay_set(SHORTEST_RETRY_S, LONGEST_RETRY_S)
        self._begin_connection()
        for topic in self._options.topics:
            client.subscribe(topic, qos=1)  # on each connection, to receive retained states again
        log.info("broker: connected to %s", self._name)
        self.is_connected.set()

    def _log_refusal(self, reason: ReasonCode) -> None:
        """Log a refusal once, however often the broker repeats it."""
        is_login = reason.value in (NOT_AUTHORIZED, BAD_LOGIN, BANNED)
        what = "this user name or password" if is_login else "the connection"
        text = f"broker: {self._name} rejects {what} ({reason})."
        if reason.value == OLD_PROTOCOL:
            text = f"broker: {self._name} does not support MQTT 5. Update the broker, or enable MQTT 5 in it."
        if text != self.refusal:
            log.error("%s", text)
        self.refusal, self.is_login_refused = text, is_login

    def _on_connect_fail(self, _client: Client, _userdata: Any) -> None:
        log.warning("broker: cannot connect to %s (%s); central tries again", self._name, sys.exc_info()[1])

    def _on_disconnect(self, _client: Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        was_connected = self.is_connected.is_set()
        self.is_connected.clear()
        self._begin_connection()
        if reason.value == TAKEN_OVER:
            self._taken_over_s = monotonic_s()
            self._client.reconnect_delay_set(self._options.taken_over_retry_s, self._options.taken_over_retry_s)
            log.error("%s Trying again in %d s.", self.fault, self._options.taken_over_retry_s)
        elif was_connected and reason.value != 0:
            log.warning("broker: the connection to %s ended: %s; central connects again", self._name, reason)

    def _on_message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        arrival = Arrival(self._generation, message.mid, message.qos, message.topic, bytes(message.payload))
        try:
            self._arrivals.put_nowait(arrival)
        except queue.Full:
            if message.qos > 0:
                self._put_later(arrival)

    def _put_later(self, arrival: Arrival) -> None:
        """Wait for room in the queue. This blocks the connection, which slows down a client that sends more than
        agreed.
        """
        while not self._is_stopping.is_set():
            try:
                self._arrivals.put(arrival, timeout=FULL_S)
                return
            except queue.Full:
                continue

    @property
    def _name(self) -> str:
        return f"{self._options.host}:{self._options.port}"


def build_client(
    options: BrokerOptions, client_id: str, *, manual_ack: bool = False, reconnect_on_failure: bool = True
) -> Client:
    """Create an MQTT 5 client with the login and encryption of the given options."""
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id,
        protocol=MQTTProtocolVersion.MQTTv5,
        manual_ack=manual_ack,
        reconnect_on_failure=reconnect_on_failure,
    )
    if options.username is not None:
        client.username_pw_set(options.username, options.password)
    if options.tls is not None:
        client.tls_set_context(options.tls)
    return client


def tls_context(ca_file: Path | None, cert_file: Path | None, key_file: Path | None) -> ssl.SSLContext:
    """Create a TLS context from certificate files. Raises UsageError."""
    try:
        context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
        if cert_file is not None:
            context.load_cert_chain(cert_file, key_file)
    except (OSError, ValueError) as error:
        named = ", ".join(str(file) for file in (ca_file, cert_file, key_file) if file is not None)
        raise UsageError(
            f"broker: a TLS file cannot be used ({error}). It is one of {named}. Each must be readable and in"
            " PEM form, and the key must belong to the certificate."
        ) from error
    return context


def _is_acknowledged(info: MQTTMessageInfo) -> bool:
    """True once the broker has the message."""
    try:
        info.wait_for_publish(ANSWER_S)
    except (RuntimeError, ValueError):  # the connection has ended, or too much waits
        return False
    return info.is_published()

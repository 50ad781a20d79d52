"""The door to the broker; paho stays behind it. What the network says becomes events for one owner, so that no callback
does anything that could fail; what the owner wants goes out over MQTT 5 with QoS 1.
"""

import ssl
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.uplink.messages import Message
from edge.uplink.wire import Header, topic

LONGEST_RETRY_S = 60
WAITING_COMMANDS = 1000  # a flood beyond this is dropped and counted
_TWIN = 0x8E  # Session taken over
_CREDENTIALS = frozenset({0x86, 0x87, 0x8C})
_REFUSALS = _CREDENTIALS | {0x84, 0x85, 0x8A}  # of the protocol, of the client id, of a banned client
_MAX_IN_FLIGHT = 65_535


class BrokerSettingsError(Exception):
    """The settings of the broker cannot be used. The text says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Which authority to believe (None: those of the system), and what to show the broker if it asks."""

    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


@dataclass(frozen=True, slots=True)
class BrokerOptions:
    """Where the broker is, and how to talk to it."""

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls | None = None
    keepalive_s: int = 30
    session_expiry_s: int = 86_400  # how long the broker keeps commands for a kiosk that is away
    in_flight: int = 16  # below the 20 that mosquitto takes at once
    refused_retry_s: int = 60

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker took us in, and takes so many messages at once."""

    in_flight: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The broker answered and did not take us in."""

    reason: str
    for_good: bool  # asking again will not help until somebody changes something
    credentials: bool  # it is the name or password that it does not like


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No connection could be made."""

    reason: str
    bad_certificate: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A connection ended."""

    reason: str
    by_twin: bool


@dataclass(frozen=True, slots=True)
class Acked:
    """The broker's word on one message; `refusal` is None where it has it."""

    mid: int
    refusal: str | None


@dataclass(frozen=True, slots=True)
class CommandsDenied:
    """The broker does not let us hear commands."""

    reason: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody published where commands are expected."""

    kind: str
    payload: bytes
    retained: bool
    at_s: float


LinkEvent = Connected | Refused | Unreachable | Lost | Acked | CommandsDenied | Arrived


class Link:
    """One client of the broker with its network thread. `emit` must return at once and may not raise; `waiting` says
    how many events have not been taken yet."""

    def __init__(
        self,
        options: BrokerOptions,
        header: Header,
        emit: Callable[["Link", LinkEvent], None],
        waiting: Callable[[], int],
        now_s: Callable[[], float],
    ) -> None:
        """Connects to nothing yet. Raises BrokerSettingsError."""
        self.dropped_commands = 0
        self._options = options
        self._tell = emit
        self._waiting = waiting
        self._now_s = now_s
        self._commands = topic(header, "cmd/+")
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._name = f"vitrina.{header.tenant}.{header.site}.{header.device}"
        self._client = Client(CallbackAPIVersion.VERSION2, client_id=self._name, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.max_inflight_messages_set(0)  # the owner counts them
        self._client.reconnect_delay_set(1, LONGEST_RETRY_S)
        self._client.username_pw_set(options.username, options.password)
        if options.tls is not None:
            self._client.tls_set_context(tls_context(options.tls))
        self._client.on_connect = self._on_connect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message

    def open(self) -> None:
        """Starts connecting, and connects again whenever the connection is lost, until `close`."""
        properties = _properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = self._options.session_expiry_s
        self._client.connect_async(
            self._options.host,
            self._options.port,
            keepalive=self._options.keepalive_s,
            clean_start=False,
            properties=properties,
        )
        before = set(threading.enumerate())
        self._client.loop_start()
        started = set(threading.enumerate()) - before
        self._thread = next(thread for thread in started if thread.name == f"paho-mqtt-client-{self._name}")

    def check(self) -> None:
        """Raises RuntimeError where the network thread has ended: paho would go on saying that it is connected."""
        if self._thread is not None and not self._thread.is_alive():
            raise RuntimeError(f"broker: the network thread of {self._options.place} has ended")

    def hear_commands(self) -> None:
        self._client.subscribe(self._commands, qos=1)

    def will(self, message: Message) -> None:
        """What the broker is to publish if we vanish; it holds from the next connection on."""
        self._client.will_set(
            message.topic,
            message.payload,
            qos=1,
            retain=message.retained,
            properties=_user(message, PacketTypes.WILLMESSAGE),
        )

    def publish(self, message: Message) -> int:
        """The number by which `Acked` will name the message. Raises RuntimeError where no number is free."""
        info = self._client.publish(
            message.topic,
            message.payload,
            qos=1,
            retain=message.retained,
            properties=_user(message, PacketTypes.PUBLISH),
        )
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            raise RuntimeError(f"broker: {self._options.place} has left 65,535 messages without an answer")
        return info.mid

    def close(self, timeout_s: float) -> None:
        """Says goodbye, so that the will is not published. A network thread that hangs in a connection attempt for
        longer is left to end by itself."""
        self._closing.set()
        self._client.disconnect()
        if self._thread is not None:
            self._thread.join(timeout_s)

    # Callbacks, in paho's thread: an exception here would end it.

    def _on_connect(
        self, _c: Client, _u: Any, _f: ConnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        if self._closing.is_set():
            self._client.disconnect()
        elif reason.is_failure:
            if reason.value in _REFUSALS:
                self._retry_slowly()
            self._emit(Refused(str(reason), reason.value in _REFUSALS, reason.value in _CREDENTIALS))
        else:
            self._client.reconnect_delay_set(1, LONGEST_RETRY_S)
            self._emit(Connected(getattr(properties, "ReceiveMaximum", _MAX_IN_FLIGHT)))

    def _on_connect_fail(self, _c: Client, _u: Any) -> None:
        error = sys.exc_info()[1]  # paho calls this while it handles the exception, and does not hand it over
        self._emit(Unreachable(_why(error), isinstance(error, ssl.SSLCertVerificationError)))

    def _on_disconnect(
        self, _c: Client, _u: Any, _f: DisconnectFlags, reason: ReasonCode, _p: Properties | None
    ) -> None:
        by_twin = reason.value == _TWIN
        if by_twin:
            self._retry_slowly()
        self._emit(Lost(str(reason), by_twin))

    def _on_publish(self, _c: Client, _u: Any, mid: int, reason: ReasonCode, _p: Properties) -> None:
        # Both successes: 0x00, and 0x10 where nobody has subscribed yet.
        self._emit(Acked(mid, str(reason) if reason.is_failure else None))

    def _on_subscribe(self, _c: Client, _u: Any, _mid: int, reasons: list[ReasonCode], _p: Properties | None) -> None:
        for reason in reasons:
            if reason.is_failure:
                self._emit(CommandsDenied(str(reason)))

    def _on_message(self, _c: Client, _u: Any, message: MQTTMessage) -> None:
        if self._waiting() > WAITING_COMMANDS:
            self.dropped_commands += 1
            return
        kind = message.topic.rpartition("/")[2]  # it matched `cmd/+`, so there is one more level and no other
        self._emit(Arrived(f"cmd/{kind}", bytes(message.payload), message.retain, self._now_s()))

    def _emit(self, event: LinkEvent) -> None:
        self._tell(self, event)

    def _retry_slowly(self) -> None:
        self._client.reconnect_delay_set(self._options.refused_retry_s, self._options.refused_retry_s)


def _properties(packet: int) -> Properties:
    return Properties(packet)  # type: ignore[no-untyped-call]


def _user(message: Message, packet: int) -> Properties:
    properties = _properties(packet)
    properties.ContentType = "application/json"
    properties.UserProperty = [("schema", message.schema), ("id", message.id)]
    return properties


def tls_context(tls: Tls) -> ssl.SSLContext:
    """Reads the files that are named. Raises BrokerSettingsError."""
    try:
        context = ssl.create_default_context(cafile=None if tls.ca_file is None else str(tls.ca_file))
        if tls.cert_file is not None:
            context.load_cert_chain(tls.cert_file, tls.key_file)
    except (OSError, ValueError) as error:
        named = ", ".join(str(file) for file in (tls.ca_file, tls.cert_file, tls.key_file) if file is not None)
        raise BrokerSettingsError(
            f"broker: a TLS file cannot be used ({error}): one of {named}. Each must be readable, in PEM form,"
            " and the key must belong to the certificate."
        ) from error
    return context


def _why(error: BaseException | None) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return type(error).__name__

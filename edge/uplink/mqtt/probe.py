"""One test connection to the broker under its own client id: checks whether a kiosk could connect, and with which
limits. It publishes nothing, leaves no session behind, and does not disconnect a connected kiosk.
"""

import select
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.messages.wire import Header, topic
from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.name_lookup import look_up_within
from edge.uplink.mqtt.tls import tls_context

LARGEST_BYTES = 32_768
"""Upper limit of our message size: a reaction to a creative of 600 s has at most 27 kB."""

_POLL_S = 0.1
_KEEPALIVE_S = 20
_OLD_PROTOCOL = 0x84  # Unsupported Protocol Version
_CREDENTIALS = frozenset({0x86, 0x87, 0x8C})


@dataclass(frozen=True, slots=True)
class BrokerProbeAccepted:
    """The broker accepted the connection, with these limits. None: it sets no limit. `commands_denied` is its reason to
    refuse commands, or None. Some brokers never refuse, and still deliver nothing."""

    in_flight: int | None
    largest_bytes: int | None
    retains: bool
    qos: int
    commands_denied: str | None
    cipher: str | None  # protocol of the encryption, such as TLSv1.3
    certificate_ends_s: float | None  # end of the broker's certificate, seconds since 1970 UTC


@dataclass(frozen=True, slots=True)
class BrokerProbeRejected:
    """The broker answered and refused the connection. `credentials`: because of the name or password."""

    reason: str
    credentials: bool


@dataclass(frozen=True, slots=True)
class BrokerProbeUnreachable:
    """No connection could be made. `bad_certificate`: the broker's certificate cannot be trusted. `bad_tls`: the other
    side speaks no TLS, or none that we support."""

    reason: str
    bad_certificate: bool
    bad_tls: bool


@dataclass(frozen=True, slots=True)
class BrokerProbeUnanswered:
    """Something accepted the connection and sent no answer. `hung_up`: it closed the connection; else the time ran
    out."""

    hung_up: bool


@dataclass(frozen=True, slots=True)
class BrokerProbeOldProtocol:
    """The broker answers, but does not support MQTT 5."""


Answer = (
    BrokerProbeAccepted | BrokerProbeRejected | BrokerProbeUnreachable | BrokerProbeUnanswered | BrokerProbeOldProtocol
)


def probe(
    options: BrokerOptions, header: Header, name: str, within_s: float, monotonic_s: Callable[[], float]
) -> Answer:
    """Connects as `name`, subscribes to the kiosk's commands, and disconnects. `within_s` limits the connection attempt
    and the wait for answers, each. Raises BrokerSettingsError if a TLS file cannot be used."""
    test = _BrokerProbeClient(options, header, name, within_s)
    try:
        return test.run(monotonic_s)
    finally:
        test.client.disconnect()


class _SelfClosingSocket(ssl.SSLSocket):
    """Closes itself when the handshake fails. paho would leave such a socket open."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except BaseException:
            self.close()
            raise


class _BrokerProbeClient:
    """One client without a thread: `run` reads and writes its socket."""

    def __init__(self, options: BrokerOptions, header: Header, name: str, within_s: float) -> None:
        self._options, self._commands, self._within_s = options, topic(header, "cmd/+"), within_s
        self._reason: ReasonCode | None = None
        self._granted: Properties | None = None
        self._denied: str | None = "no answer"
        self._done = False
        self.client = Client(
            CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5, reconnect_on_failure=False
        )
        self.client.connect_timeout = within_s
        self.client.username_pw_set(options.username, options.password)
        if options.tls is not None:
            context = tls_context(options.tls)
            context.sslsocket_class = _SelfClosingSocket
            self.client.tls_set_context(context)
        self.client.on_connect = self._on_connect
        self.client.on_subscribe = self._on_subscribe
        self.client.on_disconnect = self._on_disconnect

    def run(self, monotonic_s: Callable[[], float]) -> Answer:
        try:
            look_up_within(self._options.host, self._options.port, self._within_s)
            self.client.connect(self._options.host, self._options.port, keepalive=_KEEPALIVE_S, clean_start=True)
        except OSError as error:
            return _unreachable(error)
        encryption = self._encryption()
        until_s = monotonic_s() + self._within_s
        while not self._done and monotonic_s() < until_s:
            self._read_and_write()
        if self._reason is None:
            return BrokerProbeUnanswered(hung_up=monotonic_s() < until_s)
        if self._reason.value == _OLD_PROTOCOL:
            return BrokerProbeOldProtocol()
        if self._reason.is_failure:
            return BrokerProbeRejected(str(self._reason), self._reason.value in _CREDENTIALS)
        return self._accepted(*encryption)

    def _read_and_write(self) -> None:
        """Replaces the client's own `loop`, which would leave two of its sockets open."""
        socket = self.client.socket()
        if socket is None:
            self._done = True
            return
        has_more = isinstance(socket, ssl.SSLSocket) and socket.pending() > 0
        if has_more or select.select([socket], [], [], _POLL_S)[0]:
            self.client.loop_read()
        if self.client.want_write():
            self.client.loop_write()

    def _encryption(self) -> tuple[str | None, float | None]:
        socket = self.client.socket()
        if not isinstance(socket, ssl.SSLSocket):
            return None, None
        ends = (socket.getpeercert() or {}).get("notAfter")
        return socket.version(), ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else None

    def _accepted(self, cipher: str | None, certificate_ends_s: float | None) -> BrokerProbeAccepted:
        def granted(name: str, default: Any) -> Any:
            return getattr(self._granted, name, default)

        return BrokerProbeAccepted(
            in_flight=granted("ReceiveMaximum", None),
            largest_bytes=granted("MaximumPacketSize", None),
            retains=bool(granted("RetainAvailable", 1)),
            qos=granted("MaximumQoS", 2),
            commands_denied=self._denied,
            cipher=cipher,
            certificate_ends_s=certificate_ends_s,
        )

    def _on_connect(
        self, _c: Client, _u: Any, _f: ConnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        self._reason, self._granted = reason, properties
        if reason.is_failure:
            self._done = True
        else:
            self.client.subscribe(self._commands, qos=1)

    def _on_subscribe(self, _c: Client, _u: Any, _mid: int, reasons: list[ReasonCode], _p: Properties | None) -> None:
        self._denied = next((str(reason) for reason in reasons if reason.is_failure), None)
        self._done = True

    def _on_disconnect(
        self, _c: Client, _u: Any, _f: DisconnectFlags, _reason: ReasonCode, _p: Properties | None
    ) -> None:
        self._done = True


def _unreachable(error: OSError) -> BrokerProbeUnreachable:
    if isinstance(error, ssl.SSLCertVerificationError):
        return BrokerProbeUnreachable(error.verify_message, bad_certificate=True, bad_tls=False)
    if isinstance(error, ssl.SSLError):
        return BrokerProbeUnreachable(error.reason or "no TLS", bad_certificate=False, bad_tls=True)
    return BrokerProbeUnreachable(
        error.strerror or str(error) or type(error).__name__, bad_certificate=False, bad_tls=False
    )

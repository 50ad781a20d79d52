"""One connection to the broker without a thread and without retries.

Checks use it beside a running kiosk, with a client id of their own.
"""

import select
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.name_lookup import resolve_broker_name_within
from edge.uplink.mqtt.tls import tls_context

LARGEST_ANSWER = 65_536  # bytes; the broker drops larger packets to us
_POLL_S = 0.1
_KEEPALIVE_S = 20
_OLD_PROTOCOL = 0x84  # Unsupported Protocol Version
_CREDENTIALS = frozenset({0x86, 0x87, 0x8C})


@dataclass(frozen=True, slots=True)
class BrokerProbeRejected:
    """The broker answered and refused the connection. `credentials`: the user name or password was the reason."""

    reason: str
    credentials: bool


@dataclass(frozen=True, slots=True)
class BrokerProbeUnreachable:
    """No connection could be made. `bad_certificate`: the broker's certificate is not trusted.

    `bad_tls`: the other side does not use TLS, or no supported version.
    """

    reason: str
    bad_certificate: bool
    bad_tls: bool


@dataclass(frozen=True, slots=True)
class BrokerProbeUnanswered:
    """Something accepted the connection but sent no answer.

    `hung_up`: True if it closed the connection, False if the time ran out.
    """

    hung_up: bool


@dataclass(frozen=True, slots=True)
class BrokerProbeOldProtocol:
    """The broker answers, but does not support MQTT 5."""


ConnectionFault = BrokerProbeUnreachable | BrokerProbeUnanswered | BrokerProbeOldProtocol | BrokerProbeRejected


class _SelfClosingSocket(ssl.SSLSocket):
    """Socket that closes itself if the TLS handshake fails. paho would leave it open."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except BaseException:
            self.close()
            raise


class OneConnection:
    """MQTT client without a thread. `run` reads from and writes to its socket.

    It calls `on_accepted` once the broker has accepted the connection.
    """

    def __init__(self, options: BrokerOptions, name: str, within_s: float) -> None:
        """Create the client without connecting it. Raises BrokerSettingsError if a TLS file cannot be used."""
        self.on_accepted: Callable[[], object] = lambda: None
        self.granted: Properties | None = None
        self.is_done = False
        self._options, self._within_s = options, within_s
        self._reason: ReasonCode | None = None
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
        self.client.on_disconnect = self._on_disconnect

    def open(self) -> BrokerProbeUnreachable | None:
        """Connect the socket, and start the MQTT handshake. Returns the reason if this failed."""
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.MaximumPacketSize = LARGEST_ANSWER
        host, port = self._options.host, self._options.port
        try:
            resolve_broker_name_within(host, port, self._within_s)
            self.client.connect(host, port, keepalive=_KEEPALIVE_S, clean_start=True, properties=properties)
        except OSError as error:
            return _unreachable(error)
        return None

    def run(self, until_s: float, now_s: Callable[[], float]) -> None:
        """Read and write packets until `is_done` returns True, the connection ends, or the time `until_s` comes."""
        while not self.is_done and now_s() < until_s:
            self._read_and_write()

    def connection_fault(self, *, is_late: bool) -> ConnectionFault | None:
        """Reason why the broker did not accept the connection; None if accepted. `is_late`: no answer came in time."""
        if self._reason is None:
            return BrokerProbeUnanswered(hung_up=not is_late)
        if self._reason.value == _OLD_PROTOCOL:
            return BrokerProbeOldProtocol()
        if self._reason.is_failure:
            return BrokerProbeRejected(str(self._reason), self._reason.value in _CREDENTIALS)
        return None

    def encryption_facts(self) -> tuple[str | None, float | None]:
        """Encryption protocol, and expiry of the broker's certificate in seconds since 1970 UTC."""
        socket = self.client.socket()
        if not isinstance(socket, ssl.SSLSocket):
            return None, None
        ends = (socket.getpeercert() or {}).get("notAfter")
        return socket.version(), ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else None

    def close(self) -> None:
        self.client.disconnect()

    def _read_and_write(self) -> None:
        """Read from and write to the socket. paho's own `loop` would leave two of its sockets open."""
        socket = self.client.socket()
        if socket is None:
            self.is_done = True
            return
        has_more = isinstance(socket, ssl.SSLSocket) and socket.pending() > 0
        if has_more or select.select([socket], [], [], _POLL_S)[0]:
            self.client.loop_read()
        if self.client.want_write():
            self.client.loop_write()

    def _on_connect(
        self, _c: Client, _u: Any, _f: ConnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        self._reason, self.granted = reason, properties
        if reason.is_failure:
            self.is_done = True
        else:
            self.on_accepted()

    def _on_disconnect(
        self, _c: Client, _u: Any, _f: DisconnectFlags, _reason: ReasonCode, _p: Properties | None
    ) -> None:
        self.is_done = True


def _unreachable(error: OSError) -> BrokerProbeUnreachable:
    if isinstance(error, ssl.SSLCertVerificationError):
        return BrokerProbeUnreachable(error.verify_message, bad_certificate=True, bad_tls=False)
    if isinstance(error, ssl.SSLError):
        return BrokerProbeUnreachable(error.reason or "no TLS", bad_certificate=False, bad_tls=True)
    return BrokerProbeUnreachable(
        error.strerror or str(error) or type(error).__name__, bad_certificate=False, bad_tls=False
    )

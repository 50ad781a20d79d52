"""MQTT 5 client with QoS 1, based on paho.

paho's callbacks only turn network activity into events for one owner, so that no callback does work that could fail.
"""

import functools
import itertools
import logging
import ssl
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, LogLevel, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from edge.messages.build import Message
from edge.messages.wire import Header, message_topic
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client_events import (
    BrokerUnreachable,
    ClientEvent,
    ClientFailed,
    CommandReceived,
    CommandSubscriptionAnswered,
    Connected,
    ConnectionAttempted,
    ConnectionLost,
    ConnectionRefused,
    Delivery,
    NameFound,
    PublishAcknowledged,
)
from edge.uplink.mqtt.client_id import make_client_id
from edge.uplink.mqtt.name_lookup import resolve_broker_name
from edge.uplink.mqtt.packets import message_properties, packet_properties
from edge.uplink.mqtt.tls import certificate_rejection, error_reason, reload_certificates, tls_context

log = logging.getLogger(__name__)

LONGEST_RETRY_S = 60
UNACKNOWLEDGED_COMMANDS = 200  # the broker keeps further ones until some are acknowledged (Receive Maximum)
WAITING_COMMANDS = 1000  # further ones are dropped and counted; only commands with QoS 0 come that fast
LARGEST_PACKET = 65_536  # bytes; the broker drops a larger command (Maximum Packet Size)
_TWIN = 0x8E  # Session taken over
_CREDENTIALS = frozenset({0x86, 0x87, 0x8C})
_REFUSALS = _CREDENTIALS | {0x84, 0x85, 0x8A}  # protocol version, client id, banned client
_MAX_IN_FLIGHT = 65_535
_connection_numbers = itertools.count(1)  # of all clients: the owner may replace one


Callback = Callable[..., None]


def _guard_callback(callback: Callback) -> Callback:
    """Wrap a callback so that no exception leaves it.

    An uncaught exception would end the network thread, while paho would still report a connection.
    """

    @functools.wraps(callback)
    def guarded(client: "MqttClient", *arguments: Any) -> None:
        try:
            callback(client, *arguments)
        except Exception as error:  # noqa: BLE001  as in the supervisor: any unforeseen bug of ours
            client._fail(error)

    return guarded


class MqttClient:
    """One client of the broker, with its own network thread.

    `emit` must return at once. `waiting` returns the number of events that are not handled yet. When a connection ends,
    unanswered messages are dropped, and the owner sends them again.
    """

    def __init__(
        self,
        options: BrokerOptions,
        header: Header,
        emit: Callable[["MqttClient", ClientEvent], None],
        waiting: Callable[[], int],
        now_s: Callable[[], float],
    ) -> None:
        """Create the client without connecting it. Raises BrokerSettingsError."""
        self.dropped_commands = 0
        self._options = options
        self._on_event = emit
        self._waiting = waiting
        self._now_s = now_s
        wanted = (("playlist", options.takes_playlists), ("fleet", options.takes_fleet_hints))
        kinds = ["cmd/+", *(kind for kind, is_wanted in wanted if is_wanted)]
        self._subscriptions = [(message_topic(header, kind), 1) for kind in kinds]
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_ready = False
        self._fault: BaseException | None = None
        self._last_error = ""  # last network error, as paho logs it
        self._name = make_client_id(header, options.client_secret)
        self._connection = 0  # number of the present connection
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id=self._name, protocol=MQTTProtocolVersion.MQTTv5, manual_ack=True
        )
        self._client.max_inflight_messages_set(0)  # no limit in paho: the owner limits them
        self._client.reconnect_delay_set(1, LONGEST_RETRY_S)
        self._client.username_pw_set(options.username, options.password)
        self._context = None if options.tls is None else tls_context(options.tls)
        if self._context is not None:
            self._client.tls_set_context(self._context)
        self._client.on_log = self._on_log
        self._client.on_pre_connect = self._on_pre_connect
        self._client.on_connect = self._on_connect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message

    @property
    def last_mid(self) -> int:
        """The packet identifier that was used last."""
        return int(self._client._last_mid)

    def open(self, after_mid: int = 0) -> None:
        """Start connecting, and reconnect after every lost connection until `close`.

        Packet identifiers continue after `after_mid`. So a late answer to a previous client's message cannot match a
        message of this client.
        """
        self._client._last_mid = after_mid
        properties = packet_properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = self._options.session_expiry_s
        properties.ReceiveMaximum = UNACKNOWLEDGED_COMMANDS
        properties.MaximumPacketSize = LARGEST_PACKET
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
        self._thread.name = "mqtt"  # paho names it by the client id, and a traceback would print that

    @property
    def fault_text(self) -> str | None:
        """Reason why this client no longer works, or None.

        This is needed because paho still reports a connection after its network thread has ended.
        """
        if self._fault is not None:
            return f"{type(self._fault).__name__} in the network thread"
        is_dead = self._thread is not None and not self._thread.is_alive()
        return "the network thread has ended" if is_dead and not self._closing.is_set() else None

    def subscribe_and_allow_publishing(self) -> None:
        """Subscribe to commands and playlists, and allow publishing. The owner calls this after `Connected`."""
        self._is_ready = True
        self._client.subscribe(self._subscriptions)

    def set_will(self, message: Message) -> None:
        """Set the will, which the broker publishes if this client disappears. It applies from the next connection."""
        self._client.will_set(
            message.topic,
            message.payload,
            qos=1,
            retain=message.is_retained,
            properties=message_properties(message, PacketTypes.WILLMESSAGE),
        )

    def publish(self, message: Message) -> int | None:
        """Send a message, and return the `mid` that its `PublishAcknowledged` event will have.

        Returns None if the connection has ended. `ConnectionLost` then follows, and the message is not kept. Raises
        RuntimeError if no `mid` is free.
        """
        if not self._is_ready:
            return None
        info = self._client.publish(
            message.topic,
            message.payload,
            qos=1,
            retain=message.is_retained,
            properties=message_properties(message, PacketTypes.PUBLISH),
        )
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            raise RuntimeError(f"broker: {self._options.place} has not acknowledged 65,535 messages")
        return info.mid

    def acknowledge_command(self, delivery: Delivery) -> None:
        """Acknowledge a command to the broker.

        This has no effect if its connection has ended, because the broker then delivers the command again.
        """
        if delivery.connection == self._connection:
            self._client.ack(delivery.mid, delivery.qos)

    def close(self, timeout_s: float) -> None:
        """Disconnect properly, so that the broker does not publish the will.

        This waits up to `timeout_s` for the network thread. A thread that is blocked longer in a connection attempt
        ends later. A second call then closes its sockets.
        """
        self._closing.set()
        self._client.disconnect()
        if self._thread is not None:
            self._thread.join(timeout_s)
            if not self._thread.is_alive():
                self._client._reset_sockets()  # paho itself leaves them to the garbage collector

    # Callbacks, in paho's thread ------------------------------------------------------------------------------------

    def _on_pre_connect(self, _c: Client, _u: Any) -> None:
        """Raise OSError if the broker's name has no address. paho then calls `on_connect_fail`, and retries later."""
        self._prepare_attempt()
        resolve_broker_name(self._options.host, self._options.port)
        self._emit_name_found()

    @_guard_callback
    def _prepare_attempt(self) -> None:
        self._emit(ConnectionAttempted())
        self._last_error = ""
        if self._context is not None and self._options.tls is not None:
            reload_certificates(self._context, self._options.tls)

    @_guard_callback
    def _emit_name_found(self) -> None:
        self._emit(NameFound())

    @_guard_callback
    def _on_connect(
        self, _c: Client, _u: Any, _f: ConnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        self._connection = next(_connection_numbers)
        # paho would resend every unanswered message for ever, even one that made the broker hang up.
        self._client.drop_out_messages()
        if self._closing.is_set():
            self._client.disconnect()
        elif reason.is_failure:
            if reason.value in _REFUSALS:
                self._retry_slowly()
            self._emit(ConnectionRefused(str(reason), reason.value in _REFUSALS, reason.value in _CREDENTIALS))
        else:
            self._client.reconnect_delay_set(1, LONGEST_RETRY_S)
            in_flight = getattr(properties, "ReceiveMaximum", _MAX_IN_FLIGHT)
            self._emit(Connected(in_flight, getattr(properties, "MaximumPacketSize", None)))

    @_guard_callback
    def _on_connect_fail(self, _c: Client, _u: Any) -> None:
        error = sys.exc_info()[1]  # paho calls this while it handles the exception, and does not pass it
        rejection = certificate_rejection(str(error))
        is_untrusted = isinstance(error, ssl.SSLCertVerificationError)
        # A server without TLS answers something else or hangs up.
        bad_tls = isinstance(error, ssl.SSLError | ConnectionResetError) and self._context is not None
        self._emit(BrokerUnreachable(rejection or error_reason(error), is_untrusted, rejection is not None, bad_tls))

    @_guard_callback
    def _on_disconnect(
        self, _c: Client, _u: Any, _f: DisconnectFlags, reason: ReasonCode, _p: Properties | None
    ) -> None:
        self._is_ready = False
        by_twin = reason.value == _TWIN
        if by_twin:
            self._retry_slowly()
        rejection = certificate_rejection(self._last_error)
        self._emit(ConnectionLost(rejection or str(reason), by_twin, reason.value, rejection is not None))

    @_guard_callback
    def _on_publish(self, _c: Client, _u: Any, mid: int, reason: ReasonCode, _p: Properties) -> None:
        self._emit(PublishAcknowledged(mid, reason.value, str(reason)))

    @_guard_callback
    def _on_subscribe(self, _c: Client, _u: Any, _mid: int, reasons: list[ReasonCode], _p: Properties | None) -> None:
        self._emit(CommandSubscriptionAnswered(next((str(reason) for reason in reasons if reason.is_failure), None)))

    @_guard_callback
    def _on_message(self, _c: Client, _u: Any, message: MQTTMessage) -> None:
        if self._waiting() > WAITING_COMMANDS:
            self.dropped_commands += 1
            return
        delivery = Delivery(self._connection, message.mid, message.qos, message.dup)
        self._emit(CommandReceived(message.topic, bytes(message.payload), message.retain, self._now_s(), delivery))

    @_guard_callback
    def _on_log(self, _c: Client, _u: Any, level: int, text: str) -> None:
        if level == LogLevel.MQTT_LOG_ERR:
            self._last_error = text

    def _fail(self, error: Exception) -> None:
        """Emit `ClientFailed` once, so that the owner makes a new client."""
        if self._fault is None:
            self._fault = error
            log.exception("broker: the network thread ended because of a bug in Vitrina; the kiosk is reconnecting")
            with suppress(Exception):  # if `emit` itself fails, the owner still reads `fault_text`
                self._emit(ClientFailed(type(error).__name__))

    def _emit(self, event: ClientEvent) -> None:
        self._on_event(self, event)

    def _retry_slowly(self) -> None:
        self._client.reconnect_delay_set(self._options.refused_retry_s, self._options.refused_retry_s)

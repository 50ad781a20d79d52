"""Connection of the whole fleet to the broker (MQTT 5). It limits the number of unacknowledged messages."""

import sys
import threading
from collections import Counter, deque
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from central.clock import monotonic_s
from central.errors import BrokerRefusedError
from central.ingest.session import BrokerOptions
from central.messages.reader import device_key
from edge.messages.commands import PlaylistCommand, ResendCommand, parse_command
from edge.messages.playlist import SentPlaylist
from edge.messages.wire import Header

IN_FLIGHT = 200
UNACKNOWLEDGED = 1_000
CONNECT_S, FLUSH_S, LOOK_S = 15.0, 30.0, 0.25

Request = tuple[str, int, int]
"""Request for missing messages: a kiosk, and the first and last message number that central requests from it."""


class FleetLink:
    """Sends for all kiosks, and collects the messages that central sends them. It reconnects automatically."""

    def __init__(self, options: BrokerOptions) -> None:
        self._options = options
        self.requests: deque[Request] = deque()
        self.playlists: dict[str, SentPlaylist] = {}  # the newest, by device
        self._answer = threading.Event()  # set by the first answer of the broker
        self._refusal: str | None = None
        self.refused: Counter[str] = Counter()  # publishes, by the name of the broker's reason code
        self._free = threading.Semaphore(UNACKNOWLEDGED)
        self._changed = threading.Condition()
        self._waiting = 0
        self._client = self._make_client()

    def start(self) -> None:
        """Connect. Raises BrokerRefusedError if the broker refuses or does not answer."""
        self._client.connect_async(self._options.host, self._options.port)
        self._client.loop_start()
        is_answered = self._answer.wait(CONNECT_S)
        if self._refusal is None and is_answered:
            return
        self._client.loop_stop()
        place = f"{self._options.host}:{self._options.port}"
        why = self._refusal or f"it does not answer within {CONNECT_S:.0f} s"
        raise BrokerRefusedError(f"simulate: no connection to the broker {place}: {why}. Nothing was sent.")

    def send(self, topic: str, payload: bytes, stopping: threading.Event, *, retain: bool = False) -> None:
        """Publish at QoS 1. While too many messages are unacknowledged, wait until one is acknowledged or `stopping` is
        set.
        """
        while not self._free.acquire(timeout=LOOK_S):
            if stopping.is_set():
                return
        with self._changed:
            self._waiting += 1
        self._client.publish(topic, payload, qos=1, retain=retain)

    def stop(self) -> None:
        """Wait until the broker has acknowledged the messages, and disconnect."""
        until_s = monotonic_s() + FLUSH_S
        with self._changed:
            self._changed.wait_for(lambda: self._waiting == 0, max(0.0, until_s - monotonic_s()))
        self._client.disconnect()
        self._client.loop_stop()

    def _make_client(self) -> Client:
        options = self._options
        client = Client(CallbackAPIVersion.VERSION2, options.client_id, protocol=MQTTProtocolVersion.MQTTv5)
        if options.username is not None:
            client.username_pw_set(options.username, options.password)
        if options.tls is not None:
            client.tls_set_context(options.tls)
        client.max_inflight_messages_set(IN_FLIGHT)
        client.max_queued_messages_set(0)
        client.reconnect_delay_set(1, 5)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        return client

    def _on_connect(self, client: Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._refusal = f"it refuses the connection ({reason})"
        else:
            for topic in self._options.topics:
                client.subscribe(topic, qos=1)
        self._answer.set()

    def _on_connect_fail(self, _client: Client, _userdata: Any) -> None:
        if not self._answer.is_set():
            self._refusal = str(sys.exc_info()[1])
            self._answer.set()

    def _on_publish(self, _client: Client, _userdata: Any, _mid: int, reason: Any, _properties: Any) -> None:
        self._free.release()
        with self._changed:
            if reason.is_failure:
                self.refused[str(reason)] += 1
            self._waiting -= 1
            self._changed.notify_all()

    def _on_message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        _, _, tenant, site, device, kind = message.topic.split("/", 5)
        header = Header(tenant, site, device)
        command = parse_command(kind, bytes(message.payload), header, 0.0, retained=message.retain)
        if isinstance(command, ResendCommand):
            self.requests.append((device_key(header), command.from_seq, command.to_seq))
        elif isinstance(command, PlaylistCommand):
            self.playlists[device_key(header)] = command

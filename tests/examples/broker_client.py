"""A client of the reference broker."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from tests.doubles.reference import Reference

PATIENCE_S = 20.0

Transport = Literal["tcp", "websockets"]


class BrokerClient:
    """A client of the reference broker, by its name."""

    def __init__(
        self,
        broker: Reference,
        name: str,
        certificate: Path | None = None,
        session: bool = False,
        over_websocket: bool = False,
    ) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.cuts = 0
        self._answers: dict[int, int] = {}
        self._news = threading.Condition()
        self._is_connected = False
        transport: Transport = "websockets" if over_websocket else "tcp"
        self._client = Client(
            CallbackAPIVersion.VERSION2, f"client of {name}", protocol=MQTTProtocolVersion.MQTTv5, transport=transport
        )
        self._client.tls_set_context(broker.context(certificate))
        self._client.reconnect_delay_set(1, 1)
        if certificate is None:
            self._client.username_pw_set(name, f"secret of {name}")
        self._client.on_connect = lambda _c, _u, _f, reason, _p: self._note_connection(not reason.is_failure)
        self._client.on_disconnect = lambda *_: self._note_connection(False)
        self._client.on_publish = lambda _c, _u, mid, reason, _p: self._note_answer(mid, reason.value)
        self._client.on_subscribe = lambda _c, _u, mid, _r, _p: self._note_answer(mid, 0)
        self._client.on_message = lambda _c, _u, message: self._note_message(message)
        kept = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        kept.SessionExpiryInterval = 3600 if session else 0
        port = broker.web_port if over_websocket else broker.port if certificate is None else broker.certificate_port
        self._client.connect_async("127.0.0.1", port, clean_start=not session, properties=kept)
        self._client.loop_start()
        self._wait(lambda: self._is_connected, f"{name} to get in")

    def publish(self, topic: str, payload: str = "{}") -> int:
        """The broker's answer."""
        mid = self._client.publish(f"vitrina/1/{topic}", payload, qos=1).mid
        return self._answer(mid)

    def listen(self, topics: str) -> None:
        """Answered with yes even where the rules say no; nothing is heard then."""
        mid = self._client.subscribe(topics, qos=1)[1]
        assert mid is not None
        self._answer(mid)

    def wait_for_count(self, count: int) -> None:
        """Waits until so many messages came."""
        self._wait(lambda: len(self.heard) >= count, f"{count} messages")

    def wait_for(self, topic: str) -> list[tuple[str, bytes]]:
        """Everything heard, once something was of this topic."""
        self._wait(lambda: any(heard == f"vitrina/1/{topic}" for heard, _ in self.heard), topic)
        return list(self.heard)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _answer(self, mid: int) -> int:
        self._wait(lambda: mid in self._answers, f"an answer to {mid}")
        return self._answers[mid]

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        with self._news:
            assert self._news.wait_for(condition, PATIENCE_S), f"waited in vain for {what}"

    def _note_connection(self, is_connected: bool) -> None:
        with self._news:
            self.cuts += self._is_connected and not is_connected
            self._is_connected = is_connected
            self._news.notify_all()

    def _note_answer(self, mid: int, answer: int) -> None:
        with self._news:
            self._answers[mid] = answer
            self._news.notify_all()

    def _note_message(self, message: MQTTMessage) -> None:
        with self._news:
            self.heard.append((message.topic, bytes(message.payload)))
            self._news.notify_all()

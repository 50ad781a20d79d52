"""A client with the credentials of a kiosk, which says what the broker lets it do."""

import threading
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

TIMEOUT_S = 20.0


class Device:
    """A client with the credentials of a kiosk. It waits for what the broker says to each request."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self.answers: dict[int, int] = {}
        self.heard: list[str] = []
        self._changed = threading.Condition()
        self.connected: int | None = None
        self.is_cut = False
        version = CallbackAPIVersion.VERSION2
        self._client = Client(
            version, f"test-{id(self)}", protocol=MQTTProtocolVersion.MQTTv5, reconnect_on_failure=False
        )
        self._client.username_pw_set(name, password)
        self._client.on_connect = lambda _c, _u, _f, reason, _p: self._set(connected=reason.value)
        self._client.on_disconnect = lambda *_: self._set(is_cut=True)
        self._client.on_publish = lambda _c, _u, mid, reason, _p: self._answer(mid, reason.value)
        self._client.on_subscribe = lambda _c, _u, mid, reasons, _p: self._answer(mid, reasons[0].value)
        self._client.on_message = lambda _c, _u, message: self._hear(message.topic)
        self._client.connect_async("127.0.0.1", port)
        self._client.loop_start()
        self.wait_for(lambda: self.connected is not None)

    def __enter__(self) -> "Device":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def may_publish(self, topic: str) -> bool:
        return self._reason(self._client.publish(topic, b"{}", qos=1).mid) < 128

    def may_subscribe(self, topic: str) -> bool:
        mid = self._client.subscribe(topic, qos=1)[1]
        assert mid is not None
        return self._reason(mid) < 128

    def wait_for(self, condition: Callable[[], object]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, TIMEOUT_S)

    def _reason(self, mid: int) -> int:
        self.wait_for(lambda: mid in self.answers)
        return self.answers.pop(mid)

    def _answer(self, mid: int, reason: int) -> None:
        with self._changed:
            self.answers[mid] = reason
            self._changed.notify_all()

    def _hear(self, topic: str) -> None:
        with self._changed:
            self.heard.append(topic)
            self._changed.notify_all()

    def _set(self, **values: Any) -> None:
        with self._changed:
            for name, value in values.items():
                setattr(self, name, value)
            self._changed.notify_all()

"""A listener on the broker, to show on this machine what has left it. Not durable: for what must not be lost, a
subscriber keeps a session and acknowledges what it has stored."""

from collections.abc import Callable

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

Heard = Callable[[str, bytes], None]


class Subscriber:
    """Hears every message of one kiosk until closed; `heard(topic, payload)` is called in its own thread."""

    def __init__(self, host: str, port: int, topics: str, on_message: Heard) -> None:
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe(topics, qos=1)
        self._client.on_message = lambda _client, _userdata, message: self._on_message(message, on_message)
        self._client.connect_async(host, port)
        self._client.loop_start()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    @staticmethod
    def _on_message(message: MQTTMessage, heard: Heard) -> None:
        heard(message.topic, bytes(message.payload))

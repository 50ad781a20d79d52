"""MQTT subscriber that shows on this kiosk which messages left it.

It is not durable. A subscriber that must not lose messages needs a persistent session, and must acknowledge each
message after storing it.
"""

from collections.abc import Callable

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

MessageCallback = Callable[[str, bytes], None]


class KioskSubscriber:
    """Receives all messages on `topics` until closed. Calls `on_message(topic, payload)` in its own thread."""

    def __init__(self, host: str, port: int, topics: str, on_message: MessageCallback) -> None:
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe(topics, qos=1)
        self._client.on_message = lambda _client, _userdata, message: self._forward(message, on_message)
        self._client.connect_async(host, port)
        self._client.loop_start()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    @staticmethod
    def _forward(message: MQTTMessage, on_message: MessageCallback) -> None:
        on_message(message.topic, bytes(message.payload))

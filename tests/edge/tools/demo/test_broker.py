"""The broker of the demo: mosquitto if it is installed, else the one from pip."""

import socket
import threading
from pathlib import Path

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from edge.tools.demo import broker as demo_broker
from edge.uplink.mqtt.subscriber import KioskSubscriber


def retained_message(port: int) -> tuple[str, bytes]:
    """Publishes a retained message, like a kiosk's state, and returns it as a new subscriber gets it."""
    received: list[tuple[str, bytes]] = []
    arrived = threading.Event()

    def on_message(topic: str, payload: bytes) -> None:
        received.append((topic, payload))
        arrived.set()

    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.publish("vitrina/1/a/b/c/state", b"{}", qos=1, retain=True).wait_for_publish(20)
    subscriber = KioskSubscriber("127.0.0.1", port, "vitrina/1/#", on_message)
    assert arrived.wait(20)
    subscriber.close()
    client.disconnect()
    client.loop_stop()
    return received[0]


def test_the_broker_ends_with_the_demo() -> None:
    """The broker delivers a message, and its port is closed afterwards."""
    with demo_broker.run_broker() as (name, port):
        assert name in ("mosquitto", "iotcore")
        assert retained_message(port) == ("vitrina/1/a/b/c/state", b"{}")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)


def test_the_broker_from_pip_works(tmp_path: Path) -> None:
    """It is used if mosquitto is not installed."""
    pytest.importorskip("iotcore")
    port = demo_broker.free_port()
    with demo_broker._run_iotcore(tmp_path, port):
        assert retained_message(port) == ("vitrina/1/a/b/c/state", b"{}")

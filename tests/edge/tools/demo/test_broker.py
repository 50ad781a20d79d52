"""The demo brings its own broker: what is installed, or what came with pip."""

import socket
import threading
from pathlib import Path

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from edge.tools.demo import broker as demo_broker
from edge.uplink.mqtt.subscriber import Subscriber


def said_and_heard(port: int) -> tuple[str, bytes]:
    """What a subscriber hears of a retained message, as a kiosk's state is."""
    got: list[tuple[str, bytes]] = []
    arrived = threading.Event()

    def hear(topic: str, payload: bytes) -> None:
        got.append((topic, payload))
        arrived.set()

    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.publish("vitrina/1/a/b/c/state", b"{}", qos=1, retain=True).wait_for_publish(20)
    subscriber = Subscriber("127.0.0.1", port, "vitrina/1/#", hear)
    assert arrived.wait(20)
    subscriber.close()
    client.disconnect()
    client.loop_stop()
    return got[0]


def test_a_broker_runs_for_as_long_as_the_demo() -> None:
    """A message goes through it; afterwards nobody listens there."""
    with demo_broker.running() as (name, port):
        assert name in ("mosquitto", "iotcore")
        assert said_and_heard(port) == ("vitrina/1/a/b/c/state", b"{}")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)


def test_the_broker_that_comes_with_pip_will_do(tmp_path: Path) -> None:
    """Where mosquitto is not installed."""
    pytest.importorskip("iotcore")
    port = demo_broker._free_port()
    with demo_broker._iotcore(tmp_path, port):
        assert said_and_heard(port) == ("vitrina/1/a/b/c/state", b"{}")

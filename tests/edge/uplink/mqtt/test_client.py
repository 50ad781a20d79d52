"""MQTT client: sizes of packets, and a fault that does not end the network thread."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.messages.build import Message
from edge.messages.wire import Header
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client import MqttClient
from edge.uplink.mqtt.client_events import ClientEvent, ClientFailed, Connected, ConnectionAttempted, NameFound
from edge.uplink.mqtt.packets import packet_bytes
from tests.doubles.broker import Mosquitto, running
from tests.doubles.scripted_broker import scripted

HEADER = Header("a", "b", "c")


def message(payload: bytes) -> Message:
    return Message("play", "vitrina/1/a/b/c/play", payload, "0" * 36, 1, 0.0)


@given(st.integers(0, 400) | st.integers(16_100, 16_400))
def test_the_size_of_a_packet_grows_with_its_payload_and_its_header(size: int) -> None:
    """The header's length field grows at 128 and at 16,384 bytes."""
    rest = packet_bytes(message(b"")) - 2 + size
    assert packet_bytes(message(b"x" * size)) == 1 + (1 if rest < 128 else 2 if rest < 16_384 else 3) + rest


def test_the_size_of_a_packet_is_its_size_on_the_wire() -> None:
    """It is the number of bytes that the broker counts."""
    events: list[ClientEvent] = []
    changed = threading.Condition()

    def emit(_client: MqttClient, event: ClientEvent) -> None:
        with changed:
            events.append(event)
            changed.notify_all()

    sent = [message(b"x" * size) for size in (0, 30, 120, 16_300, 20_000)]
    with scripted(lambda _: 0x00) as broker:
        client = MqttClient(BrokerOptions("127.0.0.1", broker.port), HEADER, emit, lambda: 0, lambda: 0.0)
        client.open()
        with changed:
            assert changed.wait_for(lambda: any(isinstance(event, Connected) for event in events), 20)
        client.subscribe_and_allow_publishing()
        for each in sent:
            client.publish(each)
        broker.wait_for(lambda: len(broker.published) == len(sent), "all")
        client.close(5)
        assert [packet.size for packet in broker.published] == [packet_bytes(each) for each in sent]


def test_nothing_is_published_before_the_owner_knows_of_the_connection() -> None:
    """The next connection would drop the message, and the owner would wait for its answer in vain."""
    client = MqttClient(BrokerOptions("127.0.0.1"), HEADER, lambda *_: None, lambda: 0, lambda: 0.0)
    assert client.publish(message(b"x")) is None


def test_a_failing_event_callback_leaves_the_network_thread_alive(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The fault is logged once, with its traceback. The client reports it as `fault`, and as an event if possible."""
    events: list[ClientEvent] = []
    failed = threading.Event()

    def emit(_client: MqttClient, event: ClientEvent) -> None:
        if isinstance(event, ConnectionAttempted | NameFound):
            return
        events.append(event)
        if isinstance(event, ClientFailed):
            failed.set()
        raise ArithmeticError("a bug of ours")

    with running(broker := Mosquitto(tmp_path)):
        client = MqttClient(BrokerOptions("127.0.0.1", broker.port), HEADER, emit, lambda: 0, lambda: 0.0)
        assert client.fault_text is None
        client.open()
        assert failed.wait(20)
        assert isinstance(events[0], Connected)
        assert client.fault_text == "ArithmeticError in the network thread"
        assert client._thread is not None
        assert client._thread.is_alive()
        client.close(5)
        assert not client._thread.is_alive()
    faults = [record for record in caplog.records if record.exc_info is not None]
    assert ["a bug in Vitrina" in record.getMessage() for record in faults] == [True]

"""The door to the broker: how long a message is, and a fault that does not end the network thread."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.messages.build import Message
from edge.messages.wire import Header
from edge.uplink.mqtt.client import BrokerOptions, MqttClient, packet_bytes
from edge.uplink.mqtt.client_events import ClientEvent, ClientFailed, Connected
from tests.doubles.broker import Mosquitto, running
from tests.doubles.scripted_broker import scripted

HEADER = Header("a", "b", "c")


def message(payload: bytes) -> Message:
    return Message("play", "vitrina/1/a/b/c/play", payload, "0" * 36, 1, 0.0)


@given(st.integers(0, 400) | st.integers(16_100, 16_400))
def test_the_length_of_a_packet_grows_by_what_is_in_it_and_by_its_own_header(size: int) -> None:
    """The field that says how long the rest is grows at 128 and at 16,384 bytes."""
    rest = packet_bytes(message(b"")) - 2 + size
    assert packet_bytes(message(b"x" * size)) == 1 + (1 if rest < 128 else 2 if rest < 16_384 else 3) + rest


def test_the_length_of_a_packet_is_that_on_the_wire() -> None:
    """Byte for byte, as the broker counts."""
    events: list[ClientEvent] = []
    something = threading.Condition()

    def emit(_link: MqttClient, event: ClientEvent) -> None:
        with something:
            events.append(event)
            something.notify_all()

    sent = [message(b"x" * size) for size in (0, 30, 120, 16_300, 20_000)]
    with scripted(lambda _: 0x00) as broker:
        link = MqttClient(BrokerOptions("127.0.0.1", broker.port), HEADER, emit, lambda: 0, lambda: 0.0)
        link.open()
        with something:
            assert something.wait_for(lambda: events, 20)
        link.connect()
        for each in sent:
            link.publish(each)
        broker.wait_for(lambda: len(broker.published) == len(sent), "all")
        link.close(5)
        assert [came.size for came in broker.published] == [packet_bytes(each) for each in sent]


def test_nothing_is_published_where_the_owner_does_not_know_of_the_connection() -> None:
    """It would be forgotten with the next connection, and waited for in vain."""
    link = MqttClient(BrokerOptions("127.0.0.1"), HEADER, lambda *_: None, lambda: 0, lambda: 0.0)
    assert link.publish(message(b"x")) is None


def test_a_fault_in_telling_leaves_the_network_thread_alive(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged once, with its traceback; the link says that it cannot be relied on, and tells it if it can."""
    told: list[ClientEvent] = []
    broke = threading.Event()

    def emit(_link: MqttClient, event: ClientEvent) -> None:
        told.append(event)
        if isinstance(event, ClientFailed):
            broke.set()
        raise ArithmeticError("a fault of the house")

    with running(broker := Mosquitto(tmp_path)):
        link = MqttClient(BrokerOptions("127.0.0.1", broker.port), HEADER, emit, lambda: 0, lambda: 0.0)
        assert link.fault is None
        link.open()
        assert broke.wait(20)
        assert isinstance(told[0], Connected)
        assert link.fault == "ArithmeticError in the network thread"
        assert link._thread is not None
        assert link._thread.is_alive()
        link.close(5)
        assert not link._thread.is_alive()
    faults = [record for record in caplog.records if record.exc_info is not None]
    assert ["a fault of ours" in record.getMessage() for record in faults] == [True]

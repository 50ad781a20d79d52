"""The end-to-end test at a real broker: who answers, what a broker refuses, and answers that somebody forged."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from edge.messages.wire import Header
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.one_connection import BrokerProbeRejected, BrokerProbeUnreachable, ConnectionFault
from edge.uplink.mqtt.round_trip import EndToEndClient, RoundTrip
from tests.doubles.broker import Mosquitto, free_port, running, subscribed

HEADER = Header("acme", "berlin-7", "door")
TOPIC = "vitrina/1/acme/berlin-7/door"
TOKEN = "Zm9vYmFyMDEyMzQ1Njc4OQ"
Answer = Callable[[Client, MQTTMessage], None]


def ask(
    port: int, within_s: float = 5.0, username: str | None = None, token: str = TOKEN
) -> RoundTrip | ConnectionFault:
    options = BrokerOptions("127.0.0.1", port, username=username, password="hush" if username else None)
    return EndToEndClient(options, HEADER, token, f"vitrina-doctor-{token}", 5.0).run_test(time.monotonic, within_s)


def trip(port: int, within_s: float = 5.0, username: str | None = None, token: str = TOKEN) -> RoundTrip:
    result = ask(port, within_s, username, token)
    assert isinstance(result, RoundTrip)
    return result


@contextmanager
def answering(port: int, answer: Answer, username: str | None = None) -> Iterator[list[MQTTMessage]]:
    """A subscriber of the tests of all kiosks."""
    ready, heard = threading.Event(), list[MQTTMessage]()
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set(username, "hush" if username else None)

    def on_message(_client: Client, _userdata: object, message: MQTTMessage) -> None:
        heard.append(message)
        answer(client, message)

    client.on_message = on_message
    client.on_connect = lambda client, *_: client.subscribe("vitrina/1/+/+/+/test", qos=1)
    client.on_subscribe = lambda *_: ready.set()
    client.connect("127.0.0.1", port)
    client.loop_start()
    assert ready.wait(20)
    try:
        yield heard
    finally:
        client.disconnect()
        client.loop_stop()


def echo(client: Client, message: MQTTMessage) -> None:
    client.publish(f"{TOPIC}/cmd/seen", bytes(message.payload), qos=1)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with running(Mosquitto(tmp_path_factory.mktemp("broker"))) as broker:
        yield broker.port


def test_a_test_is_one_message_that_holds_a_token_and_expires(port: int) -> None:
    """The broker drops it after 10 s. It is not retained, so it comes to nobody later."""
    with answering(port, echo) as heard:
        result = trip(port)
    assert result.denied is result.refused is None
    assert result.broker_s is not None
    assert result.seen is not None
    assert result.seen_s is not None
    assert 0 <= result.broker_s < 5
    assert 0 <= result.seen_s < 5
    (message,) = heard
    assert (message.topic, message.qos, message.retain) == (f"{TOPIC}/test", 1, False)
    assert json.loads(message.payload) == {"schema": "vitrina.test/1", "token": TOKEN}
    properties = cast(Any, message.properties)
    assert 9 <= properties.MessageExpiryInterval <= 10
    assert properties.UserProperty == [("schema", "vitrina.test/1"), ("id", TOKEN)]


def test_forged_answers_are_ignored_however_many_come(port: int) -> None:
    """Other tokens, junk, a retained answer of before: 500 of them, then the right one."""

    def forge(client: Client, message: MQTTMessage) -> None:
        for n in range(250):
            client.publish(f"{TOPIC}/cmd/seen", json.dumps({"token": f"{n}", "by": "evil"}), qos=1)
            client.publish(f"{TOPIC}/cmd/seen", b"\xff" * n, qos=1)
        client.publish(f"{TOPIC}/cmd/seen", json.dumps({"token": TOKEN, "by": "honest"}), qos=1)

    with subscribed(port) as other:
        other.publish(f"{TOPIC}/cmd/seen", '{"token":"old","by":"evil"}', retain=True)
        try:
            with answering(port, forge):
                result = trip(port, 20.0)
        finally:
            other.publish(f"{TOPIC}/cmd/seen", b"", retain=True)
    assert result.seen is not None
    assert result.seen.by == "honest"
    assert result.strays == 501


def test_a_flood_of_wrong_answers_ends_with_the_time(port: int) -> None:
    def flood(client: Client, message: MQTTMessage) -> None:
        for _ in range(2000):
            client.publish(f"{TOPIC}/cmd/seen", '{"token":"wrong"}', qos=0)

    began_s = time.monotonic()
    with answering(port, flood):
        result = trip(port, 0.5)
    assert result.seen is None
    assert result.broker_s is not None
    assert time.monotonic() - began_s < 15


def test_an_answer_on_another_topic_or_one_that_is_retained_does_not_count(port: int) -> None:
    def elsewhere(client: Client, message: MQTTMessage) -> None:
        client.publish("vitrina/1/acme/berlin-7/other/cmd/seen", bytes(message.payload), qos=1)
        client.publish(f"{TOPIC}/cmd/seen/more", bytes(message.payload), qos=1)

    with subscribed(port) as other:
        other.publish(f"{TOPIC}/cmd/seen", json.dumps({"token": TOKEN}), retain=True)
        try:
            with answering(port, elsewhere):
                early = trip(port, 0.5)
        finally:
            other.publish(f"{TOPIC}/cmd/seen", b"", retain=True)
    assert (early.seen, early.strays) == (None, 1)


def test_a_broker_without_subscribers_says_so_at_once(port: int) -> None:
    result = trip(port)
    assert result.broker_s is not None
    assert not result.has_subscriber
    assert result.seen is None


def test_without_an_answer_it_ends_in_time(port: int) -> None:
    with answering(port, lambda *_: None):
        result = trip(port, 0.3)
    assert (result.has_subscriber, result.seen, result.strays) == (True, None, 0)
    assert result.broker_s is not None


def test_a_broker_that_refuses_the_test_or_the_answer(tmp_path: Path) -> None:
    """The rules of examples/acl let a kiosk do both; these do not."""
    users = dict.fromkeys(("mute", "deaf", "central"), "hush")
    rules = ["user mute", "topic read vitrina/#", "user deaf", "topic write vitrina/#"]
    rules += ["user central", "topic vitrina/#"]
    door = Mosquitto(tmp_path, users=users, rules=rules, more=["max_queued_messages 1000"])
    with running(door), answering(door.port, echo, "central"):
        mute = trip(door.port, 0.5, "mute")
        deaf = trip(door.port, 0.5, "deaf")
    assert mute.seen is None
    assert mute.refused == "Not authorized"
    assert deaf.seen is None
    assert deaf.refused is None


def test_two_at_once_hear_their_own_answers(port: int) -> None:
    results: dict[str, RoundTrip] = {}
    with answering(port, echo):
        tokens = [f"token-{n}" for n in range(4)]
        threads = [threading.Thread(target=lambda t=t: results.update({t: trip(port, token=t)})) for t in tokens]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {token: result.seen and result.seen.token for token, result in results.items()} == {t: t for t in tokens}


def test_no_broker_and_a_wrong_password(tmp_path: Path) -> None:
    assert isinstance(ask(free_port()), BrokerProbeUnreachable)
    with running(Mosquitto(tmp_path, users={"door": "right"})) as broker:
        assert isinstance(ask(broker.port, username="door"), BrokerProbeRejected)

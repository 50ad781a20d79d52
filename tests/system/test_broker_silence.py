"""A broker that answers pings and never what matters: messages, the subscription; and a name server that never answers.
It is noticed, nothing is lost, and a stop takes no longer.
"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.one_connection import BrokerProbeUnreachable
from edge.uplink.mqtt.probe import probe_connection
from tests.doubles.scripted_broker import Published, ScriptedBroker, acknowledgement, scripted, silent
from tests.system.uplink import HEADER, Kiosk, kiosk, options_for

UNANSWERED_S = 0.5


def impatient(broker: ScriptedBroker) -> BrokerOptions:
    return replace(options_for(broker), unanswered_s=UNANSWERED_S)


def plays(broker: ScriptedBroker) -> list[tuple[int, int]]:
    """Connection and number of each received play."""
    return [(each.connection, json.loads(each.payload)["seq"]) for each in broker.published if each.kind == "play"]


def test_a_broker_that_acknowledges_nothing_is_noticed(tmp_path: Path) -> None:
    """It answers pings. The connection is ended and made anew; the messages are sent again, byte for byte. One alert
    says so, until something is acknowledged."""
    with scripted(silent) as broker, kiosk(tmp_path, replace(impatient(broker), keepalive_s=1)) as shop:
        appended = shop.append(3)
        shop.start()
        broker.wait_for(lambda: broker.connections == 3, "three connections")
        assert shop.codes == ["broker.stuck"]
        (alert,) = shop.publisher.alerts
        assert alert.severity == "error"
        for words in (
            f"127.0.0.1:{broker.port}",
            "not acknowledged the oldest message for",
            "3 messages wait",
            "Restart it",
        ):
            assert words in alert.text
        assert shop.waiting() == [1, 2, 3]
        broker.answer = lambda _: 0x00
        assert shop.publisher.wait_until_all_sent(20)
        shop.log.wait_for("broker.stuck has ended")
        assert shop.codes == []
        assert shop.log.count("not acknowledged the oldest message") == 1
        assert shop.log.count("cannot be reached") + shop.log.count("was lost") == 0
        for message in appended:
            received = [each.payload for each in broker.published if json.loads(each.payload).get("seq") == message.seq]
            assert len(received) >= 3
            assert set(received) == {message.payload}


def test_a_broker_that_answers_pings_is_not_ended_before_its_time(tmp_path: Path) -> None:
    with (
        scripted(silent) as broker,
        kiosk(tmp_path, replace(options_for(broker), keepalive_s=1, unanswered_s=60.0)) as shop,
    ):
        shop.append(1)
        shop.start()
        broker.wait_for(lambda: broker.pings >= 3, "three pings")
        assert broker.connections == 1
        assert shop.codes == []


def test_each_further_attempt_waits_longer(tmp_path: Path) -> None:
    """The broker would get the same messages each minute."""
    with scripted(silent) as broker, kiosk(tmp_path, impatient(broker)) as shop:
        shop.append(1)
        shop.start()
        broker.wait_for(lambda: broker.connections == 4, "four connections")
        pauses_s = [after - before - UNANSWERED_S for before, after in pairwise(broker.connected_s)]
        assert [pause_s > least_s for pause_s, least_s in zip(pauses_s, (1.0, 2.0, 4.0), strict=True)] == [True] * 3


def test_an_acknowledgement_of_an_unknown_message_acknowledges_nothing(tmp_path: Path) -> None:
    def answer(message: Published) -> bytes:
        return acknowledgement(message.number + 100)

    with scripted(answer) as broker, kiosk(tmp_path, impatient(broker)) as shop:
        shop.append(20)
        shop.start()
        broker.wait_for(lambda: broker.connections == 2, "two connections")
        shop.log.wait_for("not acknowledged the oldest message")
        assert shop.waiting() == [*range(1, 21)]


def test_an_acknowledgement_of_an_earlier_connection_acknowledges_nothing(tmp_path: Path) -> None:
    """A broker that comes to itself sends the answers that it owes: the packet identifiers of the former connection
    name no message of this one."""
    former: list[int] = []

    def answer(message: Published) -> bytes:
        if message.connection == 1:
            former.append(message.number)
            return b""
        return b"".join(map(acknowledgement, former))

    with scripted(answer) as broker, kiosk(tmp_path, impatient(broker)) as shop:
        shop.append(5)
        shop.start()
        broker.wait_for(lambda: broker.connections == 3, "three connections")
        assert shop.waiting() == [1, 2, 3, 4, 5]
        assert shop.codes == ["broker.stuck"]
        numbers = [(each.connection, each.number) for each in broker.published]
        assert not {n for c, n in numbers if c == 1} & {n for c, n in numbers if c == 2}


def test_a_broker_that_acknowledges_the_state_alone_is_one_alert(tmp_path: Path) -> None:
    """Its answer at each new connection does not end the alert."""
    with (
        scripted(lambda message: 0x00 if message.kind == "state" else b"") as broker,
        kiosk(tmp_path, impatient(broker)) as shop,
    ):
        shop.append(2)
        shop.start()
        broker.wait_for(lambda: broker.connections == 4, "four connections")
        assert shop.log.count("not acknowledged the oldest message") == 1
        assert shop.codes == ["broker.stuck"]
        broker.answer = lambda _: 0x00
        shop.log.wait_for("broker.stuck has ended")


def test_one_message_without_an_answer_blocks_no_other(tmp_path: Path) -> None:
    with (
        scripted(lambda message: b"" if b'"seq":1,' in message.payload else 0x00) as broker,
        kiosk(tmp_path, impatient(broker)) as shop,
    ):
        shop.append(30)
        shop.start()
        broker.wait_for(lambda: broker.connections == 3, "three connections")
        assert shop.waiting() == [1]
        assert shop.log.count("not acknowledged the oldest message") == 1


def test_a_stop_at_a_silent_broker_takes_at_most_three_seconds(tmp_path: Path) -> None:
    with scripted(silent) as broker, kiosk(tmp_path, impatient(broker)) as shop:
        shop.append(3)
        shop.start()
        shop.log.wait_for("not acknowledged the oldest message")
        began_s = time.monotonic()
        assert shop.publisher.publish_rest_and_stop()
        assert time.monotonic() - began_s < 3.0


def test_a_subscription_without_an_answer_is_an_alert(tmp_path: Path) -> None:
    """Messages go out. The alert stays through a new connection, and ends with the answer, however late."""
    with (
        scripted(lambda _: 0x00) as broker,
        kiosk(tmp_path, replace(options_for(broker), subscription_s=UNANSWERED_S)) as shop,
    ):
        broker.subscribes = False
        shop.start()
        line = shop.log.wait_for("does not allow this kiosk to receive commands")
        assert "no answer for" in line
        assert shop.codes == ["broker.deaf"]
        shop.append(2)
        assert shop.publisher.wait_until_all_sent(10)
        broker.answer_subscription()
        shop.log.wait_for("broker.deaf has ended")
        assert broker.connections == 1


class SilentNameServer:
    """`socket.getaddrinfo` of a machine whose name server never answers for one name, until `answer`."""

    NAME = "broker.example"

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._answered = threading.Event()
        self._real = socket.getaddrinfo
        self.asked = threading.Event()
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)

    def answer(self) -> None:
        self._answered.set()

    def be_silent(self) -> None:
        self._answered.clear()

    def _look_up(self, host: Any, *values: Any, **more: Any) -> Any:
        if host != self.NAME:
            return self._real(host, *values, **more)
        self.asked.set()
        self._answered.wait(60)
        return self._real("127.0.0.1", *values, **more)


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SilentNameServer]:
    server = SilentNameServer(monkeypatch)
    yield server
    server.answer()


def unnamed(broker: ScriptedBroker, **more: float) -> BrokerOptions:
    return replace(options_for(broker), host=SilentNameServer.NAME, **more)  # type: ignore[arg-type]


def test_a_name_lookup_that_hangs_is_said_within_ten_seconds(tmp_path: Path, name_server: SilentNameServer) -> None:
    """With the real limit. The text names the lookup. Once the name server answers, the messages arrive."""
    with scripted(lambda _: 0x00) as broker, kiosk(tmp_path, unnamed(broker)) as shop:
        shop.append(2)
        began_s = time.monotonic()
        shop.start()
        line = shop.log.wait_for("name lookup")
        assert time.monotonic() - began_s < 10.0
        assert f"broker.example:{broker.port}" in line
        assert "2 messages wait" in line
        assert shop.codes == ["broker.away"]
        name_server.answer()
        assert shop.publisher.wait_until_all_sent(20)
        assert shop.codes == []


def test_a_name_lookup_that_hangs_after_a_lost_connection_is_said_too(
    tmp_path: Path, name_server: SilentNameServer
) -> None:
    """Router and name server are one machine, often. The line is logged once for all attempts."""
    with scripted(lambda _: 0x00) as broker, kiosk(tmp_path, unnamed(broker, attempt_s=0.3)) as shop:
        name_server.answer()
        shop.start()
        assert shop.publisher.wait_until_all_sent(20)
        name_server.be_silent()
        broker.answer = lambda _: None
        shop.append(1)
        shop.log.wait_for("was lost")
        shop.log.wait_for("name lookup")
        assert "name lookup" in shop.publisher.alerts[0].text
        broker.answer = lambda _: 0x00
        name_server.answer()
        assert shop.publisher.wait_until_all_sent(20)
        assert shop.log.count("name lookup") == 1


def test_a_stop_during_a_name_lookup_takes_at_most_three_seconds(tmp_path: Path, name_server: SilentNameServer) -> None:
    with scripted(lambda _: 0x00) as broker, kiosk(tmp_path, unnamed(broker)) as shop:
        shop.start()
        assert name_server.asked.wait(20)
        began_s = time.monotonic()
        assert shop.publisher.publish_rest_and_stop()
        assert time.monotonic() - began_s < 3.0
        name_server.answer()


def test_messages_are_kept_and_alerts_read_during_a_name_lookup(tmp_path: Path, name_server: SilentNameServer) -> None:
    """No call of another thread waits for it."""
    with scripted(lambda _: 0x00) as broker, kiosk(tmp_path, unnamed(broker, attempt_s=0.3)) as shop:
        shop.start()
        shop.log.wait_for("name lookup")
        began_s = time.monotonic()
        shop.append(1)
        shop.publisher.request_state_publication()
        assert not shop.publisher.is_connected
        assert shop.codes == ["broker.away"]
        assert time.monotonic() - began_s < 1.0
        name_server.answer()


def test_doctor_says_within_its_time_that_a_name_lookup_hangs(name_server: SilentNameServer) -> None:
    began_s = time.monotonic()
    answer = probe_connection(BrokerOptions(SilentNameServer.NAME), HEADER, "doctor", 0.5, time.monotonic)
    assert isinstance(answer, BrokerProbeUnreachable)
    assert "name server has not answered" in answer.reason
    assert time.monotonic() - began_s < 3.0


def test_a_connection_without_an_answer_is_said_too(tmp_path: Path) -> None:
    """Something takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        options = BrokerOptions("127.0.0.1", server.getsockname()[1], attempt_s=0.3)
        with kiosk(tmp_path, options) as shop:
            shop.start()
            shop.log.wait_for("has not answered for")
            assert shop.codes == ["broker.away"]


def test_a_name_that_no_server_could_know_is_an_alert(tmp_path: Path) -> None:
    """Its parts are too long, so that it cannot even be looked up."""
    shop: Kiosk
    with kiosk(tmp_path, BrokerOptions("x" * 70 + ".example")) as shop:
        shop.start()
        assert "cannot be reached" in shop.log.wait_for("broker: ")
        assert shop.log.count("fault") == 0

"""The way from the outbox to a subscriber over real brokers, and commands the other way."""

import json
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest

from edge.messages.commands import AnyCommand, BadCommand, PauseCommand, PlayCommand, ResumeCommand
from edge.messages.wire import topic
from edge.uplink.mqtt.client import BrokerOptions, MqttClient
from edge.uplink.mqtt.client_events import ClientEvent, Connected, PublishAcknowledged
from tests.doubles.broker import Embedded, Mosquitto, running, subscribed
from tests.system.uplink import HEADER, here, kiosk, seqs, state_of


@pytest.fixture(params=[Mosquitto, Embedded])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mosquitto | Embedded]:
    with running(request.param(tmp_path)) as started:
        yield started


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path)
    with running(made):
        yield made


def test_what_was_told_before_the_broker_was_there_arrives_in_order(
    broker: Mosquitto | Embedded, tmp_path: Path
) -> None:
    """Byte for byte as it lies in the outbox, oldest first, with the user properties `schema` and `id`."""
    with subscribed(broker.port) as subscriber, kiosk(tmp_path, here(broker)) as shop:
        appended = shop.append(50)
        shop.start()
        appended += shop.append(10)
        heard = subscriber.wait_for_kind("play", 60)
        assert [message.payload for message in heard] == [message.payload for message in appended]
        assert heard[0].properties is not None
        said = heard[0].properties.json()  # type: ignore[no-untyped-call]
        assert said["UserProperty"] == [("schema", "vitrina.play/1"), ("id", appended[0].id)]
        assert {message.qos for message in heard} == {1}
        assert shop.publisher.drain(10)
        assert shop.outbox.unsent(10) == []


def test_whoever_comes_later_reads_the_state_and_that_the_kiosk_went(
    broker: Mosquitto | Embedded, tmp_path: Path
) -> None:
    """`state` is retained while the kiosk runs, and `offline` after a stop, which is the kiosk's own word."""
    with kiosk(tmp_path, here(broker)) as shop:
        shop.start()
        assert shop.publisher.drain(10)
        with subscribed(broker.port) as later:
            later.wait_for(lambda heard: state_of(heard) == "sensing")
            assert later.of("state")[0].retain
    with subscribed(broker.port) as much_later:
        much_later.wait_for(lambda heard: state_of(heard) == "offline")


def test_offline_is_the_last_word(broker: Mosquitto | Embedded, tmp_path: Path) -> None:
    """What was kept just before the stop is heard before it: nothing comes from a kiosk that said it is gone."""
    with subscribed(broker.port) as subscriber:
        with kiosk(tmp_path, here(broker)) as shop:
            shop.start()
            assert shop.publisher.drain(10)
            shop.append(40)
            assert shop.publisher.stop(5)
        heard = subscriber.wait_for(lambda heard: state_of(heard) == "offline")
    assert state_of(heard[-1:]) == "offline"
    assert sum(m.topic == topic(HEADER, "play") for m in heard) == 40


def test_the_broker_tells_when_a_kiosk_is_gone_without_a_word(broker: Mosquitto | Embedded, tmp_path: Path) -> None:
    """SIGKILL: the will says `offline`."""
    code = (
        "import sys, time; from pathlib import Path; from tests.system import uplink as t;"
        "k = t.Kiosk(Path(sys.argv[1]), t.BrokerOptions('127.0.0.1', int(sys.argv[2]))); k.start(); time.sleep(60)"
    )
    with subscribed(broker.port) as subscriber:
        process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(broker.port)])
        subscriber.wait_for(lambda heard: state_of(heard) == "sensing")
        process.kill()
        process.wait()
        subscriber.wait_for(lambda heard: state_of(heard) == "offline")


def test_broker_stopped_and_started_again_loses_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """What is told while it is away waits; in the end every `seq` is there, and each `id` is one message."""
    with kiosk(tmp_path, here(mosquitto)) as shop, subscribed(mosquitto.port) as subscriber:
        shop.start()
        shop.append(20)
        subscriber.wait_for_kind("play", 20)
        mosquitto.stop()
        subscriber.wait_until_cut()
        shop.append(40)
        mosquitto.start()
        assert shop.publisher.drain(20)
        assert shop.publisher.lost_connections == 1
        assert shop.publisher.condition is None
        # The subscriber may have come back later than the kiosk: then it asks, as subscribers do.
        subscriber.wait_until_subscribed()
        subscriber.publish(topic(HEADER, "cmd/resend"), '{"from_seq": 1, "to_seq": 60}')
        heard = subscriber.wait_for_kind("play", 60)
        assert set(seqs(heard)) == set(range(1, 61))
        assert len({json.loads(message.payload)["id"] for message in heard}) == 60


def test_broker_frozen_and_thawed_loses_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """A broker that is there and does not answer is noticed by the missing keep-alive."""
    with (
        kiosk(tmp_path, replace(here(mosquitto), keepalive_s=1)) as shop,
        subscribed(mosquitto.port) as subscriber,
    ):
        shop.start()
        assert shop.publisher.drain(10)
        mosquitto.signal(signal.SIGSTOP)
        shop.append(5)
        assert not shop.publisher.drain(3.0)
        mosquitto.signal(signal.SIGCONT)
        assert shop.publisher.drain(20)
        assert set(seqs(subscriber.wait_for_kind("play", 5))) == {1, 2, 3, 4, 5}


def test_a_stop_takes_three_seconds_at_most_wherever_the_broker_is(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Frozen in the middle of a backlog, or not there at all: the rest waits in the outbox for the next start."""
    with kiosk(tmp_path, here(mosquitto)) as shop:
        shop.start()
        assert shop.publisher.drain(10)
        mosquitto.signal(signal.SIGSTOP)
        try:
            shop.append(100)
            began_s = time.monotonic()
            assert shop.publisher.stop()
            assert time.monotonic() - began_s < 3.0
            assert len(shop.outbox.unsent(200)) == 100
        finally:
            mosquitto.signal(signal.SIGCONT)
    mosquitto.stop()
    with kiosk(tmp_path, here(mosquitto)) as shop:
        shop.start()
        assert not shop.publisher.drain(0.5)
        assert shop.publisher.condition is not None
        assert "cannot be reached (Connection refused)" in shop.publisher.condition.text
        assert shop.publisher.stop()


def test_wrong_password_is_said_and_nothing_is_lost(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The condition names place and cure; no log line and no repr has the password; it is tried again unhurriedly."""
    caplog.set_level(logging.DEBUG)
    broker = Mosquitto(tmp_path, users={"door": "right-secret"})
    options = BrokerOptions("127.0.0.1", broker.port, username="door", password="wrong-secret", refused_retry_s=1)
    with running(broker), kiosk(tmp_path, options) as shop:
        shop.append(3)
        shop.start()
        assert not shop.publisher.drain(2.5)
        condition = shop.publisher.condition
        assert condition is not None
        assert condition.code == "broker.refused"
        assert "refused the name or password" in condition.text
        assert "3 messages wait in the outbox; trying again every 1 s" in condition.text
        assert not shop.publisher.connected
        assert len(shop.outbox.unsent(10)) == 3
        assert "secret" not in caplog.text + condition.text + repr(options)
        refusals = [line for line in broker.log if "not authorised" in line]
        assert 2 <= len(refusals) <= 3
    right = replace(options, password="right-secret")
    with (
        running(broker),
        subscribed(broker.port, "door", "right-secret") as subscriber,
        kiosk(tmp_path, right) as shop,
    ):
        shop.start()
        assert seqs(subscriber.wait_for_kind("play", 3)) == [1, 2, 3]


def test_commands_reach_the_kiosk_and_nonsense_harms_nobody(broker: Mosquitto | Embedded, tmp_path: Path) -> None:
    """A command arrives as its type; what is none arrives as what is wrong with it, and the next command is heard."""
    with subscribed(broker.port) as player, kiosk(tmp_path, here(broker)) as shop:
        shop.start()
        player.wait_for(lambda heard: state_of(heard) == "sensing")
        player.publish(topic(HEADER, "cmd/play"), '{"creative": "spring_a", "event": "start"}')
        assert shop.commands.get(timeout=10) == PlayCommand(creative="spring_a", event="start")
        for nonsense in (b"", b"{", b"\xff\xfe", b"[" * 9000, b'{"creative": "spring_a", "event": "begin"}'):
            player.publish(topic(HEADER, "cmd/play"), nonsense)
            assert isinstance(shop.commands.get(timeout=10), BadCommand)
        player.publish(topic(HEADER, "cmd/reboot"), "{}")
        assert isinstance(shop.commands.get(timeout=10), BadCommand)
        player.publish(topic(HEADER, "cmd/pause"), '{"reason": "refit"}')
        assert shop.commands.get(timeout=10) == PauseCommand(reason="refit")
        assert shop.publisher.connected


def test_whoever_asks_gets_it_again_byte_for_byte_and_not_in_a_rush(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """`cmd/resend`: oldest first, at most 100 in any second, and what was never asked for is not repeated."""
    with kiosk(tmp_path, here(mosquitto)) as shop, subscribed(mosquitto.port):
        appended = shop.append(160)
        shop.start()
        assert shop.publisher.drain(20)
        with subscribed(mosquitto.port) as late:
            late.publish(topic(HEADER, "cmd/resend"), '{"from_seq": 11, "to_seq": 9000}')
            heard = late.wait_for_kind("play", 150)
            assert [message.payload for message in heard] == [message.payload for message in appended[10:]]
            at_s = [at_s for message, at_s in zip(late.heard, late.heard_at_s, strict=True) if message in heard]
            assert all(later - earlier > 0.9 for earlier, later in zip(at_s, at_s[100:], strict=False))


def test_a_twin_is_noticed_taken_on_slowly_and_over_when_it_is_gone(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """A copied device image takes the place of the first, which says so and does not fight: it comes back after
    `refused_retry_s`. It is over once nobody has taken the place for longer than a twin would wait."""
    (tmp_path / "copy").mkdir()
    with kiosk(tmp_path, replace(here(mosquitto), refused_retry_s=2)) as first, subscribed(mosquitto.port) as central:
        first.start()
        central.wait_for(lambda heard: state_of(heard) == "sensing")
        with kiosk(tmp_path / "copy", replace(here(mosquitto), refused_retry_s=60)) as second:
            second.start()
            first.log.wait_for("another client took our place")
            took_over_s = time.monotonic()
            assert first.codes == ["broker.twin"]
            first.append(1)
            central.wait_for_kind("play", 1)  # so the first is back
            assert time.monotonic() - took_over_s > 1.0
            first.log.wait_for("another client took our place", times=2)  # said by the second
            assert first.codes == second.codes == ["broker.twin"]
        first.log.wait_for("broker.twin is over")
        assert first.codes == []


def test_a_handler_of_commands_that_fails_stops_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """It is counted, and logged once with where; messages go out, and the next command is heard."""

    def fall(command: AnyCommand | BadCommand) -> None:
        if isinstance(command, PauseCommand):
            raise ArithmeticError("a fault of the house")
        heard.put(command)

    heard: Queue[AnyCommand | BadCommand] = Queue()
    with kiosk(tmp_path, here(mosquitto), fall) as shop, subscribed(mosquitto.port) as subscriber:
        shop.start()
        shop.append(1)
        subscriber.wait_for_kind("play", 1)
        for _ in range(3):
            subscriber.publish(topic(HEADER, "cmd/pause"), '{"reason": "refit"}')
        subscriber.publish(topic(HEADER, "cmd/resume"), '{"reason": "done"}')
        assert isinstance(heard.get(timeout=10), ResumeCommand)
        shop.append(1)
        assert seqs(subscriber.wait_for_kind("play", 2)) == [1, 2]
        assert shop.publisher.failed_commands == 3
        assert len([line for line in shop.log.lines if "ended in a fault" in line]) == 1
        assert shop.publisher.lost_connections == 0


def test_a_fault_of_ours_in_the_network_thread_makes_way_for_another_connection(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """Whichever event it is that cannot be told: the thread lives on to say so, and nothing is lost or sent twice."""
    with kiosk(tmp_path, here(mosquitto)) as shop, subscribed(mosquitto.port) as subscriber:
        emit, fallen = shop.publisher._emit, []

        def fall(link: MqttClient, event: ClientEvent) -> None:
            if type(event) not in fallen and isinstance(event, Connected | PublishAcknowledged):
                fallen.append(type(event))
                raise ArithmeticError("a fault of the house")
            emit(link, event)

        shop.publisher._emit = fall  # type: ignore[method-assign]
        shop.append(30)
        shop.start()
        subscriber.wait_for_kind("play", 30)
        assert shop.publisher.drain(10)
        assert fallen == [Connected, PublishAcknowledged]
        assert len([line for line in shop.log.lines if "a fault of ours" in line]) == 2
        assert "because of a fault of this program (ArithmeticError)" in shop.log.wait_for("was given up")
        assert set(seqs(subscriber.of("play"))) == set(range(1, 31))
        assert shop.codes == []


def test_a_backlog_drains_at_a_bounded_rate_and_what_is_new_comes_with_it(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """At most 100 in any second, the answers to `cmd/resend` among them, and neither waits for the end of the other."""
    with kiosk(tmp_path, here(mosquitto)) as shop, subscribed(mosquitto.port) as subscriber:
        shop.append(60)
        shop.start()
        subscriber.wait_for_kind("play", 60)
        assert shop.publisher.drain(10)
        shop.append(100)
        subscriber.publish(topic(HEADER, "cmd/resend"), '{"from_seq": 1, "to_seq": 60}')
        subscriber.wait_for(lambda heard: len(subscriber.of("play")) >= 220)
        numbers = seqs(subscriber.of("play"))[60:]
        assert [n for n in numbers if n > 60] == list(range(61, 161))
        assert [n for n in numbers if n <= 60] == list(range(1, 61))
        assert numbers.index(61) < numbers.index(1) < numbers.index(121)
        at_s = [at_s for m, at_s in zip(subscriber.heard, subscriber.heard_at_s, strict=True) if m.topic[-4:] == "play"]
        assert all(later - earlier > 0.9 for earlier, later in zip(at_s, at_s[100:], strict=False))

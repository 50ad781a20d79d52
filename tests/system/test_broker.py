"""The way from the outbox to a subscriber over real brokers, and commands the other way."""

import json
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Queue
from random import Random

import pytest
from paho.mqtt.client import MQTTMessage

from edge.events import PlayTold
from edge.uplink import messages
from edge.uplink.commands import AnyCommand, BadCommand, PauseCommand, PlayCommand
from edge.uplink.link import BrokerOptions, Tls
from edge.uplink.messages import Message
from edge.uplink.outbox import Outbox
from edge.uplink.payloads import Models
from edge.uplink.publisher import Publisher
from edge.uplink.wire import Header, topic, uuid7
from tests.doubles.broker import Embedded, Mosquitto, make_certificates, running, subscribed

HEADER = Header("acme", "berlin-7", "door")
MODELS = Models(expression="fer@sha256:ab12cd34ef56", valence="centroids-1")
START_S = 1_767_225_600.0  # 2026-01-01T00:00:00Z


class Kiosk:
    """The uplink of a kiosk, in the rooms' own words: it appends plays, says its state, hears commands."""

    def __init__(self, folder: Path, options: BrokerOptions) -> None:
        self.outbox = Outbox(folder / "outbox.db")
        self.commands: Queue[AnyCommand | BadCommand] = Queue()
        self._random = Random(7).randbytes
        self.publisher = Publisher(
            options,
            HEADER,
            self.outbox,
            state=lambda: self._state("sensing"),
            offline=lambda: self._state("offline"),
            on_command=lambda command, _at_s: self.commands.put(command),
            now_s=time.time,
            monotonic_s=time.monotonic,
        )
        self._thread = threading.Thread(target=self.publisher.run, name="publisher")

    def start(self) -> None:
        self._thread.start()

    def append(self, count: int) -> list[Message]:
        return [self.outbox.append(self._play) for _ in range(count)]

    def close(self) -> None:
        if self._thread.is_alive():
            assert self.publisher.stop(), "the publisher did not stop within 3 s"
        self._thread.join(5)
        self.outbox.close()

    def _play(self, seq: int) -> Message:
        at_s = START_S + seq
        told = PlayTold(at_s, "spring_a", at_s - 15, at_s, 0.0, 15.0, True, None, "player", 0.02)
        return messages.tell(told, HEADER, MODELS, id=uuid7(at_s, self._random), seq=seq)

    def _state(self, word: messages.KioskState) -> Message:
        kept = self.outbox.kept()
        return messages.state(
            HEADER,
            at_s=START_S,
            id=uuid7(START_S, self._random),
            first_seq=kept.first_seq,
            last_seq=kept.last_seq,
            state=word,
            reasons=(),
            since_s=START_S,
            version="0.1.0",
        )


@contextmanager
def kiosk(folder: Path, options: BrokerOptions) -> Iterator[Kiosk]:
    made = Kiosk(folder, options)
    try:
        yield made
    finally:
        made.close()


def here(broker: Mosquitto | Embedded) -> BrokerOptions:
    return BrokerOptions("127.0.0.1", broker.port, refused_retry_s=1)


@pytest.fixture(params=[Mosquitto, Embedded])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mosquitto | Embedded]:
    with running(request.param(tmp_path)) as started:
        yield started


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path)
    with running(made):
        yield made


def seqs(heard: list[MQTTMessage]) -> list[int]:
    return [json.loads(message.payload)["seq"] for message in heard]


def state_of(heard: list[MQTTMessage]) -> str | None:
    states = [m for m in heard if m.topic == topic(HEADER, "state")]
    return json.loads(states[-1].payload)["state"] if states else None


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
        "import sys, time; from pathlib import Path; from tests.system import test_broker as t;"
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


# paho leaves the socket of a failed handshake to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
def test_tls_with_our_own_authority(tmp_path: Path) -> None:
    """The broker must be vouched for by `ca_file`, and may ask the kiosk for a certificate of its own."""
    made = make_certificates(tmp_path)
    broker = Mosquitto(tmp_path, certificates=made, asks_for_client_certificate=True)
    good = Tls(made.ca, made.client, made.client_key)
    with running(broker):
        with kiosk(tmp_path, replace(here(broker), tls=good)) as shop:
            shop.append(1)
            shop.start()
            assert shop.publisher.drain(10)
        for tls, code in ((replace(good, ca_file=made.other_ca), "broker.certificate"), (Tls(made.ca), "broker.away")):
            with kiosk(tmp_path, replace(here(broker), tls=tls)) as shop:
                shop.start()
                assert not shop.publisher.drain(1.0)
                assert shop.publisher.condition is not None
                assert shop.publisher.condition.code == code


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
    with kiosk(tmp_path, here(mosquitto)) as shop:
        appended = shop.append(160)
        shop.start()
        assert shop.publisher.drain(20)
        with subscribed(mosquitto.port) as late:
            late.publish(topic(HEADER, "cmd/resend"), '{"from_seq": 11, "to_seq": 9000}')
            heard = late.wait_for_kind("play", 150)
            assert [message.payload for message in heard] == [message.payload for message in appended[10:]]
            at_s = [at_s for message, at_s in zip(late.heard, late.heard_at_s, strict=True) if message in heard]
            assert all(later - earlier > 0.9 for earlier, later in zip(at_s, at_s[100:], strict=False))


def test_a_kind_that_the_broker_denies_waits_and_holds_up_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A PUBACK that says no is no delivery. When the rules are mended the message goes out by itself."""
    own = "topic readwrite vitrina/#"
    rules = ("user door", own, "topic deny vitrina/1/acme/berlin-7/door/play", "user central", own)
    broker = Mosquitto(tmp_path, users={"door": "d", "central": "c"}, rules=rules)
    options = replace(here(broker), username="door", password="d")
    with running(broker), subscribed(broker.port, "central", "c") as subscriber, kiosk(tmp_path, options) as shop:
        shop.append(2)
        shop.outbox.append(lambda seq: replace(shop._play(seq), kind="alert", topic=topic(HEADER, "alert")))
        shop.start()
        subscriber.wait_for_kind("alert", 1)
        assert not shop.publisher.drain(3.0)
        assert [message.seq for message in shop.outbox.unsent(10)] == [1, 2]
        assert shop.publisher.refused_messages >= 2
        assert "does not take our play messages (Not authorized)" in caplog.text
        broker.allow(("user door", own, "user central", own))
        assert shop.publisher.drain(10)
        assert set(seqs(subscriber.wait_for_kind("play", 2))) == {1, 2}
        assert shop.publisher.condition is None


def test_two_kiosks_of_one_name_are_noticed(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """A copied device image takes the place of the first; the first says so."""
    with kiosk(tmp_path, replace(here(mosquitto), refused_retry_s=60)) as first:
        first.start()
        assert first.publisher.drain(10)
        (tmp_path / "copy").mkdir()
        with kiosk(tmp_path / "copy", replace(here(mosquitto), refused_retry_s=60)) as second:
            second.start()
            assert second.publisher.drain(10)
            assert not first.publisher.drain(0.5)
            assert first.publisher.condition is not None
            assert first.publisher.condition.code == "broker.twin"


def test_what_went_wrong_in_the_house_does_not_keep_messages_from_leaving(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """A handler of commands that fails ends `run`, as the supervisor expects; run again, it goes on where it was."""
    with kiosk(tmp_path, here(mosquitto)) as shop, subscribed(mosquitto.port) as subscriber:
        fallen: list[BaseException] = []

        def fall(command: AnyCommand | BadCommand, at_s: float) -> None:
            raise ArithmeticError("a fault of the house")

        shop.publisher._on_command = fall

        def run_and_run_again() -> None:
            try:
                shop.publisher.run()
            except ArithmeticError as error:
                fallen.append(error)
            shop.publisher.run()

        shop._thread = threading.Thread(target=run_and_run_again)
        shop.start()
        shop.append(1)
        subscriber.wait_for_kind("play", 1)
        subscriber.publish(topic(HEADER, "cmd/pause"), '{"reason": "refit"}')
        subscriber.wait_for(lambda heard: [json.loads(m.payload).get("state") for m in heard].count("sensing") == 2)
        shop.append(1)
        assert seqs(subscriber.wait_for_kind("play", 2)) == [1, 2]
        assert len(fallen) == 1

"""Messages from the outbox to a subscriber over real brokers, and commands in the other direction."""

import json
import logging
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from edge.kiosk.build import broker_options
from edge.messages.commands import AnyCommand, BadCommand, PauseCommand, PlayCommand, ResumeCommand
from edge.messages.wire import message_topic
from edge.settings.settings import Settings
from edge.tools.doctor.broker import make_check_client_id as doctors_client_id
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client import LARGEST_PACKET, MqttClient
from edge.uplink.mqtt.client_events import ClientEvent, Connected, PublishAcknowledged
from edge.uplink.mqtt.client_id import client_secret_path
from edge.uplink.mqtt.one_connection import BrokerProbeUnreachable
from edge.uplink.mqtt.probe import BrokerProbeAccepted, probe_connection
from tests.doubles.broker import Embedded, Mosquitto, running, subscribed
from tests.system.uplink import HEADER, kiosk, last_state, options_for, seqs


@pytest.fixture(params=[Mosquitto, Embedded])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mosquitto | Embedded]:
    with running(request.param(tmp_path)) as started:
        yield started


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(tmp_path)
    with running(broker):
        yield broker


def test_messages_made_before_the_connection_arrive_in_order(broker: Mosquitto | Embedded, tmp_path: Path) -> None:
    """They arrive byte for byte as in the outbox, oldest first, with the user properties `schema` and `id`."""
    with subscribed(broker.port) as subscriber, kiosk(tmp_path, options_for(broker)) as shop:
        appended = shop.append(50)
        shop.start()
        appended += shop.append(10)
        plays = subscriber.wait_for_kind("play", 60)
        assert [message.payload for message in plays] == [message.payload for message in appended]
        assert plays[0].properties is not None
        properties = plays[0].properties.json()  # type: ignore[no-untyped-call]
        assert properties["UserProperty"] == [("schema", "vitrina.play/1"), ("id", appended[0].id)]
        assert {message.qos for message in plays} == {1}
        assert shop.publisher.wait_until_all_sent(10)
        assert shop.outbox.unsent_messages(10) == []


def test_a_late_subscriber_gets_the_retained_state(broker: Mosquitto | Embedded, tmp_path: Path) -> None:
    """The present state is retained while the kiosk runs, and `offline`, which the kiosk itself publishes, after a
    stop."""
    with kiosk(tmp_path, options_for(broker)) as shop:
        shop.start()
        assert shop.publisher.wait_until_all_sent(10)
        with subscribed(broker.port) as later:
            later.wait_for(lambda messages: last_state(messages) == "sensing")
            assert later.of("state")[0].retain
    with subscribed(broker.port) as much_later:
        much_later.wait_for(lambda messages: last_state(messages) == "offline")


def test_offline_is_the_last_message(broker: Mosquitto | Embedded, tmp_path: Path) -> None:
    """Messages stored just before the stop arrive before `offline`, and nothing arrives after it."""
    with subscribed(broker.port) as subscriber:
        with kiosk(tmp_path, options_for(broker)) as shop:
            shop.start()
            assert shop.publisher.wait_until_all_sent(10)
            shop.append(40)
            assert shop.publisher.publish_rest_and_stop(5)
        received = subscriber.wait_for(lambda messages: last_state(messages) == "offline")
    assert last_state(received[-1:]) == "offline"
    assert sum(m.topic == message_topic(HEADER, "play") for m in received) == 40


def test_the_broker_publishes_offline_for_a_kiosk_that_was_killed(broker: Mosquitto | Embedded, tmp_path: Path) -> None:
    """After SIGKILL the will publishes `offline`."""
    code = (
        "import sys, time; from pathlib import Path; from tests.system import uplink as t;"
        "k = t.Kiosk(Path(sys.argv[1]), t.BrokerOptions('127.0.0.1', int(sys.argv[2]))); k.start(); time.sleep(60)"
    )
    with subscribed(broker.port) as subscriber:
        process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(broker.port)])
        subscriber.wait_for(lambda messages: last_state(messages) == "sensing")
        process.kill()
        process.wait()
        subscriber.wait_for(lambda messages: last_state(messages) == "offline")


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_a_broker_with_an_ipv6_address_is_written_with_brackets(host: str, tmp_path: Path) -> None:
    """In the settings it may be written either way."""
    broker = Mosquitto(tmp_path, address="::1")
    settings = Settings.model_validate({"broker": {"host": host, "port": broker.port}})
    options = broker_options(settings)
    assert options.place == f"[::1]:{broker.port}"
    with running(broker), kiosk(tmp_path, options) as shop:
        shop.start()
        assert f"connected to [::1]:{broker.port}" in shop.log.wait_for("broker: connected")
        broker.stop()
        assert f"[::1]:{broker.port} was lost" in shop.log.wait_for("was lost")
        answer = probe_connection(options, HEADER, "doctor", 5.0, time.monotonic)
        assert isinstance(answer, BrokerProbeUnreachable)
        broker.start()
        answer = probe_connection(options, HEADER, "doctor", 5.0, time.monotonic)
        assert isinstance(answer, BrokerProbeAccepted)


def test_a_restart_of_the_broker_loses_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Messages made meanwhile wait. In the end every `seq` arrives, and each `id` is one message."""
    with kiosk(tmp_path, options_for(mosquitto)) as shop, subscribed(mosquitto.port) as subscriber:
        shop.start()
        shop.append(20)
        subscriber.wait_for_kind("play", 20)
        mosquitto.stop()
        subscriber.wait_until_cut()
        shop.append(40)
        mosquitto.start()
        assert shop.publisher.wait_until_all_sent(20)
        assert shop.lost_connections == 1
        assert shop.log.count("broker: connected") == 2
        assert shop.publisher.alerts == ()
        # The subscriber may have reconnected later than the kiosk: then it asks for resends, as subscribers do.
        subscriber.wait_until_subscribed()
        subscriber.publish(message_topic(HEADER, "cmd/resend"), '{"from_seq": 1, "to_seq": 60}')
        plays = subscriber.wait_for_kind("play", 60)
        assert set(seqs(plays)) == set(range(1, 61))
        assert len({json.loads(message.payload)["id"] for message in plays}) == 60


def test_a_frozen_broker_loses_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """The missing keep-alive shows that the broker does not answer."""
    with (
        kiosk(tmp_path, replace(options_for(mosquitto), keepalive_s=1)) as shop,
        subscribed(mosquitto.port) as subscriber,
    ):
        shop.start()
        assert shop.publisher.wait_until_all_sent(10)
        mosquitto.signal(signal.SIGSTOP)
        shop.append(5)
        assert not shop.publisher.wait_until_all_sent(3.0)
        mosquitto.signal(signal.SIGCONT)
        assert shop.publisher.wait_until_all_sent(20)
        assert set(seqs(subscriber.wait_for_kind("play", 5))) == {1, 2, 3, 4, 5}


def test_a_stop_takes_at_most_three_seconds_with_any_broker(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """The broker may be frozen during a backlog, or unreachable: the rest waits in the outbox for the next start."""
    with kiosk(tmp_path, options_for(mosquitto)) as shop:
        shop.start()
        assert shop.publisher.wait_until_all_sent(10)
        mosquitto.signal(signal.SIGSTOP)
        try:
            shop.append(100)
            began_s = time.monotonic()
            assert shop.publisher.publish_rest_and_stop()
            assert time.monotonic() - began_s < 3.0
            assert len(shop.outbox.unsent_messages(200)) == 100
        finally:
            mosquitto.signal(signal.SIGCONT)
    mosquitto.stop()
    with kiosk(tmp_path, options_for(mosquitto)) as shop:
        shop.start()
        assert not shop.publisher.wait_until_all_sent(0.5)
        assert "cannot be reached (Connection refused)" in shop.publisher.alerts[0].text
        assert shop.publisher.publish_rest_and_stop()


def test_a_wrong_password_is_reported_and_loses_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The alert names broker and retry; no log line and no repr contains the password; retries are slow."""
    caplog.set_level(logging.DEBUG)
    broker = Mosquitto(tmp_path, users={"door": "right-secret"})
    options = BrokerOptions("127.0.0.1", broker.port, username="door", password="wrong-secret", refused_retry_s=1)
    with running(broker), kiosk(tmp_path, options) as shop:
        shop.append(3)
        shop.start()
        assert not shop.publisher.wait_until_all_sent(2.5)
        (alert, *_) = shop.publisher.alerts
        assert alert is not None
        assert alert.code == "broker.refused"
        assert "refused the name or password" in alert.text
        assert "3 messages wait in the outbox; trying again every 1 s" in alert.text
        assert not shop.publisher.is_connected
        assert len(shop.outbox.unsent_messages(10)) == 3
        assert "secret" not in caplog.text + alert.text + repr(options)
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


def test_commands_reach_the_kiosk_and_invalid_ones_do_no_harm(broker: Mosquitto | Embedded, tmp_path: Path) -> None:
    """A command arrives as its type, an invalid one as a BadCommand, and the next command still arrives."""
    with subscribed(broker.port) as player, kiosk(tmp_path, options_for(broker)) as shop:
        shop.start()
        player.wait_for(lambda messages: last_state(messages) == "sensing")
        player.publish(message_topic(HEADER, "cmd/play"), '{"creative": "spring_a", "event": "start"}')
        assert shop.commands.get(timeout=10) == PlayCommand(creative="spring_a", event="start")
        for invalid in (b"", b"{", b"\xff\xfe", b"[" * 9000, b'{"creative": "spring_a", "event": "begin"}'):
            player.publish(message_topic(HEADER, "cmd/play"), invalid)
            assert isinstance(shop.commands.get(timeout=10), BadCommand)
        player.publish(message_topic(HEADER, "cmd/reboot"), "{}")
        assert isinstance(shop.commands.get(timeout=10), BadCommand)
        player.publish(message_topic(HEADER, "cmd/pause"), '{"reason": "refit"}')
        assert shop.commands.get(timeout=10) == PauseCommand(reason="refit")
        assert shop.publisher.is_connected


def test_a_command_that_is_too_large_does_not_reach_the_kiosk(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """The broker drops it, as the kiosk asks it to: one of 250 MB would need three times as much memory."""
    with kiosk(tmp_path, options_for(mosquitto)) as shop, subscribed(mosquitto.port) as subscriber:
        shop.start()
        subscriber.wait_for_kind("state", 1)
        subscriber.publish(message_topic(HEADER, "cmd/pause"), json.dumps({"reason": "x" * LARGEST_PACKET}))
        subscriber.publish(message_topic(HEADER, "cmd/resume"), '{"reason": "done"}')
        assert isinstance(shop.commands.get(timeout=10), ResumeCommand)
        assert shop.commands.empty()


def test_resends_are_identical_and_limited_in_rate(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """`cmd/resend` gives messages byte for byte, oldest first, at most 100 in any second, and repeats no other
    message."""
    with kiosk(tmp_path, options_for(mosquitto)) as shop, subscribed(mosquitto.port):
        appended = shop.append(160)
        shop.start()
        assert shop.publisher.wait_until_all_sent(20)
        with subscribed(mosquitto.port) as late:
            late.publish(message_topic(HEADER, "cmd/resend"), '{"from_seq": 11, "to_seq": 9000}')
            plays = late.wait_for_kind("play", 150)
            assert [message.payload for message in plays] == [message.payload for message in appended[10:]]
            at_s = [at_s for message, at_s in zip(late.heard, late.heard_at_s, strict=True) if message in plays]
            assert all(later - earlier > 0.9 for earlier, later in zip(at_s, at_s[100:], strict=False))


def test_nobody_takes_its_session_over_who_knows_only_its_names(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """A liar with a password of the broker, and a `vitrina doctor` beside the kiosk."""
    name = f"vitrina.{HEADER.tenant}.{HEADER.site}.{HEADER.device}"
    with kiosk(tmp_path, options_for(mosquitto)) as shop, subscribed(mosquitto.port) as central:
        shop.start()
        central.wait_for(lambda messages: last_state(messages) == "sensing")
        liar = Client(CallbackAPIVersion.VERSION2, name, protocol=MQTTProtocolVersion.MQTTv5)
        liar.connect("127.0.0.1", mosquitto.port)
        liar.loop_start()
        answer = probe_connection(options_for(mosquitto), HEADER, doctors_client_id(), 20.0, time.monotonic)
        assert isinstance(answer, BrokerProbeAccepted)
        shop.append(1)
        central.wait_for_kind("play", 1)
        liar.disconnect()
        liar.loop_stop()
        assert shop.codes == []
        assert shop.log.count("broker: connected") == 1
        secret = client_secret_path(tmp_path / "outbox.db").read_text().strip()
        assert client_secret_path(tmp_path / "outbox.db").stat().st_mode & 0o777 == 0o600
        assert shop.log.count(secret) == 0
        assert not any(secret.encode() in message.payload for message in central.heard)


def test_a_twin_is_reported_until_it_is_gone(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """A copied device image takes over the session of the first kiosk. The first kiosk raises an alert, and reconnects
    only after `refused_retry_s`. The alert ends once nobody has taken the session over for longer than a twin waits."""
    (tmp_path / "copy").mkdir()
    with (
        kiosk(tmp_path, replace(options_for(mosquitto), refused_retry_s=2)) as first,
        subscribed(mosquitto.port) as central,
    ):
        first.start()
        central.wait_for(lambda messages: last_state(messages) == "sensing")
        shutil.copy(client_secret_path(tmp_path / "outbox.db"), tmp_path / "copy")
        with kiosk(tmp_path / "copy", replace(options_for(mosquitto), refused_retry_s=60)) as second:
            second.start()
            first.log.wait_for("another client with this kiosk's name connected")
            took_over_s = time.monotonic()
            assert first.codes == ["broker.twin"]
            first.append(1)
            central.wait_for_kind("play", 1)  # the first kiosk is connected again
            assert time.monotonic() - took_over_s > 1.0
            first.log.wait_for("another client with this kiosk's name connected", times=2)  # logged by the second
            assert first.codes == second.codes == ["broker.twin"]
        first.log.wait_for("broker.twin has ended")
        assert first.codes == []


def test_a_failing_command_handler_stops_nothing(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Each command reaches the handler, and a series of failures is logged once. Messages still go out, and the next
    command still arrives."""

    def on_command(command: AnyCommand | BadCommand) -> None:
        if isinstance(command, PauseCommand):
            failed.append(command)
            raise ArithmeticError("a bug of ours")
        commands.put(command)

    commands: Queue[AnyCommand | BadCommand] = Queue()
    failed: list[PauseCommand] = []
    with kiosk(tmp_path, options_for(mosquitto), on_command) as shop, subscribed(mosquitto.port) as subscriber:
        shop.start()
        shop.append(1)
        subscriber.wait_for_kind("play", 1)
        for number in range(3):
            subscriber.publish(message_topic(HEADER, "cmd/pause"), f'{{"reason": "refit {number}"}}')
        subscriber.publish(message_topic(HEADER, "cmd/resume"), '{"reason": "done"}')
        assert isinstance(commands.get(timeout=10), ResumeCommand)
        shop.append(1)
        assert seqs(subscriber.wait_for_kind("play", 2)) == [1, 2]
        assert {command.reason for command in failed} == {"refit 0", "refit 1", "refit 2"}
        assert len([line for line in shop.log.lines if "an unexpected error ended a command" in line]) == 1
        assert shop.lost_connections == 0
        assert shop.log.count("broker: connected") == 1


def test_a_bug_in_the_network_thread_leads_to_a_new_connection(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """For each event that cannot be emitted: the thread stays alive to report it, and nothing is lost or sent twice."""
    with kiosk(tmp_path, options_for(mosquitto)) as shop, subscribed(mosquitto.port) as subscriber:
        emit, failed = shop.publisher._emit, []

        def fail_once(client: MqttClient, event: ClientEvent) -> None:
            if type(event) not in failed and isinstance(event, Connected | PublishAcknowledged):
                failed.append(type(event))
                raise ArithmeticError("a bug of ours")
            emit(client, event)

        shop.publisher._emit = fail_once  # type: ignore[method-assign]
        shop.append(30)
        shop.start()
        subscriber.wait_for_kind("play", 30)
        assert shop.publisher.wait_until_all_sent(10)
        assert failed == [Connected, PublishAcknowledged]
        assert len([line for line in shop.log.lines if "the network thread ended because" in line]) == 2
        assert "because of a bug in Vitrina (ArithmeticError)" in shop.log.wait_for("was closed because of")
        assert set(seqs(subscriber.of("play"))) == set(range(1, 31))
        assert shop.codes == []


def test_new_messages_and_resends_share_a_limited_rate(mosquitto: Mosquitto, tmp_path: Path) -> None:
    """Together at most 100 are sent in any second, and neither waits for the end of the other."""
    with kiosk(tmp_path, options_for(mosquitto)) as shop, subscribed(mosquitto.port) as subscriber:
        shop.append(60)
        shop.start()
        subscriber.wait_for_kind("play", 60)
        assert shop.publisher.wait_until_all_sent(10)
        shop.append(100)
        subscriber.publish(message_topic(HEADER, "cmd/resend"), '{"from_seq": 1, "to_seq": 60}')
        subscriber.wait_for(lambda messages: len(subscriber.of("play")) >= 220)
        numbers = seqs(subscriber.of("play"))[60:]
        assert [n for n in numbers if n > 60] == list(range(61, 161))
        assert [n for n in numbers if n <= 60] == list(range(1, 61))
        assert numbers.index(61) < numbers.index(1) < numbers.index(121)
        at_s = [at_s for m, at_s in zip(subscriber.heard, subscriber.heard_at_s, strict=True) if m.topic[-4:] == "play"]
        assert all(later - earlier > 0.9 for earlier, later in zip(at_s, at_s[100:], strict=False))

"""Messages that the broker refuses block no others: too large, denied, dropped without a subscriber, or causing a
hang-up each time. Nothing is lost, and retries are slow.
"""

import json
from dataclasses import replace
from pathlib import Path

from edge.uplink.mqtt.client_id import make_client_id, read_or_draw_client_secret
from edge.uplink.mqtt.packets import packet_bytes
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.scripted_broker import Published, scripted
from tests.system.uplink import HEADER, kiosk, last_state, options_for, seqs

OWN = "topic readwrite vitrina/#"


def denied_by_connection(broker: Mosquitto, client: str) -> list[int]:
    """Number of denied messages in each connection of a client, from the broker's log (log_type all)."""
    counts: list[int] = []
    for line in broker.log:
        if line.startswith("New client", line.find(" ") + 1) and f" as {client} " in line:
            counts.append(0)
        elif f"Denied PUBLISH from {client} " in line:
            counts[-1] += 1
    return counts


def test_a_message_above_the_brokers_limit_is_never_sent(tmp_path: Path) -> None:
    """The broker states its limit: the message is set aside, all others go out, and the connection stays up."""
    broker = Mosquitto(tmp_path, more=("max_packet_size 3000",))
    with running(broker), subscribed(broker.port) as subscriber, kiosk(tmp_path, options_for(broker)) as shop:
        shop.append(2)
        large = shop.append_large()
        shop.append(2)
        shop.start()
        assert seqs(subscriber.wait_for_kind("play", 4)) == [1, 2, 4, 5]
        assert shop.publisher.wait_until_all_sent(10)
        assert shop.outbox.outbox_usage().aside == 1
        line = shop.log.wait_for("accepts no more than 3000")
        assert f"play message 3 has {packet_bytes(large)} bytes" in line
        assert "set aside in the outbox, 1 so far" in line
        assert shop.codes == ["broker.oversize"]
        assert "1 so far" in shop.publisher.alerts[0].text  # still: no other message was rejected
        assert shop.lost_connections == 0
        assert shop.log.count("broker: connected") == 1
        assert not any("oversize" in line for line in broker.log)


def test_a_message_of_exactly_the_limit_is_sent(tmp_path: Path) -> None:
    """The size of the whole packet counts, with its header and properties."""
    with scripted(lambda _: 0x00, largest=700) as broker, kiosk(tmp_path, options_for(broker)) as shop:
        bare = packet_bytes(shop.append_large(0)) - len(shop.outbox.unsent_messages(1)[0].payload)
        shop.append_large(700 - bare)
        shop.append_large(701 - bare)
        shop.append(1)
        shop.start()
        broker.wait_for(lambda: len([p for p in broker.published if p.kind == "play"]) == 3, "three plays")
        assert shop.publisher.wait_until_all_sent(10)
        assert {p.size for p in broker.published if p.kind == "play"} >= {700}
        assert max(p.size for p in broker.published) == 700
        assert shop.outbox.outbox_usage().aside == 1


def test_an_oversize_message_is_sent_once_the_broker_accepts_its_size(tmp_path: Path) -> None:
    """After the broker's limit is raised the alert ends, and the message arrives."""
    broker = Mosquitto(tmp_path, more=("max_packet_size 3000",))
    with running(broker), subscribed(broker.port) as subscriber, kiosk(tmp_path, options_for(broker)) as shop:
        shop.append_large()
        shop.start()
        shop.log.wait_for("accepts no more than 3000")
        broker.stop()
        subscriber.wait_until_cut()
        broker.more = ("max_packet_size 8000",)
        broker.start()
        shop.log.wait_for("broker.oversize has ended")
        assert seqs(subscriber.wait_for_kind("play", 1)) == [1]
        assert shop.publisher.wait_until_all_sent(10)
        assert shop.outbox.outbox_usage().aside == 0
        assert shop.codes == []


def test_a_broker_that_hangs_up_on_a_message_gets_all_others(tmp_path: Path) -> None:
    """The broker does not state its limit (the old `message_size_limit`). The message is found among those in flight
    with it, set aside, and not tried any more."""
    broker = Mosquitto(tmp_path, more=("message_size_limit 3000",))
    with running(broker), subscribed(broker.port) as subscriber, kiosk(tmp_path, options_for(broker)) as shop:
        shop.append(3)
        shop.append_large()
        shop.append(20)
        shop.start()
        subscriber.wait_for_kind("play", 23)
        line = shop.log.wait_for("does not accept it: it closed the connection each time")
        assert "play message 4 has" in line
        assert shop.publisher.wait_until_all_sent(10)
        assert shop.codes == ["broker.oversize"]
        assert shop.outbox.outbox_usage().aside == 1
        lost = shop.lost_connections
        assert lost in (3, 4)  # perhaps once with others in flight, twice alone, and once on probation
        shop.append(1)
        subscriber.wait_for_kind("play", 24)
        assert shop.lost_connections == lost
        assert set(seqs(subscriber.of("play"))) == {*range(1, 26)} - {4}


def test_a_poison_message_is_found_among_all_in_flight(tmp_path: Path) -> None:
    """The broker answers nothing before it hangs up: after that one message is sent at a time, until the cause is
    found."""

    def answer(message: Published) -> int | bytes | None:
        if b'"seq":5,' in message.payload:
            return None
        return b"" if message.connection == 1 and message.kind == "play" else 0x00

    with scripted(answer) as broker, kiosk(tmp_path, options_for(broker)) as shop:
        shop.append(8)
        shop.start()
        assert shop.publisher.wait_until_all_sent(15)
        tried = [(p.connection, json.loads(p.payload)["seq"]) for p in broker.published if p.kind == "play"]
        assert tried[:11] == [
            *((1, seq) for seq in (1, 2, 3, 4, 5)),
            *((2, seq) for seq in (1, 2, 3, 4, 5)),
            *((3, seq) for seq in (5,)),
        ]
        assert tried[11] == (4, 6)  # 5 is passed over, and tried once more after 6, perhaps after 7 and 8
        assert [connection for connection, seq in tried if seq == 5] == [1, 2, 3, 4]
        assert broker.connections == 5
        assert shop.outbox.outbox_usage().aside == 1


def test_two_poison_messages_and_no_other_are_set_aside(tmp_path: Path) -> None:
    """No other message shows that the broker works: a connection that stays up shows it."""
    broker = Mosquitto(tmp_path, more=("message_size_limit 3000",))
    with running(broker), kiosk(tmp_path, options_for(broker)) as shop:
        shop.append_large()
        shop.append_large()
        shop.start()
        shop.log.wait_for("broker: connected", times=7)
        assert shop.publisher.wait_until_all_sent(10)
        assert shop.outbox.outbox_usage().aside == 2
        assert shop.codes == ["broker.oversize"]


def test_a_broker_that_hangs_up_on_every_message_rejects_none(tmp_path: Path) -> None:
    """Once the broker works again, everything is sent."""
    is_well = False

    def answer(message: Published) -> int | None:
        return 0x00 if is_well or message.kind != "play" else None

    with scripted(answer) as broker, kiosk(tmp_path, options_for(broker)) as shop:
        shop.append(3)
        shop.start()
        broker.wait_for(lambda: broker.connections >= 7, "seven connections")
        is_well = True
        assert shop.publisher.wait_until_all_sent(15)
        assert shop.outbox.outbox_usage().aside == 0
        assert shop.log.count("so far; all others are sent") == 0  # every rejection raises an alert with these words


def test_a_denied_kind_waits_and_blocks_no_other(tmp_path: Path) -> None:
    """A PUBACK with an error is no delivery. However many messages of that kind wait, the others are sent. One message
    tests the kind, and all are sent once the rules allow it."""
    rules = ("user door", OWN, "topic deny vitrina/1/acme/berlin-7/door/play", "user central", OWN)
    broker = Mosquitto(tmp_path, users={"door": "d", "central": "c"}, rules=rules, more=("log_type all",))
    options = replace(options_for(broker), username="door", password="d")
    with running(broker), subscribed(broker.port, "central", "c") as subscriber, kiosk(tmp_path, options) as shop:
        shop.append(40)
        alerts = [shop.append_of("alert") for _ in range(20)]
        shop.start()
        received = subscriber.wait_for_kind("alert", 20)
        assert [message.payload for message in received] == [alert.payload for alert in alerts]
        line = shop.log.wait_for("does not accept play messages of this kiosk (Not authorized)")
        assert "access rules" in line
        shop.log.wait_for("broker: connected", times=3)  # this mosquitto hangs up after a refusal
        denied, *denied_later = denied_by_connection(
            broker, make_client_id(HEADER, read_or_draw_client_secret(tmp_path / "outbox.db"))
        )
        assert 1 <= denied <= options.in_flight
        assert sum(denied_later) <= 3
        assert shop.codes[-1] == "broker.denied"
        assert shop.waiting() == list(range(1, 41))
        broker.allow(("user door", OWN, "user central", OWN))
        subscriber.wait_for_kind("play", 40)
        assert shop.publisher.wait_until_all_sent(10)
        assert seqs(subscriber.of("play")) == list(range(1, 41))
        shop.log.wait_for("broker.denied has ended")
        assert shop.codes == []


def test_messages_without_a_subscriber_wait_for_one(tmp_path: Path) -> None:
    """The broker drops them, so they do not count as sent. One message is tried at intervals. Once there is a
    subscriber, all arrive once."""
    broker = Mosquitto(tmp_path, more=("log_type all",))
    with running(broker), kiosk(tmp_path, options_for(broker)) as shop:
        shop.append(40)
        shop.start()
        line = shop.log.wait_for("nobody has subscribed to play messages of this kiosk")
        assert [alert.severity for alert in shop.publisher.alerts] == ["warning"]
        assert "trying again every 1 s" in line
        assert not shop.publisher.wait_until_all_sent(2.5)
        assert shop.waiting() == list(range(1, 41))
        tried = sum("Received PUBLISH" in line and "/play'" in line for line in broker.log)
        assert 2 <= tried <= options_for(broker).in_flight + 3
        with subscribed(broker.port) as subscriber:
            subscriber.wait_for_kind("play", 40)
            shop.log.wait_for("broker.unheard has ended")
            assert shop.publisher.wait_until_all_sent(10)
            assert sorted(seqs(subscriber.of("play"))) == list(range(1, 41))
        assert shop.codes == []


def test_a_kind_with_a_subscriber_does_not_wait_for_one_without(tmp_path: Path) -> None:
    """A subscriber may want windows only. A stop does not wait for messages that cannot be sent."""
    broker = Mosquitto(tmp_path)
    with running(broker), subscribed(broker.port, topics="vitrina/+/+/+/+/window") as subscriber:
        with kiosk(tmp_path, options_for(broker)) as shop:
            shop.append(30)
            for _ in range(3):
                shop.append_of("window")
            shop.start()
            assert len(subscriber.wait_for_kind("window", 3)) == 3
            shop.log.wait_for("play messages of this kiosk")
            assert shop.publisher.publish_rest_and_stop(60)
            assert shop.waiting() == list(range(1, 31))
        with subscribed(broker.port) as later:
            later.wait_for(lambda messages: last_state(messages) == "offline")


def test_a_message_with_an_invalid_payload_is_set_aside_at_once(tmp_path: Path) -> None:
    """The answer says that the format of its payload is invalid: a retry would give the same answer."""
    with (
        scripted(lambda message: 0x99 if b'"seq":2,' in message.payload else 0x00) as broker,
        kiosk(tmp_path, options_for(broker)) as shop,
    ):
        shop.append(4)
        shop.start()
        assert shop.publisher.wait_until_all_sent(10)
        assert [json.loads(p.payload)["seq"] for p in broker.published if p.kind == "play"] == [1, 2, 3, 4]
        assert shop.outbox.outbox_usage().aside == 1
        assert shop.codes == ["broker.rejected"]
        assert broker.connections == 1


def test_a_message_that_may_be_bad_is_tried_a_few_times_and_blocks_no_other(tmp_path: Path) -> None:
    """`Quota exceeded`, or a fault of the broker's plugin, may be temporary. A message that still fails while others
    succeed is set aside."""
    with (
        scripted(lambda message: 0x97 if b'"seq":1,' in message.payload else 0x00) as broker,
        kiosk(tmp_path, replace(options_for(broker), refused_retry_s=0)) as shop,
    ):
        shop.append(3)
        shop.start()
        assert shop.publisher.wait_until_all_sent(10)
        numbers = [json.loads(p.payload)["seq"] for p in broker.published if p.kind == "play"]
        assert (numbers.count(1), numbers.count(2), numbers.count(3)) == (6, 1, 1)
        assert shop.outbox.outbox_usage().aside == 1
        assert "rejects play message 1 (Quota exceeded)" in shop.log.wait_for("rejects")


def test_several_alerts_are_active_at_once_and_end_separately(tmp_path: Path) -> None:
    """One kind is denied, and one message is too large."""
    answers = {"alert": 0x87}
    with (
        scripted(lambda message: answers.get(message.kind, 0x00), largest=3000) as broker,
        kiosk(tmp_path, options_for(broker)) as shop,
    ):
        shop.append_of("alert")
        shop.append_large()
        shop.start()
        shop.log.wait_for("does not accept alert messages")
        shop.log.wait_for("accepts no more than 3000")
        assert shop.codes == ["broker.denied", "broker.oversize"]
        answers.clear()
        shop.log.wait_for("broker.denied has ended")
        assert shop.publisher.wait_until_all_sent(10)
        assert shop.codes == ["broker.oversize"]


def test_a_state_on_which_the_broker_hangs_up_causes_no_loop(tmp_path: Path) -> None:
    """After two hang-ups no state is sent for a while, and the messages go out."""
    with (
        scripted(lambda message: None if message.kind == "state" else 0x00) as broker,
        kiosk(tmp_path, replace(options_for(broker), refused_retry_s=60)) as shop,
    ):
        shop.append(2)
        shop.start()
        broker.wait_for(lambda: [p.kind for p in broker.published].count("play") == 2, "two plays")
        assert [p.kind for p in broker.published].count("state") == 2
        assert "a state message has" in shop.log.wait_for("It is dropped")
        assert shop.codes == ["broker.oversize"]


def test_invalid_data_from_the_broker_ends_at_most_one_connection(tmp_path: Path) -> None:
    """Data that is no MQTT ends paho's thread; a new client replaces it."""

    def answer(message: Published) -> int | bytes:
        return b"\x40\x01\x00" if message.connection == 1 and message.kind == "play" else 0x00

    with scripted(answer) as broker, kiosk(tmp_path, options_for(broker)) as shop:
        shop.append(3)
        shop.start()
        assert shop.publisher.wait_until_all_sent(20)
        assert broker.connections == 2
        assert shop.waiting() == []
        assert shop.outbox.outbox_usage().aside == 0

"""What a broker would not have holds up nothing else: too large, denied, thrown away because nobody listens, or so that
it hangs up each time. Nothing is lost, and nothing is tried in a rush.
"""

import json
from dataclasses import replace
from pathlib import Path

from edge.uplink.mqtt.client import packet_bytes
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.scripted_broker import Published, scripted
from tests.system.uplink import here, kiosk, seqs, state_of

OWN = "topic readwrite vitrina/#"


def test_what_is_too_large_for_the_broker_is_never_sent(tmp_path: Path) -> None:
    """The broker has told its limit: the message is set aside, all others go out, and the connection holds."""
    broker = Mosquitto(tmp_path, more=("max_packet_size 3000",))
    with running(broker), subscribed(broker.port) as subscriber, kiosk(tmp_path, here(broker)) as shop:
        shop.append(2)
        large = shop.append_large()
        shop.append(2)
        shop.start()
        heard = subscriber.wait_for_kind("play", 4)
        assert seqs(heard) == [1, 2, 4, 5]
        assert shop.publisher.drain(10)
        assert shop.outbox.usage().aside == shop.publisher.set_aside_messages == 1
        said = shop.log.wait_for("takes no more than 3000")
        assert f"play message 3 has {packet_bytes(large)} bytes" in said
        assert "set aside in the outbox, 1 so far" in said
        assert shop.codes == ["broker.oversize"]
        assert shop.publisher.lost_connections == 0
        assert not any("oversize" in line for line in broker.log)


def test_a_message_of_just_the_limit_goes_out(tmp_path: Path) -> None:
    """The whole packet counts, with its header and properties."""
    with scripted(lambda _: 0x00, largest=700) as broker, kiosk(tmp_path, here(broker)) as shop:
        bare = packet_bytes(shop.append_large(0)) - len(shop.outbox.unsent(1)[0].payload)
        shop.append_large(700 - bare)
        shop.append_large(701 - bare)
        shop.append(1)
        shop.start()
        broker.wait_for(lambda: len([p for p in broker.published if p.kind == "play"]) == 3, "three plays")
        assert shop.publisher.drain(10)
        assert {p.size for p in broker.published if p.kind == "play"} >= {700}
        assert max(p.size for p in broker.published) == 700
        assert shop.outbox.usage().aside == 1


def test_what_was_too_large_goes_out_once_the_broker_takes_more(tmp_path: Path) -> None:
    """Its limit is raised: the alert is over, and the message arrives."""
    broker = Mosquitto(tmp_path, more=("max_packet_size 3000",))
    with running(broker), subscribed(broker.port) as subscriber, kiosk(tmp_path, here(broker)) as shop:
        shop.append_large()
        shop.start()
        shop.log.wait_for("takes no more than 3000")
        broker.stop()
        subscriber.wait_until_cut()
        broker.more = ("max_packet_size 8000",)
        broker.start()
        shop.log.wait_for("broker.oversize is over")
        assert seqs(subscriber.wait_for_kind("play", 1)) == [1]
        assert shop.publisher.drain(10)
        assert shop.outbox.usage().aside == 0
        assert shop.codes == []


def test_a_broker_that_hangs_up_on_a_message_gets_all_others(tmp_path: Path) -> None:
    """It does not say its limit (the old `message_size_limit`). The message is found among those that were on their way
    with it, set aside, and not tried any more."""
    broker = Mosquitto(tmp_path, more=("message_size_limit 3000",))
    with running(broker), subscribed(broker.port) as subscriber, kiosk(tmp_path, here(broker)) as shop:
        shop.append(3)
        shop.append_large()
        shop.append(20)
        shop.start()
        subscriber.wait_for_kind("play", 23)
        said = shop.log.wait_for("does not take it: it hung up each time")
        assert "play message 4 has" in said
        assert shop.publisher.drain(10)
        assert shop.codes == ["broker.oversize"]
        assert shop.outbox.usage().aside == 1
        lost = shop.publisher.lost_connections
        assert lost in (3, 4)  # perhaps with others on their way; alone, twice; and its trial
        shop.append(1)
        subscriber.wait_for_kind("play", 24)
        assert shop.publisher.lost_connections == lost
        assert set(seqs(subscriber.of("play"))) == {*range(1, 26)} - {4}


def test_it_is_found_among_all_that_were_on_their_way(tmp_path: Path) -> None:
    """The broker answers nothing before it hangs up: from then on one message goes at a time, until it is clear."""

    def answer(came: Published) -> int | bytes | None:
        if b'"seq":5,' in came.payload:
            return None
        return b"" if came.connection == 1 and came.kind == "play" else 0x00

    with scripted(answer) as broker, kiosk(tmp_path, here(broker)) as shop:
        shop.append(8)
        shop.start()
        assert shop.publisher.drain(15)
        tried = [(p.connection, json.loads(p.payload)["seq"]) for p in broker.published if p.kind == "play"]
        assert tried[:11] == [
            *((1, seq) for seq in (1, 2, 3, 4, 5)),
            *((2, seq) for seq in (1, 2, 3, 4, 5)),
            *((3, seq) for seq in (5,)),
        ]
        assert tried[11] == (4, 6)  # without the suspect; it has its trial when 6 is through, perhaps after 7 and 8
        assert [connection for connection, seq in tried if seq == 5] == [1, 2, 3, 4]
        assert broker.connections == 5
        assert shop.outbox.usage().aside == 1


def test_two_such_messages_and_nothing_behind_them_leave_a_connection_that_holds(tmp_path: Path) -> None:
    """Each is set aside, though no other message shows that the broker is well: the connection does, by holding."""
    broker = Mosquitto(tmp_path, more=("message_size_limit 3000",))
    with running(broker), kiosk(tmp_path, here(broker)) as shop:
        shop.append_large()
        shop.append_large()
        shop.start()
        shop.log.wait_for("broker: connected", times=7)
        assert shop.publisher.drain(10)
        assert shop.outbox.usage().aside == 2
        assert shop.codes == ["broker.oversize"]


def test_a_broker_that_falls_over_and_over_condemns_no_message(tmp_path: Path) -> None:
    """It dies whatever is sent, and is well again later: then everything goes out."""
    is_well = False

    def answer(came: Published) -> int | None:
        return 0x00 if is_well or came.kind != "play" else None

    with scripted(answer) as broker, kiosk(tmp_path, here(broker)) as shop:
        shop.append(3)
        shop.start()
        broker.wait_for(lambda: broker.connections >= 7, "seven connections")
        is_well = True
        assert shop.publisher.drain(15)
        assert shop.outbox.usage().aside == 0
        assert shop.publisher.set_aside_messages == 0


def test_a_denied_kind_waits_and_holds_up_no_other(tmp_path: Path) -> None:
    """A PUBACK that says no is no delivery. However many wait of that kind, the others go out; it is tried with one
    message, and once the rules are mended all of it goes out by itself."""
    rules = ("user door", OWN, "topic deny vitrina/1/acme/berlin-7/door/play", "user central", OWN)
    broker = Mosquitto(tmp_path, users={"door": "d", "central": "c"}, rules=rules)
    options = replace(here(broker), username="door", password="d")
    with running(broker), subscribed(broker.port, "central", "c") as subscriber, kiosk(tmp_path, options) as shop:
        shop.append(40)
        alerts = [shop.append_of("alert") for _ in range(20)]
        shop.start()
        heard = subscriber.wait_for_kind("alert", 20)
        assert [message.payload for message in heard] == [alert.payload for alert in alerts]
        said = shop.log.wait_for("does not take our play messages (Not authorized)")
        assert "access rules" in said
        refused = shop.publisher.refused_messages
        assert refused <= options.in_flight
        shop.log.wait_for("broker: connected", times=3)  # this mosquitto hangs up after a refusal
        assert shop.publisher.refused_messages <= refused + 3
        assert shop.codes[-1] == "broker.denied"
        assert shop.waiting() == list(range(1, 41))
        broker.allow(("user door", OWN, "user central", OWN))
        subscriber.wait_for_kind("play", 40)
        assert shop.publisher.drain(10)
        assert seqs(subscriber.of("play")) == list(range(1, 41))
        shop.log.wait_for("broker.denied is over")
        assert shop.codes == []


def test_what_nobody_has_subscribed_to_waits_for_somebody(tmp_path: Path) -> None:
    """The broker has thrown it away, so it is not sent. One message is tried now and then; when somebody listens, all
    of it arrives once."""
    broker = Mosquitto(tmp_path, more=("log_type all",))
    with running(broker), kiosk(tmp_path, here(broker)) as shop:
        shop.append(40)
        shop.start()
        said = shop.log.wait_for("nobody has subscribed to our play messages")
        assert [condition.severity for condition in shop.publisher.conditions] == ["warning"]
        assert "trying again every 1 s" in said
        assert not shop.publisher.drain(2.5)
        assert shop.waiting() == list(range(1, 41))
        tried = sum("Received PUBLISH" in line and "/play'" in line for line in broker.log)
        assert 2 <= tried <= here(broker).in_flight + 3
        with subscribed(broker.port) as subscriber:
            subscriber.wait_for_kind("play", 40)
            shop.log.wait_for("broker.unheard is over")
            assert shop.publisher.drain(10)
            assert sorted(seqs(subscriber.of("play"))) == list(range(1, 41))
        assert shop.codes == []


def test_a_kind_that_somebody_hears_does_not_wait_for_one_that_nobody_does(tmp_path: Path) -> None:
    """A subscriber may want windows only; and a stop does not wait for what cannot go out."""
    broker = Mosquitto(tmp_path)
    with running(broker), subscribed(broker.port, topics="vitrina/+/+/+/+/window") as subscriber:
        with kiosk(tmp_path, here(broker)) as shop:
            shop.append(30)
            for _ in range(3):
                shop.append_of("window")
            shop.start()
            assert len(subscriber.wait_for_kind("window", 3)) == 3
            shop.log.wait_for("our play messages")
            assert shop.publisher.stop(60)
            assert shop.waiting() == list(range(1, 31))
        with subscribed(broker.port) as later:
            later.wait_for(lambda heard: state_of(heard) == "offline")


def test_a_message_that_is_bad_by_its_answer_is_set_aside_at_once(tmp_path: Path) -> None:
    """Asking again would give the same: the format of its payload is invalid."""
    with (
        scripted(lambda came: 0x99 if b'"seq":2,' in came.payload else 0x00) as broker,
        kiosk(tmp_path, here(broker)) as shop,
    ):
        shop.append(4)
        shop.start()
        assert shop.publisher.drain(10)
        assert [json.loads(p.payload)["seq"] for p in broker.published if p.kind == "play"] == [1, 2, 3, 4]
        assert shop.outbox.usage().aside == 1
        assert shop.codes == ["broker.rejected"]
        assert broker.connections == 1


def test_a_message_that_may_be_bad_is_tried_a_few_times_and_others_go_by(tmp_path: Path) -> None:
    """`Quota exceeded`, or a fault of the broker's plugin: it may pass, and if it does not for this one, while it does
    for others, that one is set aside."""
    with (
        scripted(lambda came: 0x97 if b'"seq":1,' in came.payload else 0x00) as broker,
        kiosk(tmp_path, replace(here(broker), refused_retry_s=0)) as shop,
    ):
        shop.append(3)
        shop.start()
        assert shop.publisher.drain(10)
        numbers = [json.loads(p.payload)["seq"] for p in broker.published if p.kind == "play"]
        assert (numbers.count(1), numbers.count(2), numbers.count(3)) == (6, 1, 1)
        assert shop.outbox.usage().aside == 1
        assert "will not have play message 1 (Quota exceeded)" in shop.log.wait_for("will not have")


def test_several_conditions_hold_at_once_and_end_each_for_itself(tmp_path: Path) -> None:
    """A kind that is denied, and a message that is too large."""
    answers = {"alert": 0x87}
    with (
        scripted(lambda came: answers.get(came.kind, 0x00), largest=3000) as broker,
        kiosk(tmp_path, here(broker)) as shop,
    ):
        shop.append_of("alert")
        shop.append_large()
        shop.start()
        shop.log.wait_for("does not take our alert messages")
        shop.log.wait_for("takes no more than 3000")
        assert shop.codes == ["broker.denied", "broker.oversize"]
        assert shop.publisher.condition == shop.publisher.conditions[0]
        answers.clear()
        shop.log.wait_for("broker.denied is over")
        assert shop.publisher.drain(10)
        assert shop.codes == ["broker.oversize"]


def test_a_state_on_which_the_broker_hangs_up_is_no_loop(tmp_path: Path) -> None:
    """After two hang-ups there is none for a while, and the messages go out."""
    with (
        scripted(lambda came: None if came.kind == "state" else 0x00) as broker,
        kiosk(tmp_path, replace(here(broker), refused_retry_s=60)) as shop,
    ):
        shop.append(2)
        shop.start()
        broker.wait_for(lambda: [p.kind for p in broker.published].count("play") == 2, "two plays")
        assert [p.kind for p in broker.published].count("state") == 2
        assert "a state message has" in shop.log.wait_for("It is dropped")
        assert shop.codes == ["broker.oversize"]


def test_nonsense_from_the_broker_ends_one_connection_at_most(tmp_path: Path) -> None:
    """What is no MQTT ends paho's thread; another is made."""

    def answer(came: Published) -> int | bytes:
        return b"\x40\x01\x00" if came.connection == 1 and came.kind == "play" else 0x00

    with scripted(answer) as broker, kiosk(tmp_path, here(broker)) as shop:
        shop.append(3)
        shop.start()
        assert shop.publisher.drain(20)
        assert broker.connections == 2
        assert shop.waiting() == []
        assert shop.outbox.usage().aside == 0

"""What is wrong with the broker is said so that a person can mend it."""

import pytest

from edge.messages.payloads import TEXT_LENGTH
from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.client_events import BrokerUnreachable, ClientFailed, ConnectionLost, ConnectionRefused
from edge.uplink.publisher.alert_texts import (
    BrokerAlert,
    broken,
    commands_failed,
    denied,
    hung_up,
    lost,
    no_subscribers,
    oversize,
    refused,
    rejected,
    unreachable,
)
from edge.uplink.publisher.in_flight import RejectedMessage

OPTIONS = BrokerOptions("mqtt.berlin-mitte.example.org", 8883, username="door", password="hush", refused_retry_s=60)
KINDS = {"alert": "Not authorized", "play": "Quota exceeded", "reaction": "Not authorized", "window": "Not authorized"}
LARGE = RejectedMessage("reaction", 123_456_789, 27_000, "its packet is larger than 16000 bytes", True, 16_000)
HUNG_UP = RejectedMessage("reaction", 123_456_789, 27_000, "it hung up each time (Unspecified error)", True)

WAITING = [
    refused(ConnectionRefused("Not authorized", True, True), OPTIONS, 214),
    refused(ConnectionRefused("Banned", True, False), OPTIONS, 1),
    refused(ConnectionRefused("Server busy", False, False), OPTIONS, 0),
    unreachable(BrokerUnreachable("Connection refused", False), OPTIONS, 2),
    unreachable(BrokerUnreachable("certificate has expired", True), OPTIONS, 2),
    unreachable(BrokerUnreachable("certificate required", False, True), OPTIONS, 2),
    unreachable(BrokerUnreachable("Connection reset by peer", False, bad_tls=True), OPTIONS, 2),
    lost(ConnectionLost("Keep alive timeout", False), OPTIONS, 2),
    lost(ConnectionLost("Session taken over", True), OPTIONS, 2),
    hung_up(ConnectionLost("Unspecified error", False), OPTIONS, 2),
    hung_up(ConnectionLost("certificate expired", False, bad_own_certificate=True), OPTIONS, 2),
    broken(ClientFailed("ArithmeticError"), OPTIONS, 2, 4.0),
    denied(KINDS, OPTIONS, 2_000_000),
    no_subscribers(KINDS, OPTIONS, 2_000_000),
]
OTHERS = [
    commands_failed("Not authorized", OPTIONS),
    oversize(LARGE, 1000, OPTIONS),
    oversize(HUNG_UP, 1000, OPTIONS),
    rejected(HUNG_UP, 1000, OPTIONS),
]


def test_the_words_of_one() -> None:
    """What happened, where, how much waits, what is done about it."""
    assert WAITING[0] == BrokerAlert(
        "broker.refused",
        "broker: mqtt.berlin-mitte.example.org:8883 refused the name or password (Not authorized). 214 messages wait in"
        " the outbox; trying again every 60 s.",
    )
    assert "1 message waits" in WAITING[1].text


@pytest.mark.parametrize("condition", WAITING + OTHERS, ids=lambda condition: condition.code)
def test_each_is_said_with_its_place_and_whole(condition: BrokerAlert) -> None:
    """Never a secret, and nothing of it is cut off."""
    assert condition.text.startswith("broker: ")
    assert "mqtt.berlin-mitte.example.org:8883" in condition.text
    assert "hush" not in condition.text
    assert len(condition.text) <= TEXT_LENGTH


@pytest.mark.parametrize("condition", WAITING, ids=lambda condition: condition.code)
def test_what_keeps_messages_waiting_says_how_many(condition: BrokerAlert) -> None:
    """So that it is known what is at stake."""
    assert "in the outbox" in condition.text


def test_what_is_set_aside_is_named_with_its_size_and_the_limit() -> None:
    """And what the broker is to be told."""
    assert "reaction message 123456789 has 27000 bytes" in OTHERS[1].text
    assert "takes no more than 16000" in OTHERS[1].text
    assert "max_packet_size" in OTHERS[1].text
    assert "It is dropped" in oversize(RejectedMessage("state", None, 900, "", True, 800), 1, OPTIONS).text

"""What is wrong with the broker is said so that a person can mend it."""

import pytest

from edge.messages.payloads import TEXT_LENGTH
from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.client_events import Broken, Lost, Refused, Unreachable
from edge.uplink.publisher.alert_texts import (
    Condition,
    broken,
    deaf,
    denied,
    hung_up,
    lost,
    oversize,
    refused,
    rejected,
    unheard,
    unreachable,
)
from edge.uplink.publisher.in_flight import SetAside

OPTIONS = BrokerOptions("mqtt.berlin-mitte.example.org", 8883, username="door", password="hush", refused_retry_s=60)
KINDS = {"alert": "Not authorized", "play": "Quota exceeded", "reaction": "Not authorized", "window": "Not authorized"}
LARGE = SetAside("reaction", 123_456_789, 27_000, "its packet is larger than 16000 bytes", True, 16_000)
HUNG_UP = SetAside("reaction", 123_456_789, 27_000, "it hung up each time (Unspecified error)", True)

WAITING = [
    refused(Refused("Not authorized", True, True), OPTIONS, 214),
    refused(Refused("Banned", True, False), OPTIONS, 1),
    refused(Refused("Server busy", False, False), OPTIONS, 0),
    unreachable(Unreachable("Connection refused", False), OPTIONS, 2),
    unreachable(Unreachable("certificate has expired", True), OPTIONS, 2),
    unreachable(Unreachable("certificate required", False, True), OPTIONS, 2),
    unreachable(Unreachable("Connection reset by peer", False, bad_tls=True), OPTIONS, 2),
    lost(Lost("Keep alive timeout", False), OPTIONS, 2),
    lost(Lost("Session taken over", True), OPTIONS, 2),
    hung_up(Lost("Unspecified error", False), OPTIONS, 2),
    hung_up(Lost("certificate expired", False, bad_own_certificate=True), OPTIONS, 2),
    broken(Broken("ArithmeticError"), OPTIONS, 2, 4.0),
    denied(KINDS, OPTIONS, 2_000_000),
    unheard(KINDS, OPTIONS, 2_000_000),
]
OTHERS = [
    deaf("Not authorized", OPTIONS),
    oversize(LARGE, 1000, OPTIONS),
    oversize(HUNG_UP, 1000, OPTIONS),
    rejected(HUNG_UP, 1000, OPTIONS),
]


def test_the_words_of_one() -> None:
    """What happened, where, how much waits, what is done about it."""
    assert WAITING[0] == Condition(
        "broker.refused",
        "broker: mqtt.berlin-mitte.example.org:8883 refused the name or password (Not authorized). 214 messages wait in"
        " the outbox; trying again every 60 s.",
    )
    assert "1 message waits" in WAITING[1].text


@pytest.mark.parametrize("condition", WAITING + OTHERS, ids=lambda condition: condition.code)
def test_each_is_said_with_its_place_and_whole(condition: Condition) -> None:
    """Never a secret, and nothing of it is cut off."""
    assert condition.text.startswith("broker: ")
    assert "mqtt.berlin-mitte.example.org:8883" in condition.text
    assert "hush" not in condition.text
    assert len(condition.text) <= TEXT_LENGTH


@pytest.mark.parametrize("condition", WAITING, ids=lambda condition: condition.code)
def test_what_keeps_messages_waiting_says_how_many(condition: Condition) -> None:
    """So that it is known what is at stake."""
    assert "in the outbox" in condition.text


def test_what_is_set_aside_is_named_with_its_size_and_the_limit() -> None:
    """And what the broker is to be told."""
    assert "reaction message 123456789 has 27000 bytes" in OTHERS[1].text
    assert "takes no more than 16000" in OTHERS[1].text
    assert "max_packet_size" in OTHERS[1].text
    assert "It is dropped" in oversize(SetAside("state", None, 900, "", True, 800), 1, OPTIONS).text

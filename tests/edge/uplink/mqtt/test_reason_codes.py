"""Consequences of the broker's reason codes for a message."""

import pytest

from edge.uplink.mqtt.reason_codes import PublishOutcome, can_be_caused_by_message, publish_outcome


def test_only_one_code_means_that_a_subscriber_gets_the_message() -> None:
    """0x10 is a success in MQTT, but the broker dropped the message."""
    assert [code for code in range(256) if publish_outcome(code) is PublishOutcome.TAKEN] == [0x00]
    assert publish_outcome(0x10) is PublishOutcome.NO_SUBSCRIBERS


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (0x87, PublishOutcome.DENIED),
        (0x90, PublishOutcome.DENIED),
        (0x97, PublishOutcome.NOT_ACCEPTED),
        (0x99, PublishOutcome.BAD),
        (0xFF, PublishOutcome.NOT_ACCEPTED),
    ],
)
def test_a_refusal_is_about_the_kind_the_moment_or_the_message(code: int, outcome: PublishOutcome) -> None:
    """An unknown code may be temporary."""
    assert publish_outcome(code) is outcome


def test_a_frozen_or_departing_broker_blames_no_message() -> None:
    """Keep alive timeout, server shutting down and session taken over do not; an unspecific end of the connection
    may."""
    assert [can_be_caused_by_message(code) for code in (0x8D, 0x8B, 0x8E, 0x80, 0x82, 0x95)] == [False] * 3 + [True] * 3

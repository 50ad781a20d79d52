"""What each code of a broker means for a message."""

import pytest

from edge.uplink.mqtt.reason_codes import PublishOutcome, may_be_the_message, outcome_of


def test_only_one_code_says_that_somebody_has_it() -> None:
    """0x10 is a success to MQTT: the broker has thrown it away."""
    assert [code for code in range(256) if outcome_of(code) is PublishOutcome.TAKEN] == [0x00]
    assert outcome_of(0x10) is PublishOutcome.NO_SUBSCRIBERS


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        (0x87, PublishOutcome.DENIED),
        (0x90, PublishOutcome.DENIED),
        (0x97, PublishOutcome.NOT_ACCEPTED),
        (0x99, PublishOutcome.BAD),
        (0xFF, PublishOutcome.NOT_ACCEPTED),
    ],
)
def test_a_refusal_is_about_the_kind_the_moment_or_the_message(code: int, meant: PublishOutcome) -> None:
    """What nobody knows may pass."""
    assert outcome_of(code) is meant


def test_a_frozen_or_departing_broker_accuses_no_message() -> None:
    """Keep alive timeout, server shutting down, session taken over; a bare end of the connection may."""
    assert [may_be_the_message(code) for code in (0x8D, 0x8B, 0x8E, 0x80, 0x82, 0x95)] == [False] * 3 + [True] * 3

"""Kinds of message on hold, and the end of their holds."""

from edge.uplink.mqtt.reason_codes import PublishOutcome
from edge.uplink.publisher.topic_holds import TopicHolds


def test_a_kind_that_was_refused_waits_and_is_then_tried() -> None:
    """Other kinds do not wait."""
    holds = TopicHolds(60.0)
    assert not holds
    holds.on_refusal("play", PublishOutcome.DENIED, "Not authorized", at_s=100.0)
    assert holds.held_kinds(150.0) == {"play"}
    assert holds.seconds_until_next_end(150.0) == 10.0
    assert (holds.held_kinds(160.0), holds.seconds_until_next_end(160.0)) == (frozenset(), None)
    assert holds.unaccepted_kinds == {"play"}  # one message at a time, until one is accepted
    holds.on_success("window", at_s=170.0)
    assert holds.unaccepted_kinds == {"play"}
    holds.on_success("play", at_s=170.0)
    assert not holds


def test_when_one_kind_is_accepted_again_the_others_are_tried_at_once() -> None:
    """Somebody who fixed the rules, or subscribed, may have done it for several kinds."""
    holds = TopicHolds(60.0)
    holds.on_refusal("play", PublishOutcome.NO_SUBSCRIBERS, "No matching subscribers", at_s=0.0)
    holds.on_refusal("window", PublishOutcome.NO_SUBSCRIBERS, "No matching subscribers", at_s=50.0)
    holds.on_success("play", at_s=60.0)
    assert holds.held_kinds(60.0) == frozenset()
    assert holds.hold_reasons(PublishOutcome.NO_SUBSCRIBERS) == {"window": "No matching subscribers"}


def test_only_a_refusal_explains_that_the_broker_hangs_up() -> None:
    """Missing subscribers do not explain it."""
    holds = TopicHolds(60.0)
    holds.on_refusal("play", PublishOutcome.NO_SUBSCRIBERS, "No matching subscribers", at_s=0.0)
    holds.on_refusal("alert", PublishOutcome.DENIED, "Not authorized", at_s=0.0)
    assert holds.refused_kinds(1.0) == {"alert"}
    assert holds.refused_kinds(60.0) == frozenset()

"""Kinds that wait, and how it is seen that they need not any more."""

from edge.uplink.mqtt.reason_codes import PublishOutcome
from edge.uplink.publisher.topic_holds import TopicHolds


def test_a_kind_that_was_refused_waits_and_is_then_tried() -> None:
    """The others do not."""
    holds = TopicHolds(60.0)
    assert not holds
    holds.refused("play", PublishOutcome.DENIED, "Not authorized", at_s=100.0)
    assert holds.held(150.0) == {"play"}
    assert holds.wait_s(150.0) == 10.0
    assert (holds.held(160.0), holds.wait_s(160.0)) == (frozenset(), None)
    assert holds.kinds == {"play"}  # one message at a time, until one is taken
    holds.taken("window", at_s=170.0)
    assert holds.kinds == {"play"}
    holds.taken("play", at_s=170.0)
    assert not holds


def test_when_one_kind_is_taken_again_the_others_are_tried_at_once() -> None:
    """Whoever mended the rules, or subscribed, did it for more than one, perhaps."""
    holds = TopicHolds(60.0)
    holds.refused("play", PublishOutcome.NO_SUBSCRIBERS, "No matching subscribers", at_s=0.0)
    holds.refused("window", PublishOutcome.NO_SUBSCRIBERS, "No matching subscribers", at_s=50.0)
    holds.taken("play", at_s=60.0)
    assert holds.held(60.0) == frozenset()
    assert holds.of(PublishOutcome.NO_SUBSCRIBERS) == {"window": "No matching subscribers"}


def test_only_a_refusal_explains_that_the_broker_hangs_up() -> None:
    """That nobody listens does not."""
    holds = TopicHolds(60.0)
    holds.refused("play", PublishOutcome.NO_SUBSCRIBERS, "No matching subscribers", at_s=0.0)
    holds.refused("alert", PublishOutcome.DENIED, "Not authorized", at_s=0.0)
    assert holds.refusing(1.0) == {"alert"}
    assert holds.refusing(60.0) == frozenset()

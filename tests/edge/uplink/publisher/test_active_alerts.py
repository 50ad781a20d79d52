"""Conditions that hold at once: each is told once and ends for itself."""

import logging

import pytest

from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.client_events import BrokerUnreachable, ConnectionRefused
from edge.uplink.mqtt.reason_codes import PublishOutcome
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.active_alerts import DAY_S, ActiveAlerts
from edge.uplink.publisher.in_flight import RejectedMessage
from edge.uplink.publisher.topic_holds import TopicHolds

OPTIONS = BrokerOptions("mqtt.example.org", 8883)
LARGE = RejectedMessage("reaction", 12, 27_000, "its packet is larger than 16000 bytes", by_size=True, limit=16_000)
POISON = RejectedMessage("reaction", 13, 27_000, "it hung up each time (Unspecified error)", by_size=True)


def codes(troubles: ActiveAlerts) -> list[str]:
    return [condition.code for condition in troubles.holding]


@pytest.fixture
def troubles() -> ActiveAlerts:
    return ActiveAlerts(OPTIONS, lambda: 3)


def test_each_is_logged_when_it_begins_and_when_it_ends(
    troubles: ActiveAlerts, caplog: pytest.LogCaptureFixture
) -> None:
    """Not at each attempt."""
    caplog.set_level(logging.INFO)
    holds = TopicHolds(60.0)
    for at_s in (0.0, 60.0, 120.0):
        holds.refused("play", PublishOutcome.DENIED, "Not authorized", at_s)
        troubles.refresh(holds, at_s)
    holds.taken("play", 180.0)
    troubles.refresh(holds, 180.0)
    troubles.refresh(holds, 190.0)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert caplog.records[1].getMessage() == "broker.denied is over"


def test_of_what_keeps_us_from_the_broker_one_holds_and_comes_first(troubles: ActiveAlerts) -> None:
    """The newest; all of it ends with a connection, and nothing else does."""
    troubles.set_aside(LARGE, 0.0)
    troubles.activate(alert_texts.unreachable(BrokerUnreachable("Connection refused", False), OPTIONS, 3))
    troubles.activate(alert_texts.refused(ConnectionRefused("Not authorized", True, True), OPTIONS, 3))
    assert codes(troubles) == ["broker.refused", "broker.oversize"]
    troubles.connected()
    assert codes(troubles) == ["broker.oversize"]


def test_who_takes_as_much_ends_the_alert_about_what_was_too_large(troubles: ActiveAlerts) -> None:
    """Or who has no limit; but what it hung up on without a word is not asked of it again."""
    troubles.set_aside(LARGE, 0.0)
    assert [troubles.takes_more(largest) for largest in (16_000, 26_999, 27_000, None)] == [False, False, True, True]
    troubles.took_more()
    assert codes(troubles) == []
    troubles.set_aside(POISON, 0.0)
    assert not troubles.takes_more(None)
    assert codes(troubles) == ["broker.oversize"]


def test_it_ends_after_a_day_at_the_latest(troubles: ActiveAlerts) -> None:
    """A day after the last one; the number counts on while it holds."""
    troubles.set_aside(LARGE, 0.0)
    troubles.set_aside(POISON, 100.0)
    assert "2 so far" in troubles.holding[0].text
    assert troubles.wait_s(100.0) == DAY_S
    troubles.refresh(TopicHolds(60.0), DAY_S + 99.0)
    assert codes(troubles) == ["broker.oversize"]
    troubles.refresh(TopicHolds(60.0), DAY_S + 100.0)
    assert (codes(troubles), troubles.wait_s(DAY_S + 100.0)) == ([], None)


def test_every_kind_that_nobody_hears_is_named(troubles: ActiveAlerts) -> None:
    """The words change with the kinds; the alert stays the same one, and is a warning."""
    holds = TopicHolds(60.0)
    for kind in ("window", "play"):
        holds.refused(kind, PublishOutcome.NO_SUBSCRIBERS, "No matching subscribers", 0.0)
        troubles.refresh(holds, 0.0)
    (condition,) = troubles.holding
    assert (condition.code, condition.severity) == ("broker.unheard", "warning")
    assert "our play and window messages at mqtt.example.org:8883" in condition.text

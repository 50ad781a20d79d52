"""Several alerts may be active at once: each is logged once and ends separately."""

import logging

import pytest

from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client_events import BrokerUnreachable, ConnectionRefused
from edge.uplink.mqtt.reason_codes import PublishOutcome
from edge.uplink.publisher import alert_texts
from edge.uplink.publisher.active_alerts import DAY_S, ActiveBrokerAlerts
from edge.uplink.publisher.in_flight import RejectedMessage
from edge.uplink.publisher.topic_holds import TopicHolds

OPTIONS = BrokerOptions("mqtt.example.org", 8883)
LARGE = RejectedMessage("reaction", 12, 27_000, "its packet is larger than 16000 bytes", by_size=True, limit=16_000)
POISON = RejectedMessage("reaction", 13, 27_000, "it closed the connection each time (Unspecified error)", by_size=True)


def codes(alerts: ActiveBrokerAlerts) -> list[str]:
    return [alert.code for alert in alerts.active]


@pytest.fixture
def alerts() -> ActiveBrokerAlerts:
    return ActiveBrokerAlerts(OPTIONS, lambda: 3, lambda: 1000.0)


def test_each_alert_is_logged_when_it_starts_and_when_it_ends(
    alerts: ActiveBrokerAlerts, caplog: pytest.LogCaptureFixture
) -> None:
    """It is not logged at each attempt."""
    caplog.set_level(logging.INFO)
    holds = TopicHolds(60.0)
    for at_s in (0.0, 60.0, 120.0):
        holds.on_refusal("play", PublishOutcome.DENIED, "Not authorized", at_s)
        alerts.update_alerts(holds, at_s)
    holds.on_success("play", 180.0)
    alerts.update_alerts(holds, 180.0)
    alerts.update_alerts(holds, 190.0)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert caplog.records[1].getMessage() == "alert broker.denied has ended"


def test_only_the_newest_alert_about_the_connection_is_active_and_comes_first(alerts: ActiveBrokerAlerts) -> None:
    """A connection ends it, and ends no other alert."""
    alerts.add_rejected_message(LARGE, 0.0)
    alerts.activate(alert_texts.unreachable_alert(BrokerUnreachable("Connection refused", False), OPTIONS, 3))
    alerts.activate(alert_texts.refused_alert(ConnectionRefused("Not authorized", True, True), OPTIONS, 3))
    assert codes(alerts) == ["broker.refused", "broker.oversize"]
    alerts.clear_connection_alerts()
    assert codes(alerts) == ["broker.oversize"]


def test_a_broker_that_accepts_the_size_ends_the_oversize_alert(alerts: ActiveBrokerAlerts) -> None:
    """A broker without a limit does too. Messages on which a broker hung up without stating a limit are not retried."""
    alerts.add_rejected_message(LARGE, 0.0)
    assert [alerts.can_oversize_be_sent(largest) for largest in (16_000, 26_999, 27_000, None)] == [
        False,
        False,
        True,
        True,
    ]
    alerts.clear_oversize()
    assert codes(alerts) == []
    alerts.add_rejected_message(POISON, 0.0)
    assert not alerts.can_oversize_be_sent(None)
    assert codes(alerts) == ["broker.oversize"]


def test_the_oversize_alert_ends_a_day_after_the_last_message(alerts: ActiveBrokerAlerts) -> None:
    """Its count grows while it is active."""
    alerts.add_rejected_message(LARGE, 0.0)
    alerts.add_rejected_message(POISON, 100.0)
    assert "2 so far" in alerts.active[0].text
    assert alerts.seconds_until_next_end(100.0) == DAY_S
    alerts.update_alerts(TopicHolds(60.0), DAY_S + 99.0)
    assert codes(alerts) == ["broker.oversize"]
    alerts.update_alerts(TopicHolds(60.0), DAY_S + 100.0)
    assert (codes(alerts), alerts.seconds_until_next_end(DAY_S + 100.0)) == ([], None)


def test_every_kind_without_a_subscriber_is_named(alerts: ActiveBrokerAlerts) -> None:
    """The text changes with the kinds; the alert stays the same, and is a warning."""
    holds = TopicHolds(60.0)
    for kind in ("window", "play"):
        holds.on_refusal(kind, PublishOutcome.NO_SUBSCRIBERS, "No matching subscribers", 0.0)
        alerts.update_alerts(holds, 0.0)
    (alert,) = alerts.active
    assert (alert.code, alert.severity) == ("broker.unheard", "warning")
    assert "play and window messages of this kiosk at mqtt.example.org:8883" in alert.text

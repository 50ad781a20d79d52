"""Alert texts about the broker let a person fix the problem."""

import pytest

from edge.alerts import Alert
from edge.messages.payloads import TEXT_LENGTH
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client_events import BrokerUnreachable, ClientFailed, ConnectionLost, ConnectionRefused
from edge.uplink.publisher.alert_texts import (
    client_failed_alert,
    commands_failed_alert,
    denied_alert,
    hung_up_alert,
    lost_alert,
    name_lookup_hangs_alert,
    no_answer_alert,
    no_subscribers_alert,
    oversize_alert,
    refused_alert,
    rejected_alert,
    stuck_alert,
    unreachable_alert,
)
from edge.uplink.publisher.in_flight import RejectedMessage

OPTIONS = BrokerOptions("mqtt.berlin-mitte.example.org", 8883, username="door", password="hush", refused_retry_s=60)
KINDS = {"alert": "Not authorized", "play": "Quota exceeded", "reaction": "Not authorized", "window": "Not authorized"}
LARGE = RejectedMessage("reaction", 123_456_789, 27_000, "its packet is larger than 16000 bytes", True, 16_000)
HUNG_UP = RejectedMessage(
    "reaction", 123_456_789, 27_000, "it closed the connection each time (Unspecified error)", True
)

WAITING = [
    refused_alert(ConnectionRefused("Not authorized", True, True), OPTIONS, 214),
    refused_alert(ConnectionRefused("Banned", True, False), OPTIONS, 1),
    refused_alert(ConnectionRefused("Server busy", False, False), OPTIONS, 0),
    unreachable_alert(BrokerUnreachable("Connection refused", False), OPTIONS, 2),
    unreachable_alert(BrokerUnreachable("certificate has expired", True), OPTIONS, 2),
    unreachable_alert(BrokerUnreachable("certificate required", False, True), OPTIONS, 2),
    unreachable_alert(BrokerUnreachable("Connection reset by peer", False, bad_tls=True), OPTIONS, 2),
    lost_alert(ConnectionLost("Keep alive timeout", False), OPTIONS, 2),
    lost_alert(ConnectionLost("Session taken over", True), OPTIONS, 2),
    hung_up_alert(ConnectionLost("Unspecified error", False), OPTIONS, 2),
    hung_up_alert(ConnectionLost("certificate expired", False, bad_own_certificate=True), OPTIONS, 2),
    client_failed_alert(ClientFailed("ArithmeticError"), OPTIONS, 2, 4.0),
    name_lookup_hangs_alert(OPTIONS, 2),
    no_answer_alert(OPTIONS, 2),
    stuck_alert(OPTIONS, 2_000_000, 60.0),
    denied_alert(KINDS, OPTIONS, 2_000_000),
    no_subscribers_alert(KINDS, OPTIONS, 2_000_000),
]
OTHERS = [
    commands_failed_alert("Not authorized", OPTIONS),
    oversize_alert(LARGE, 1000, OPTIONS),
    oversize_alert(HUNG_UP, 1000, OPTIONS),
    rejected_alert(HUNG_UP, 1000, OPTIONS),
]


def test_a_text_names_the_problem_the_place_the_backlog_and_the_retry() -> None:
    """The alert about a wrong password is one example."""
    alert = WAITING[0]
    assert (alert.code, alert.severity) == ("broker.refused", "error")
    for fact in (
        "broker: mqtt.berlin-mitte.example.org:8883",
        "refused the name or password",
        "(Not authorized)",
        "214 messages wait in the outbox",
        "every 60 s",
    ):
        assert fact in alert.text
    assert "1 message waits" in WAITING[1].text


@pytest.mark.parametrize("alert", WAITING + OTHERS, ids=lambda alert: alert.code)
def test_each_text_names_the_broker_and_fits_into_an_alert(alert: Alert) -> None:
    """It contains no secret, and nothing is cut off."""
    assert alert.text.startswith("broker: ")
    assert "mqtt.berlin-mitte.example.org:8883" in alert.text
    assert "hush" not in alert.text
    assert len(alert.text) <= TEXT_LENGTH


@pytest.mark.parametrize("alert", WAITING, ids=lambda alert: alert.code)
def test_alerts_that_keep_messages_waiting_tell_their_number(alert: Alert) -> None:
    """A person can see the size of the backlog."""
    assert "in the outbox" in alert.text


def test_a_message_that_is_set_aside_is_named_with_its_size_and_the_limit() -> None:
    """The text also names the broker's setting to change."""
    assert "reaction message 123456789 has 27000 bytes" in OTHERS[1].text
    assert "accepts no more than 16000" in OTHERS[1].text
    assert "max_packet_size" in OTHERS[1].text
    assert "It is dropped" in oversize_alert(RejectedMessage("state", None, 900, "", True, 800), 1, OPTIONS).text


@pytest.mark.parametrize(
    ("reason", "cure"),
    [
        ("certificate has expired", "Check the kiosk's clock"),
        ("certificate is not yet valid", "Check the kiosk's clock"),
        ("self-signed certificate", "[broker] ca_file"),
        ("Hostname mismatch", "[broker] ca_file"),
    ],
)
def test_a_bad_certificate_has_the_cure_of_its_reason(reason: str, cure: str) -> None:
    """A wrong clock makes a good certificate look expired, or not yet valid."""
    text = unreachable_alert(BrokerUnreachable(reason, True), OPTIONS, 2).text
    assert cure in text
    assert ("Check the kiosk's clock" in text) + ("[broker] ca_file" in text) == 1

"""Findings of the end-to-end test: who answered and how fast, or what to look at, in order."""

from pathlib import Path

import pytest

from edge.clock import Clock
from edge.messages.end_to_end import EndToEndSeen
from edge.messages.wire import time_text
from edge.tools.doctor.end_to_end import FRESH_S, end_to_end_findings, run_end_to_end_check
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.round_trip import RoundTrip
from tests.doubles.broker import Mosquitto, free_port, running
from tests.edge.tools.doctor.contexts import NOON_S, levels, make_context, only
from tests.edge.uplink.mqtt.test_round_trip import answering, echo

OPTIONS = BrokerOptions("mqtt.example.org", 8883)
SENT = RoundTrip(broker_s=0.0121)


def told(result: RoundTrip) -> list[DoctorFinding]:
    return list(end_to_end_findings(result, OPTIONS, NOON_S))


def answered(**fields: object) -> DoctorFinding:
    seen = EndToEndSeen(**{"token": "t", "by": "vitrina-central 0.1.0", **fields})  # type: ignore[arg-type]
    first, second = told(RoundTrip(broker_s=0.0121, seen=seen, seen_s=0.0314))
    assert first.text == "the test reached mqtt.example.org:8883 in 12 ms."
    return second


def context_for(folder: Path, port: int, more: str = "") -> DoctorContext:
    site = '[site]\ntenant = "acme"\nsite = "berlin-7"\ndevice = "door"\n'
    context = make_context(folder, f'{site}[broker]\nhost = "127.0.0.1"\nport = {port}\n{more}')
    context.now = Clock().now
    return context


def test_the_answer_of_a_subscriber_that_tells_nothing_of_itself() -> None:
    finding = answered(by=None)
    assert (finding.part, finding.level, finding.text) == ("end to end", "ok", "answered by a subscriber in 31 ms.")


@pytest.mark.parametrize(
    ("age_s", "text", "level"),
    [
        (0.0, "0 s old", "ok"),
        (-5.0, "0 s old", "ok"),
        (119.0, "119 s old", "ok"),
        (120.0, "2 min old", "ok"),
        (FRESH_S, "5 min old", "ok"),
        (FRESH_S + 1, "5 min old", "warning"),
        (7200.0, "2 h old", "warning"),
        (200_000.0, "2 days old", "warning"),
    ],
)
def test_the_age_of_what_is_stored(age_s: float, text: str, level: str) -> None:
    """By the clock of the one that answers, whatever time this machine has."""
    at_s = NOON_S + 5000
    finding = answered(stored="yes", at=time_text(at_s), stored_at=time_text(at_s - age_s), last_seq=41)
    assert f"its newest message from this kiosk is {text}, and its highest number is 41." in finding.text
    assert finding.level == level
    assert bool(finding.cure) == (level == "warning")


def test_the_age_by_this_clock_where_the_answer_has_no_time() -> None:
    assert "is 30 s old." in answered(stored="yes", stored_at=time_text(NOON_S - 30)).text


def test_a_subscriber_that_has_nothing_or_cannot_look() -> None:
    none, unknown = answered(stored="none"), answered(stored="unknown")
    assert (none.level, unknown.level) == ("warning", "warning")
    assert "has stored nothing from this kiosk" in none.text
    assert "vitrina status" in none.cure
    assert "cannot read its database" in unknown.text
    assert "vitrina-central doctor" in unknown.cure
    assert answered(stored="yes").text == "answered by vitrina-central 0.1.0 in 31 ms."


def test_without_an_answer_it_says_what_to_look_at_in_order() -> None:
    first, second = told(SENT)
    assert (first.level, second.level) == ("ok", "error")
    assert "nobody answered within 10 s." in second.text
    steps = (
        "Check in this order",
        "running, and does it reach this broker",
        "publish to this kiosk's cmd/seen",
        "answer tests",
    )
    places = [second.cure.index(step) for step in steps]
    assert places == sorted(places)
    strays = told(RoundTrip(broker_s=0.01, strays=7))[1]
    assert "7 answers to other tests were ignored" in strays.text


def test_nobody_has_subscribed() -> None:
    first, second = told(RoundTrip(broker_s=0.01, has_subscriber=False))
    assert (first.level, second.level) == ("ok", "error")
    assert "nobody has subscribed to this kiosk's messages at mqtt.example.org:8883" in second.text
    places = [second.cure.index(step) for step in ("running;", "connected to this broker;", "vitrina/1/+/+/+/+")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("result", "text", "cure"),
    [
        (
            RoundTrip(denied="Not authorized"),
            "does not let this kiosk receive an answer (Not authorized). Nothing",
            "own cmd/seen",
        ),
        (RoundTrip(refused="Not authorized", broker_s=0.1), "refuses the test (Not authorized)", "own topic test"),
        (RoundTrip(hung_up=True), "ended the connection", "own topic test"),
        (RoundTrip(), "does not acknowledge the test", "own topic test"),
    ],
)
def test_a_broker_that_lets_no_test_through(result: RoundTrip, text: str, cure: str) -> None:
    finding = only(told(result))
    assert finding.level == "error"
    assert text in finding.text
    assert cure in finding.cure
    assert "examples/acl" in finding.cure


def test_a_real_broker_with_a_subscriber_that_answers(tmp_path: Path) -> None:
    with running(Mosquitto(tmp_path)) as broker, answering(broker.port, echo) as heard:
        found = list(run_end_to_end_check(context_for(tmp_path, broker.port)))
    assert levels(found) == [("end to end", "ok")] * 2
    assert found[1].text.startswith("answered by a subscriber in ")
    assert len(heard) == 1


def test_a_broker_that_is_not_there_and_a_password_that_is_not(tmp_path: Path) -> None:
    assert "cannot be reached" in only(list(run_end_to_end_check(context_for(tmp_path, free_port())))).text
    finding = only(list(run_end_to_end_check(context_for(tmp_path, 1, f'password_file = "{tmp_path}/none"\n'))))
    assert "password_file" in finding.text
    assert finding.cure

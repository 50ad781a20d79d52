"""`vitrina doctor --end-to-end`: sends one test message, and reports which program answers it and how fast.

The message contains only a random token. It does not pass through the outbox, and no subscriber stores it.
"""

import secrets
from collections.abc import Iterator
from functools import partial

from edge.kiosk import build
from edge.messages.end_to_end import EXPIRY_S, EndToEndSeen
from edge.messages.wire import parse_rfc3339_s
from edge.settings.settings import SettingsError
from edge.tools.doctor.broker import TIMEOUT_S, connection_fault, make_check_client_id
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    warning_finding,
)
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.round_trip import EndToEndClient, RoundTrip
from edge.uplink.mqtt.tls import BrokerSettingsError

PART = "end to end"
TOKEN_BYTES = 16
FRESH_S = 300.0
"""Largest age of the newest health message in seconds. A running kiosk sends one every minute.

If the newest message is older, the kiosk is not running, or its connection is interrupted.
"""
RULES = "examples/acl contains the rules, and vitrina-central kiosk enrol writes them"
RECEIVER = "the central server (vitrina-central doctor there) or your own subscriber"

_good, _warning, _fault = partial(good_finding, PART), partial(warning_finding, PART), partial(fault_finding, PART)


def run_end_to_end_check(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Send a test message, and wait for its answer. A separate client id keeps the running kiosk connected."""
    settings = context.require_settings()
    try:
        options = build.broker_options(settings)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        test = EndToEndClient(options, build.message_header(settings), token, make_check_client_id(), TIMEOUT_S)
    except (SettingsError, BrokerSettingsError) as error:
        yield error_finding(PART, error, "Write the password into it, on a line of its own.")
        return
    result = test.run_test(context.now)
    if isinstance(result, RoundTrip):
        yield from end_to_end_findings(result, options, context.now())
    else:
        yield connection_fault(result, options)


def end_to_end_findings(result: RoundTrip, options: BrokerOptions, now_s: float) -> Iterator[DoctorFinding]:
    """Findings in the order of the message path: subscription, broker, answering program, what that program stores."""
    place = options.place
    if result.denied is not None:
        text = f"{place} does not let this kiosk receive an answer ({result.denied}). Nothing was sent."
        yield _fault(text, f"Its access rules must let this kiosk subscribe to its own cmd/seen: {RULES}.")
    elif result.refused is not None:
        text = f"{place} refuses the test ({result.refused})."
        yield _fault(text, f"Its access rules must let this kiosk publish to its own topic test: {RULES}.")
    elif result.broker_s is None:
        text = f"{place} {'ended the connection' if result.hung_up else 'does not acknowledge the test'}."
        cure = f"Read its log. Its access rules must let this kiosk publish to its own topic test: {RULES}."
        yield _fault(text, cure)
    else:
        yield _good(f"the test reached {place} in {_ms(result.broker_s)}.")
        yield _test_result_finding(result, result.seen, place, now_s)


def _test_result_finding(result: RoundTrip, seen: EndToEndSeen | None, place: str, now_s: float) -> DoctorFinding:
    if seen is not None and result.seen_s is not None:
        return _answer_finding(seen, result.seen_s, now_s)
    strays = f" {result.strays} answers to other tests were ignored." if result.strays else ""
    if not result.has_subscriber:
        text = f"nobody has subscribed to this kiosk's messages at {place}.{strays}"
        cure = (
            f"Check in this order: is {RECEIVER} running; is it connected to this broker; does it subscribe to the "
            "topics vitrina/1/+/+/+/+; do the access rules let it read them."
        )
        return _fault(text, cure)
    text = f"{place} accepted the test, but nobody answered within {EXPIRY_S} s.{strays}"
    cure = (
        f"Check in this order: is {RECEIVER} running, and does it reach this broker and its database; may it publish "
        f"to this kiosk's cmd/seen ({RULES}); does your own subscriber answer tests (see vitrina docs operate)."
    )
    return _fault(text, cure)


def _answer_finding(seen: EndToEndSeen, seen_s: float, now_s: float) -> DoctorFinding:
    text = f"answered by {seen.by or 'a subscriber'} in {_ms(seen_s)}"
    if seen.stored == "unknown":
        return _warning(f"{text}; it cannot read its database.", "On that server, run vitrina-central doctor.")
    if seen.stored == "none":
        cure = "A running kiosk sends its state at once: check that it is running, with these names (vitrina status)."
        return _warning(f"{text}; it has stored nothing from this kiosk.", cure)
    if seen.stored is None or seen.stored_at is None:
        return _good(f"{text}.")
    age_s = max(0.0, (parse_rfc3339_s(seen.at) if seen.at else now_s) - parse_rfc3339_s(seen.stored_at))
    number = "" if not seen.last_seq else f", and its highest number is {seen.last_seq}"
    text = f"{text}; its newest message from this kiosk is {_age(age_s)} old{number}."
    if age_s <= FRESH_S:
        return _good(text)
    return _warning(
        text, "A running kiosk sends one every minute: check that it is running and connected (vitrina status)."
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _age(seconds: float) -> str:
    for unit, size in (("days", 86_400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"

"""Wire format of names, topics, times, ids and JSON, byte for byte."""

import uuid
from datetime import datetime, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.messages.wire import Header, message_topic, parse_rfc3339_s, time_text, to_json, uuid7

KIOSK_YEARS_MS = st.integers(1_500_000_000_000, 4_000_000_000_000)  # 2017 to 2096


def test_topic_has_tenant_site_device_and_kind() -> None:
    """The form is `vitrina/1/{tenant}/{site}/{device}/{kind}`."""
    assert message_topic(Header("acme", "berlin-7", "door"), "window") == "vitrina/1/acme/berlin-7/door/window"


@pytest.mark.parametrize("name", ["", "Acme", "a/b", "a+", "#", "ä", "a b", "a\n", "x" * 65])
def test_a_name_that_would_break_a_topic_is_refused(name: str) -> None:
    """Wildcards, slashes and capitals are refused. The error names the setting and the allowed characters."""
    with pytest.raises(ValueError, match=r"site = .* 1 to 64 of the letters a-z, digits, '_' and '-'"):
        Header("acme", name, "door")


@given(KIOSK_YEARS_MS)
def test_every_millisecond_survives_conversion_to_text_and_back(at_ms: int) -> None:
    """Float rounding changes no millisecond. The text is the same as the standard library's."""
    text = time_text(at_ms / 1000)
    whole = datetime.fromtimestamp(at_ms // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    assert text == f"{whole}.{at_ms % 1000:03d}Z"
    assert parse_rfc3339_s(text) == at_ms / 1000


def test_times_are_rounded_to_the_nearest_millisecond() -> None:
    """Rounding also works over the end of a year."""
    assert time_text(1_767_225_599.9996) == "2026-01-01T00:00:00.000Z"
    assert time_text(1_767_225_599.9994) == "2025-12-31T23:59:59.999Z"
    assert time_text(0.0) == "1970-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("text", "at_s"),
    [
        ("2026-01-01T00:00:00Z", 1_767_225_600.0),
        ("2026-01-01T01:00:00.5+01:00", 1_767_225_600.5),
        ("2025-12-31T19:00:00.123456789-05:00", 1_767_225_600.123456),
    ],
)
def test_players_may_write_any_rfc3339_time_with_a_zone(text: str, at_s: float) -> None:
    """Fractions of any length and any zone offset are read."""
    assert parse_rfc3339_s(text) == at_s


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-02-30T00:00:00Z",
        "2026-01-01T24:01:00Z",
        "２026-01-01T00:00:00Z",
    ],
)
def test_a_text_that_is_no_time_is_refused(text: str) -> None:
    """A time without a zone is refused too."""
    with pytest.raises(ValueError):
        parse_rfc3339_s(text)


@given(KIOSK_YEARS_MS, st.integers(0))
def test_ids_are_uuid7_of_their_millisecond(at_ms: int, seed: int) -> None:
    """Version 7, RFC variant, time first. The same seed gives the same id, so a replay is reproducible."""
    id = uuid7(at_ms / 1000, Random(seed).randbytes)
    parsed = uuid.UUID(id)
    assert str(parsed) == id
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == at_ms
    assert id == uuid7(at_ms / 1000, Random(seed).randbytes)


def test_ids_of_one_millisecond_differ() -> None:
    """With 74 random bits a thousand messages of one moment have a thousand ids."""
    random = Random(1).randbytes
    assert len({uuid7(1_767_225_600.0, random) for _ in range(1000)}) == 1000


def test_json_is_compact_utf8_in_the_given_order_and_never_nan() -> None:
    """The bytes are the same on every machine."""
    assert to_json({"b": 1, "a": "ü", "c": None, "d": 0.1}) == '{"b":1,"a":"ü","c":null,"d":0.1}'.encode()
    with pytest.raises(ValueError):
        to_json({"a": float("nan")})

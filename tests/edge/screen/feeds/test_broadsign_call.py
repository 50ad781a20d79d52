"""Calls of a Broadsign player: as its documentation has them, and anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.messages.commands import StoredPlay
from edge.messages.wire import time_text
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.broadsign_call import BadCall, OtherCall, PlayCall, parse_broadsign_call

NOW_S = 1_795_521_600.0
MAX_FIELDS, MAX_QUERY_BYTES = 20, 2048
NAMES = CreativeNames({"8812": "spring_a", "camp 5": "summer_b"})
QUERY = "expected_play_time={ms}&frame_id=33&campaign_id=5&content_id=8812"


def call(action: str = "start", query: str = QUERY, at_s: float = NOW_S, frame: str | None = None) -> PlayCall:
    found = parse_broadsign_call(action, query.format(ms=round(at_s * 1000)).encode(), NAMES, frame, NOW_S)
    assert isinstance(found, PlayCall)
    return found


def bad(action: str = "start", query: str = QUERY, at_s: float = NOW_S) -> str:
    found = parse_broadsign_call(action, query.format(ms=round(at_s * 1000)).encode(), NAMES, None, NOW_S)
    assert isinstance(found, BadCall)
    return found.why


def test_a_start_is_told_with_the_error_of_a_guess() -> None:
    assert call().play == StoredPlay(
        creative="spring_a", event="start", at=time_text(NOW_S), feed="broadsign", error_s=1.0
    )


def test_a_slot_that_is_ahead_starts_at_its_time_and_one_that_is_late_at_the_call() -> None:
    """A call of 35 s before is documented; a later call is what the player does now."""
    assert call(at_s=NOW_S + 35).play.at == time_text(NOW_S + 35)
    assert call(at_s=NOW_S - 3).play.at == time_text(NOW_S)
    assert call("end", at_s=NOW_S + 35).play.at == time_text(NOW_S)
    assert call(query="content_id=8812").play.at == time_text(NOW_S)
    assert call(query="content_id=8812&expected_play_time=").play.at == time_text(NOW_S)


def test_a_slot_of_another_day_is_refused() -> None:
    """120 s ahead at most, and 24 h back."""
    assert call(at_s=NOW_S + 120)
    assert call(at_s=NOW_S - 86_400)
    assert "expected_play_time is older" in bad(at_s=NOW_S + 121)
    assert "expected_play_time is older" in bad(at_s=NOW_S - 86_401)


@pytest.mark.parametrize(
    ("action", "event"),
    [
        ("start", "start"),
        ("audience-start", "start"),
        ("Begin_Measurement", "start"),
        ("started", "start"),
        ("end", "end"),
        ("stop_measure", "end"),
        ("ended", "end"),
        ("stopped", "end"),
    ],
)
def test_actions_of_start_and_end_are_known_by_their_words(action: str, event: str) -> None:
    assert call(action).play.event == event


@pytest.mark.parametrize("action", ["", "expected_audience", "send", "restart", "start_end", "{{action_name}}"])
def test_other_actions_are_no_play(action: str) -> None:
    """Such as the question for the audience to expect."""
    assert parse_broadsign_call(action, QUERY.format(ms=1).encode(), NAMES, None, NOW_S) == OtherCall()


def test_only_the_frame_of_the_settings_counts() -> None:
    assert call(frame="33")
    for frame in ("34", ""):
        assert parse_broadsign_call("start", QUERY.format(ms=1).encode(), NAMES, frame, NOW_S) == OtherCall()
    assert parse_broadsign_call("start", b"content_id=8812", NAMES, "33", NOW_S) == OtherCall()


def test_a_campaign_may_stand_for_its_contents() -> None:
    assert call(query="content_id=Spring&campaign_id=camp%205").play.creative == "summer_b"
    assert call(query="content_id=77").play.creative == "77"
    assert "content_id" in bad(query="content_id=Spring")
    assert "content_id" in bad(query="campaign_id=9")


@pytest.mark.parametrize("time", ["soon", "nan", "inf", "-1", "1e300", "253402300800001"])
def test_a_time_that_is_none_is_refused(time: str) -> None:
    assert bad(query=f"content_id=8812&expected_play_time={time}") == (
        "expected_play_time is not a time in milliseconds"
    )


def test_a_query_that_is_too_long_is_refused() -> None:
    """By bytes, by fields, or by letters that no query has."""
    long = "content_id=8812&x=" + "x" * MAX_QUERY_BYTES
    many = "content_id=8812" + "&x=1" * MAX_FIELDS
    assert bad(query=long) == bad(query=many) == bad(query="content_id=ä")
    assert bad(query=long[: MAX_QUERY_BYTES + 1]) == bad(query=many)
    assert call(query="content_id=8812&x=" + "x" * (MAX_QUERY_BYTES - 18))
    assert call(query="content_id=8812" + "&x=1" * (MAX_FIELDS - 1))


def test_a_repeated_call_has_the_same_slot() -> None:
    """Another time, another event or another content has not."""
    again = [call(), call("audience_start"), call("end"), call(at_s=NOW_S + 1), call(query="content_id=1")]
    assert again[0].slot == again[1].slot
    assert len({one.slot for one in again}) == 4
    text = QUERY.format(ms=round(NOW_S * 1000)).encode()
    later = parse_broadsign_call("start", text, NAMES, None, NOW_S + 9)
    assert isinstance(later, PlayCall)
    assert later.slot == again[0].slot
    untimed = [
        parse_broadsign_call("start", b"content_id=8812", NAMES, None, NOW_S + later_s) for later_s in (0.0, 9.0)
    ]
    assert isinstance(untimed[0], PlayCall)
    assert isinstance(untimed[1], PlayCall)
    assert untimed[0].slot != untimed[1].slot  # a call without a time is another each time


def test_the_first_and_the_last_time_are_too_old_or_too_far_and_no_nonsense() -> None:
    for time in ("0", "1", "253402300799000"):
        assert "expected_play_time is older" in bad(query=f"content_id=8812&expected_play_time={time}")
    assert bad(query="content_id=8812&expected_play_time=253402300799001").startswith("expected_play_time is not")


def test_the_last_of_two_values_counts() -> None:
    assert call(query="content_id=77&content_id=8812").play.creative == "spring_a"


def test_a_name_of_255_letters_can_be_in_the_table() -> None:
    """As long as the settings allow."""
    names = CreativeNames({"n" * 255: "long"})
    found = parse_broadsign_call("start", b"content_id=" + b"n" * 255, names, None, NOW_S)
    cut = parse_broadsign_call("start", b"content_id=" + b"n" * 256, names, None, NOW_S)
    assert isinstance(found, PlayCall)
    assert isinstance(cut, PlayCall)


@given(st.text(max_size=30), st.binary(max_size=300))
def test_any_call_is_read(action: str, query: bytes) -> None:
    assert isinstance(parse_broadsign_call(action, query, NAMES, None, NOW_S), PlayCall | BadCall | OtherCall)
    assert isinstance(parse_broadsign_call("start", b"content_id=" + query, NAMES, None, NOW_S), PlayCall | BadCall)

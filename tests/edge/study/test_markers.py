"""Markers of other programs, and those of plays."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import PlayEnded, PlayStarted
from edge.screen.play_feed import PlayEvent
from edge.study.markers import (
    ARRIVED_ERROR_S,
    FURTHEST_S,
    LARGEST_LINE,
    LONGEST_TEXT,
    TIMED_ERROR_S,
    BadMarkerError,
    Marker,
    PlayMarkers,
    parse_ad_marker,
    parse_marker_line,
)

NOW_S = 1_796_000_000.0


def test_a_time_is_brought_from_the_machines_clock_to_that_of_the_session() -> None:
    """The machine's clock was set back by 7 s since the session began."""
    marker = parse_marker_line(json.dumps({"text": "cue", "at_s": NOW_S - 7.25}).encode(), NOW_S, -7.0)
    assert (marker.at_s, marker.name, marker.error_s) == (NOW_S - 0.25, "cue", TIMED_ERROR_S)


def test_without_a_time_it_is_stamped_on_arrival() -> None:
    marker = parse_marker_line(b'{"text": "cue"}', NOW_S, -7.0)
    assert (marker.at_s, marker.error_s, marker.origin) == (NOW_S, ARRIVED_ERROR_S, "socket")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "not a JSON"),
        (b"\xff\xfe", "not a JSON"),
        (b"[" * 5000, "not a JSON"),
        (b"[]", "a marker must be"),
        (b'{"text": "a", "at": 1}', "a marker must be"),
        (b'{"at_s": 1}', "text must have"),
        (b'{"text": ""}', "text must have"),
        (b'{"text": "a", "at_s": true}', "must be a number"),
        (b'{"text": "a", "at_s": NaN}', "must be a number"),
        (b'{"text": "a", "at_s": "12.5"}', "must be a number"),
        (b'{"text": "a", "at_s": 12.5}', "seconds since 1970"),
        (json.dumps({"text": "a" * (LONGEST_TEXT + 1)}).encode(), "text must have"),
    ],
)
def test_what_is_no_marker_is_refused_with_the_reason(line: bytes, why: str) -> None:
    with pytest.raises(BadMarkerError, match=why):
        parse_marker_line(line, NOW_S, 0.0)


@pytest.mark.parametrize("away_s", [-FURTHEST_S, FURTHEST_S])
def test_a_time_up_to_an_hour_away_is_taken(away_s: float) -> None:
    def line(at_s: float) -> bytes:
        return json.dumps({"text": "a" * LONGEST_TEXT, "at_s": at_s}).encode()

    assert parse_marker_line(line(NOW_S + away_s), NOW_S, 0.0).at_s == NOW_S + away_s
    with pytest.raises(BadMarkerError, match="at_s differs from the current time by 3601 s"):
        parse_marker_line(line(NOW_S + away_s + (1 if away_s > 0 else -1)), NOW_S, 0.0)


def test_errors_of_markers_are_those_that_the_documents_tell() -> None:
    assert (TIMED_ERROR_S, ARRIVED_ERROR_S) == (0.001, 0.02)
    assert (LONGEST_TEXT, LARGEST_LINE, FURTHEST_S) == (1000, 16_384, 3600.0)
    assert Marker(1.0, "mark").event_row == (1.0, "mark", "", None, None, "session")


@given(st.binary(max_size=300))
def test_no_line_raises_anything_else(line: bytes) -> None:
    with suppress(BadMarkerError):
        assert parse_marker_line(line, NOW_S, 0.0).type == "mark"


def test_a_start_ends_the_play_before_it() -> None:
    plays = PlayMarkers()
    events: list[PlayEvent] = [
        PlayStarted(1.0, "a", media_s=2.0, error_s=0.1),
        PlayStarted(4.0, "b"),
        PlayEnded(9.0, 0.2, media_s=5.0),
    ]
    assert plays.make_markers(PlayEnded(0.5)) == []
    rows = [marker.event_row for event in events for marker in plays.make_markers(event)]
    assert rows == [
        (1.0, "advert_start", "a", 2.0, 0.1, "player"),
        (4.0, "advert_end", "a", None, 0.0, "player"),
        (4.0, "advert_start", "b", 0.0, 0.0, "player"),
        (9.0, "advert_end", "b", 5.0, 0.2, "player"),
    ]


def test_another_program_starts_and_ends_an_ad_with_a_text() -> None:
    """The markers of such an ad come from LSL, and so does the end that a next ad brings."""
    start, end = parse_ad_marker("ad: spring", NOW_S, 0.002), parse_ad_marker("ad_end", NOW_S + 5, 0.002)
    assert (start, end) == (PlayStarted(NOW_S, "spring", feed="lsl", error_s=0.002), PlayEnded(NOW_S + 5, 0.002))
    assert start is not None
    assert end is not None
    plays = PlayMarkers()
    markers = [*plays.make_markers(start), *plays.make_markers(end), *plays.make_markers(PlayStarted(NOW_S, "own"))]
    assert [(one.type, one.name, one.error_s, one.origin) for one in markers] == [
        ("advert_start", "spring", 0.002, "lsl"),
        ("advert_end", "spring", 0.002, "lsl"),
        ("advert_start", "own", 0.0, "player"),
    ]


@pytest.mark.parametrize("name", ["a", "a" * 100])
def test_the_name_of_an_ad_has_one_to_a_hundred_characters(name: str) -> None:
    assert parse_ad_marker(f"ad:{name}", NOW_S, 0.0) == PlayStarted(NOW_S, name, feed="lsl")


@pytest.mark.parametrize(
    "text", ["", "ad:", "ad: ", "Ad:spring", "ad_end ", " ad_end", "ad:" + "a" * 101, "ad:a\nb", "advert"]
)
def test_any_other_text_is_no_ad(text: str) -> None:
    assert parse_ad_marker(text, NOW_S, 0.0) is None

"""Bodies of POST /play: the form of cmd/play, all problems at once, and never a crash."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.messages.commands import StoredPlay
from edge.messages.wire import Header, time_text
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.play_report import BadReport, PlayingReport, parse_play_report

NOW_S = 1_795_521_600.0
HEADER = Header("acme", "berlin-7", "door")
NAMES = CreativeNames({"Spring Sale": "spring_a"})


def read(**values: Any) -> StoredPlay | PlayingReport | BadReport:
    return parse_play_report(json.dumps(values).encode(), HEADER, NAMES, NOW_S)


def problems(body: bytes) -> tuple[str, ...]:
    report = parse_play_report(body, HEADER, NAMES, NOW_S)
    assert isinstance(report, BadReport)
    return report.problems


def test_a_start_and_an_end_are_read_as_cmd_play() -> None:
    """With the name of this feed, and an error only where no time was told."""
    start = read(creative="summer_b", event="start", at=time_text(NOW_S), media_s=1.5, duration_s=15.0)
    assert start == StoredPlay(
        creative="summer_b", event="start", at=time_text(NOW_S), media_s=1.5, duration_s=15.0, feed="http"
    )
    end = read(creative="summer_b", event="end")
    assert end == StoredPlay(creative="summer_b", event="end", feed="http")


def test_the_names_of_the_player_are_mapped() -> None:
    report = read(creative="Spring Sale", event="start")
    assert isinstance(report, StoredPlay)
    assert report.creative == "spring_a"
    playing = read(creative="Spring Sale", event="playing", media_s=4.2)
    assert playing == PlayingReport(creative="spring_a", event="playing", media_s=4.2)


def test_all_problems_are_named_without_their_values() -> None:
    report = read(creative="Winter Sale", event="begin", media_s=-1, secret="hush", duration_s="15")
    assert isinstance(report, BadReport)
    assert len(report.problems) == 5
    assert {problem.split(":")[0] for problem in report.problems} == {
        "creative",
        "event",
        "media_s",
        "secret",
        "duration_s",
    }
    assert report.problems[0].startswith("creative: String should match")
    assert "hush" not in str(report)
    assert "Winter" not in str(report)


def test_time_and_names_are_checked_together() -> None:
    """24 h back and 120 s ahead, for what goes on as well; the names are this kiosk's."""
    bad = read(creative="a", event="start", at=time_text(NOW_S + 121), tenant="other")
    assert isinstance(bad, BadReport)
    assert [problem.split()[0] for problem in bad.problems] == ["schema,", "`at`"]
    assert isinstance(read(creative="a", event="end", at=time_text(NOW_S - 86_401)), BadReport)
    assert isinstance(read(creative="a", event="playing", media_s=1.0, at=time_text(NOW_S + 121)), BadReport)
    assert isinstance(read(creative="a", event="start", schema="vitrina.cmd/play/1", device="door"), StoredPlay)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the body is not JSON"),
        (b"\xff\xfe\x00", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        (b"9" * 5000, "the body is not JSON"),
        (b"[1]", "the body is not a JSON object"),
        (b"null", "the body is not a JSON object"),
    ],
)
def test_a_body_that_is_no_object_is_one_problem(body: bytes, problem: str) -> None:
    assert problems(body) == (problem,)


def test_a_flood_of_problems_is_cut() -> None:
    assert len(problems(json.dumps({f"key{n}": n for n in range(100)}).encode())) == 20


def test_a_player_cannot_choose_the_feed_or_the_error() -> None:
    """They are what the proof of play says of where it comes from."""
    assert isinstance(read(creative="a", event="start", feed="player"), BadReport)
    assert isinstance(read(creative="a", event="start", error_s=0.0), BadReport)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["creative", "event", "at", "media_s", "duration_s", "experiment", "tenant", "x"])
VALUES = JSON | st.sampled_from(["start", "end", "playing", "spring_a", time_text(NOW_S)])


@given(st.binary(max_size=200) | st.dictionaries(KEYS, VALUES, max_size=8).map(lambda v: json.dumps(v).encode()))
def test_any_body_is_a_report_or_a_problem(body: bytes) -> None:
    """Never an exception; a problem has a text."""
    report = parse_play_report(body, HEADER, NAMES, NOW_S)
    if isinstance(report, BadReport):
        assert all(report.problems)
    else:
        assert report.event in ("start", "end", "playing")

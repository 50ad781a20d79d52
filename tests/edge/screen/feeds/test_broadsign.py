"""Calls of a Broadsign player on a real server: every answer is empty, and only what is on can end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.screen.feeds.broadsign import MAX_SLOTS
from tests.doubles.play_server import ServedPlays, served_plays
from tests.doubles.player_page import request


@pytest.fixture
def it(tmp_path: Path) -> Iterator[ServedPlays]:
    with served_plays(tmp_path, "broadsign", "33") as served:
        yield served


def query(it: ServedPlays, content: str = "8812", at_s: float | None = None, frame: int = 33) -> str:
    """Query of the documented template."""
    time_ms = round((it.clock.now() if at_s is None else at_s) * 1000)
    return f"expected_play_time={time_ms}&frame_id={frame}&campaign_id=5&content_id={content}"


def told(it: ServedPlays) -> list[tuple[str, str]]:
    return [(play.event, play.creative) for play in it.told]


def test_start_and_end_are_told(it: ServedPlays) -> None:
    assert it.call("start", query(it))[0] == 204
    assert it.call("end", query(it))[0] == 204
    assert told(it) == [("start", "spring_a"), ("end", "spring_a")]
    assert {(play.feed, play.error_s) for play in it.told} == {("broadsign", 1.0)}


def test_every_answer_is_the_same_empty_one(it: ServedPlays) -> None:
    """Good, bad, repeated, of another frame, or the question for the audience to expect."""
    first = query(it)
    calls = [
        ("start", first),
        ("start", first),
        ("start", query(it, "Winter%20Sale")),
        ("start", query(it, frame=34)),
        ("end", query(it)),
        ("expected_audience", query(it)),
        ("start", "x" * 3000),
    ]
    answers = [it.call(action, text) for action, text in calls]
    assert {(status, body) for status, _, body in answers} == {(204, b"")}
    assert all(headers == answers[0][1] for _, headers, _ in answers)
    assert told(it) == [("start", "spring_a"), ("end", "spring_a")]


def test_a_player_that_calls_nothing_but_other_actions_is_lost_with_the_reason(it: ServedPlays) -> None:
    """Its name of start or end may be another than we know."""
    assert it.feed is not None
    it.call("measure", query(it))
    (alert,) = it.feed._health.current_alerts(it.clock.now() + 86_400)
    assert "does not respond: its calls are not starts or ends, or of another frame: 'measure'." in alert.text
    it.call("start", query(it))
    assert it.feed._health.current_alerts(it.clock.now() + 80_000) == ()


def test_a_wrong_secret_is_refused_and_as_empty(it: ServedPlays) -> None:
    assert it.feed is not None
    status, _, body = it.call("start", query(it), "guess")
    assert (status, body) == (403, b"")
    assert it.told == []
    assert "without the secret" in it.feed.alerts[0].text
    assert it.token not in it.feed.alerts[0].text
    assert request(it.port, f"/broadsign/{it.token}/start", "POST", "")[0] == 405
    assert request(it.port, f"/broadsign/{it.token}")[0] == 404


def test_a_repeated_call_is_one_play(it: ServedPlays) -> None:
    """Of the newest calls; the time of the slot tells them apart."""
    text = query(it)
    it.call("start", text)
    it.call("start", text)
    assert len(it.told) == 1
    for number in range(MAX_SLOTS):
        it.call("start", query(it, f"c{number}"))
    it.call("start", text)
    assert len(it.told) == MAX_SLOTS + 2


def test_the_end_of_a_play_that_was_replaced_ends_nothing(it: ServedPlays) -> None:
    """A player that calls the next start first."""
    it.call("start", query(it))
    it.call("start", query(it, "b"))
    it.call("end", query(it))
    assert told(it) == [("start", "spring_a"), ("start", "b")]
    it.call("end", query(it, "b"))
    assert told(it)[2:] == [("end", "b")]


def test_a_slot_that_is_ahead_ends_only_once_it_is_on(it: ServedPlays) -> None:
    it.call("start", query(it))
    it.call("start", query(it, "b", it.clock.now() + 35))
    it.call("end", query(it, "b"))
    it.call("end", query(it))
    assert told(it) == [("start", "spring_a"), ("start", "b"), ("end", "spring_a")]


def test_a_play_that_cannot_be_stored_is_no_answer_but_an_error(it: ServedPlays) -> None:
    """Empty as well; a player that repeats the call tells the play."""
    assert it.feed is not None
    it.is_full, text = True, query(it)
    status, _, body = it.call("start", text)
    assert (status, body) == (503, b"")
    assert it.feed.alerts == ()  # the player did nothing wrong
    it.is_full = False
    it.call("start", text)
    assert told(it) == [("start", "spring_a")]

"""Alerts of a feed: lost while nothing is heard, bad for a minute after what is not understood."""

from edge.alerts import Alert
from edge.screen.feeds.feed_health import FeedHealth, FeedTexts

TEXTS = FeedTexts("mpv", "Start it.", "Look at it.")


def health() -> FeedHealth:
    return FeedHealth(TEXTS, lost_s=10.0, now_s=100.0)


def test_a_player_that_never_answers_is_lost_since_the_start() -> None:
    """With the reason, on one line, and what to do."""
    it = health()
    assert it.current_alerts(109.9) == ()
    assert it.current_alerts(110.0) == (
        Alert("feed.lost", "error", "playback: mpv does not respond: it has sent nothing. Start it.", 100.0),
    )
    it.note_failure("no such file\nor directory")
    assert it.current_alerts(110.0)[0].text == "playback: mpv does not respond: no such file?or directory. Start it."
    it.note_failure("x" * 300)
    assert it.current_alerts(110.0)[0].text == f"playback: mpv does not respond: {'x' * 200}. Start it."


def test_a_player_that_answers_again_is_not_lost() -> None:
    """An older answer changes nothing, and the old reason is forgotten."""
    it = health()
    it.note_failure("no answer")
    it.note_answer(115.0)
    it.note_answer(104.0)
    assert it.current_alerts(124.9) == ()
    (alert,) = it.current_alerts(125.0)
    assert (alert.since_s, "it has sent nothing" in alert.text) == (115.0, True)


def test_bad_values_are_counted_and_are_one_alert() -> None:
    """Since the first; another one a minute after the last is a new alert."""
    it = health()
    assert (it.current_alerts(100.0), it.bad_count) == ((), 0)
    it.count_bad_value(101.0, "early")
    assert "early" in it.current_alerts(101.0)[0].text
    it.note_answer(200.0)
    it.bad_count = 0
    it.count_bad_value(200.0, "a\tb")
    it.count_bad_value(205.0, "other")
    text = "playback: mpv sent a value that cannot be read (a?b). Look at it."
    assert it.current_alerts(205.0) == (Alert("feed.bad", "warning", text, 200.0),)
    assert it.bad_count == 2
    it.note_answer(265.0)
    assert it.current_alerts(264.9) != ()
    assert it.current_alerts(265.0) == ()
    it.count_bad_value(265.0, "third")
    assert [(alert.since_s, "third" in alert.text) for alert in it.current_alerts(265.0)] == [(265.0, True)]


def test_the_count_has_an_end() -> None:
    it = health()
    it.bad_count = 999_999_999
    for _ in range(2):
        it.count_bad_value(100.0, "x")
    assert it.bad_count == 1_000_000_000

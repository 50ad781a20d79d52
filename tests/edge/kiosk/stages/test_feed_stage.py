"""The plays stage: all feeds are polled, also while paused, and once more at the end, which closes them."""

import threading

import pytest

from edge.alerts import Alert
from edge.events import PlayEnded, PlayStarted
from edge.kiosk.stages.feed_stage import FeedStage
from edge.screen.checked_feed import CheckedFeed
from edge.screen.play_feed import CommandFeed, PlayEvent, PlayFeed
from edge.stage import StageContext


class ScriptedFeed:
    """Gives one play, shows its alerts, and calls `on_poll` at each poll."""

    def __init__(self, play: PlayEvent, *alerts: Alert) -> None:
        self.alerts: tuple[Alert, ...] = alerts
        self._plays = [play]
        self.closed = False
        self.polled = threading.Event()

    def poll(self, now_s: float) -> list[PlayEvent]:
        plays, self._plays = self._plays, []
        self.polled.set()
        return plays

    def close(self) -> None:
        self.closed = True


def stage(*feeds: PlayFeed) -> tuple[FeedStage, list[PlayEvent], list[str]]:
    """A stage while the kiosk is paused, the plays that it emits, and its heartbeats."""
    emitted: list[PlayEvent] = []
    beats: list[str] = []
    context = StageContext(lambda: 1000.0, lambda: False, lambda: beats.append("beat"), emitted.append)
    return FeedStage(feeds, context, poll_s=0.001), emitted, beats


def test_plays_of_all_feeds_are_emitted_while_paused() -> None:
    first, second = ScriptedFeed(PlayStarted(999.0, "a")), ScriptedFeed(PlayEnded(1000.0))
    plays, emitted, beats = stage(first, second)
    stop = threading.Event()
    thread = threading.Thread(target=plays.run, args=(stop,))
    thread.start()
    assert second.polled.wait(10)
    stop.set()
    thread.join(10)
    assert emitted == [PlayStarted(999.0, "a"), PlayEnded(1000.0)]
    assert beats


def test_a_play_that_waits_at_the_end_is_not_lost() -> None:
    """The feeds are polled once more after `stop`."""
    feed, stop = CommandFeed(), threading.Event()
    feed.put_play(PlayEnded(1000.0))
    plays, emitted, _ = stage(feed)
    stop.set()
    plays.run(stop)
    assert emitted == [PlayEnded(1000.0)]


def test_alerts_of_the_feeds_are_shown_after_a_poll() -> None:
    lost = Alert("feed.lost", "warning", "feed: gone.", 1.0)
    plays, _, _ = stage(ScriptedFeed(PlayEnded(1.0), lost))
    assert not plays.alerts
    stop = threading.Event()
    stop.set()
    plays.run(stop)
    assert plays.alerts == (lost,)


def test_feeds_are_closed_at_a_stop_and_not_after_a_failure() -> None:
    """A failed run starts again with the same feeds."""

    class FailingFeed(ScriptedFeed):
        def poll(self, now_s: float) -> list[PlayEvent]:
            raise OSError("no answer")

    failing, good = FailingFeed(PlayEnded(1.0)), ScriptedFeed(PlayEnded(1.0))
    stop = threading.Event()
    stop.set()
    with pytest.raises(OSError, match="no answer"):
        stage(failing)[0].run(stop)
    stage(good)[0].run(stop)
    assert (failing.closed, good.closed) == (False, True)


def test_refused_plays_of_other_players_are_counted() -> None:
    """Those of all feeds that are checked."""
    bad = [CheckedFeed(name, ScriptedFeed(PlayStarted(1000.0, "Spring A"))) for name in ("mpv", "signage")]
    plays, _, _ = stage(CommandFeed(), *bad)
    assert plays.bad_value_count == 0
    stop = threading.Event()
    stop.set()
    plays.run(stop)
    assert plays.bad_value_count == 2

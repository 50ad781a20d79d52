"""Plays of the demo: of the page while it shows adverts, else of the clock."""

from dataclasses import dataclass, field

from edge.alerts import Alert
from edge.events import PlayEnded, PlayStarted
from edge.screen.play_feed import PlayEvent
from edge.screen.playlist import Playlist
from edge.tools.demo.plays import PATIENCE_S, PageOrClock


@dataclass
class Page:
    """A page's feed that gives what the test puts into it."""

    plays: list[PlayEvent] = field(default_factory=list)
    alerts: tuple[Alert, ...] = ()
    is_closed: bool = False

    def poll(self, now_s: float) -> list[PlayEvent]:
        plays, self.plays = self.plays, []
        return plays

    def close(self) -> None:
        self.is_closed = True


def feeds() -> tuple[Page, PageOrClock]:
    page = Page()
    return page, PageOrClock(page, lambda start_s: Playlist([("spring_a", 7.0), ("summer_b", 8.0)], start_s))


def creatives(plays: list[PlayEvent]) -> list[tuple[str, str]]:
    return [(play.feed, play.creative) for play in plays if isinstance(play, PlayStarted)]


def test_without_a_page_the_clock_plays() -> None:
    """From the first moment on, so that the terminal has plays."""
    _, feed = feeds()
    assert creatives(feed.poll(100.0)) == [("playlist", "spring_a")]
    assert creatives(feed.poll(106.9)) == []
    assert creatives(feed.poll(107.0)) == [("playlist", "summer_b")]


def test_a_page_that_shows_something_silences_the_clock() -> None:
    """Its start ends the play of the clock. Between two adverts the clock waits."""
    page, feed = feeds()
    feed.poll(100.0)
    page.plays = [PlayStarted(102.0, "summer_b", duration_s=8.0, feed="player")]
    assert creatives(feed.poll(102.1)) == [("player", "summer_b")]
    assert creatives(feed.poll(109.0)) == []
    page.plays = [PlayEnded(110.0)]
    assert feed.poll(110.1) == [PlayEnded(110.0)]
    assert feed.poll(110.2) == []
    page.plays = [PlayStarted(110.2, "spring_a", feed="player")]
    assert creatives(feed.poll(110.3)) == [("player", "spring_a")]


def test_when_the_page_is_gone_the_clock_begins_anew() -> None:
    """With the first advert, after a moment in which the page may come back."""
    page, feed = feeds()
    page.plays = [PlayStarted(100.0, "summer_b", feed="player")]
    feed.poll(100.1)
    page.plays = [PlayEnded(104.0)]
    feed.poll(104.1)
    assert feed.poll(104.1 + PATIENCE_S - 0.1) == []
    (play,) = feed.poll(104.1 + PATIENCE_S)
    assert play == PlayStarted(104.1 + PATIENCE_S, "spring_a", duration_s=7.0, feed="playlist")


def test_a_page_that_nobody_has_opened_is_no_fault() -> None:
    """Other faults of the page are told. Closing the feed closes the page's server."""
    page, feed = feeds()
    slow = Alert("player.slow", "warning", "slow", 1.0)
    page.alerts = (Alert("feed.lost", "error", "nobody", 1.0), slow)
    assert feed.alerts == (slow,)
    feed.close()
    assert page.is_closed

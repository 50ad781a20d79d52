"""Plays of the demo: from the player's page while the page shows ads, and otherwise from a clock."""

from collections.abc import Callable

from edge.alerts import Alert
from edge.events import PlayStarted
from edge.screen.play_feed import PlayEvent, PlayFeed

PATIENCE_S = 2.0  # without a play of the page; between two adverts it shows none for a tenth of a second


class PageOrClock:
    """Play feed from the player's page, or from a clock while the page shows nothing: there are always plays."""

    def __init__(self, page: PlayFeed, clock_from: Callable[[float], PlayFeed]) -> None:
        """`clock_from` returns a playlist that starts at a given time."""
        self._page, self._clock_from = page, clock_from
        self._clock: PlayFeed | None = None
        self._is_page_on = False
        self._page_was_on_s: float | None = None

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Problems of the page. A page that nobody has opened does not count as a problem."""
        return tuple(alert for alert in self._page.alerts if alert.code != "feed.lost")

    def poll(self, now_s: float) -> list[PlayEvent]:
        """New plays from the page or from the clock. The start of a play ends the previous play."""
        plays = self._page.poll(now_s)
        for play in plays:
            self._is_page_on = isinstance(play, PlayStarted)
        if self._is_page_on or plays:
            self._clock, self._page_was_on_s = None, now_s
            return plays
        if self._page_was_on_s is not None and now_s - self._page_was_on_s < PATIENCE_S:
            return []
        if self._clock is None:
            self._clock = self._clock_from(now_s)
        return self._clock.poll(now_s)

    def close(self) -> None:
        """Close the player page's server."""
        self._page.close()

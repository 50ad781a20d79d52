"""Play feed that computes plays from a playlist of durations. It measures nothing."""

import math
from collections.abc import Sequence

from edge.alerts import Alert
from edge.events import PlayStarted
from edge.screen.play_feed import PlayEvent
from edge.screen.play_values import BadPlayValueError, checked_name, checked_positive


class Playlist:
    """Play feed that repeats a list of creatives forever, starting at `start_s`. `items` are (creative, duration_s)."""

    def __init__(self, items: Sequence[tuple[str, float]], start_s: float) -> None:
        """Raises ValueError for an empty list, an invalid creative name, or a duration of zero or less."""
        if not items:
            raise ValueError("playlist: the playlist contains no ads.")
        try:
            self._items = [
                (checked_name(creative, "creative"), checked_positive(length, "duration_s"))
                for creative, length in items
            ]
        except BadPlayValueError as error:
            raise ValueError(f"playlist: {error}") from error
        self.alerts: tuple[Alert, ...] = ()
        self._start_s = start_s
        self._loop_s = math.fsum(duration_s for _, duration_s in self._items)
        self._next = 0

    def poll(self, now_s: float) -> list[PlayEvent]:
        """New starts up to and including `now_s`. Each start ends the previous play."""
        events: list[PlayEvent] = []
        while self._start_of(self._next) <= now_s:
            creative, duration_s = self._items[self._next % len(self._items)]
            start_s = self._start_of(self._next)
            events.append(PlayStarted(at_s=start_s, creative=creative, duration_s=duration_s, feed="playlist"))
            self._next += 1
        return events

    def close(self) -> None:
        """Does nothing, because no resources are open."""

    def _start_of(self, index: int) -> float:
        # Computed from the start for each play, so that a playlist of weeks does not drift.
        loops, place = divmod(index, len(self._items))
        return self._start_s + loops * self._loop_s + math.fsum(length for _, length in self._items[:place])

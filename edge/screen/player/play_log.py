"""Turns the frame reports of the player's page into starts and ends of plays."""

from dataclasses import dataclass

from edge.events import PlayEnded, PlayStarted
from edge.screen.player.items import PlayerItem
from edge.screen.player.page_messages import Closed, Ended, Started

FEED = "player"
VSYNC_S = 1 / 60
LEAST_ERROR_S = 0.05  # at 30 fps, frames appeared up to 12 ms after and 7 ms before the time that the browser reported
COMPLETE_WITHIN_S = 0.1
ROUNDING_S = 0.001
SILENT_ERROR_S = 1.0  # of an unreported end: the page sends a beat per second


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item, and the unique number of its showing."""

    n: int
    item: PlayerItem


class PlayLog:
    """Makes the events of one showing after another. At most one play is open at a time."""

    def __init__(self) -> None:
        self._open: PlayStarted | None = None
        self._stops = 0  # of the current item
        self._n: int | None = None
        self.shown_s = 0.0  # newest time at which the open play was known to continue

    @property
    def is_play_open(self) -> bool:
        return self._open is not None

    def start_play(self, shown: ShownItem, told: Started, at_s: float, clock_error_s: float) -> list[PlayStarted]:
        """Start the play of an item, or continue it after a stop."""
        if shown.n != self._n:
            self._n, self._stops = shown.n, 0
        item = shown.item
        self._open = PlayStarted(
            at_s=max(at_s, self.shown_s),
            creative=item.creative,
            media_s=told.media_s,
            duration_s=item.duration_s or told.duration_s,
            experiment=item.experiment,
            feed=FEED,
            error_s=max(LEAST_ERROR_S, VSYNC_S + clock_error_s),
            position=item.position,
            sha256=item.sha256,
            is_silent=item.muted or item.kind == "image",
        )
        self.shown_s = self._open.at_s
        return [self._open]

    def close_play(self, told: Closed, at_s: float, clock_error_s: float) -> list[PlayEnded]:
        """End the open play at the time that the page reports."""
        if (play := self._open) is None:
            return []
        is_whole = self._is_whole(told, play)
        media_s = play.duration_s if is_whole and play.duration_s is not None else told.media_s
        self._stops += 1
        frames = told.shown + told.dropped
        ended = PlayEnded(
            at_s=max(at_s, play.at_s),
            error_s=max(LEAST_ERROR_S, VSYNC_S + clock_error_s, told.gap_ms / 1000),
            media_s=max(media_s, play.media_s),
            complete=is_whole,
            dropped=told.dropped / frames if frames else None,
        )
        self._open, self.shown_s = None, ended.at_s
        return [ended]

    def note_page_alive(self, at_s: float) -> None:
        """Record that the page was running at `at_s`."""
        self.shown_s = max(self.shown_s, at_s)

    def cut_play(self) -> list[PlayEnded]:
        """End the open play at the last time at which the page was known to be running, because the page is gone or
        silent.
        """
        if self._open is None:
            return []
        self._open = None
        return [PlayEnded(at_s=self.shown_s, error_s=SILENT_ERROR_S, complete=False)]

    def _is_whole(self, told: Closed, play: PlayStarted) -> bool:
        if not isinstance(told, Ended) or told.why != "ended" or self._stops or play.duration_s is None:
            return False
        return play.media_s <= COMPLETE_WITHIN_S and told.media_s >= play.duration_s - COMPLETE_WITHIN_S - ROUNDING_S

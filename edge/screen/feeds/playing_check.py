"""Compares a player's reports that a play continues with its earlier reports, and finds lost starts and ends."""

from dataclasses import dataclass, replace

from edge.messages.commands import ARRIVAL_ERROR_S, StoredPlay
from edge.messages.wire import parse_rfc3339_s, time_text
from edge.screen.feeds.play_report import FEED, PlayingReport

EVERY_S = 5.0  # how often a player reports that its play continues
LOST_S = 3 * EVERY_S
MOVED_S = 2.0  # a media second that differs by more belongs to another play or another position in it
MAX_STARTS = 16


@dataclass(frozen=True, slots=True)
class _Start:
    creative: str
    at_s: float
    media_s: float
    playing_s: float | None = None  # time of the newest report that it continues


class PlayingCheck:
    """Keeps the reported plays that are needed to know what the player is showing."""

    def __init__(self) -> None:
        self._starts: list[_Start | None] = []  # in order of time; None: nothing is on
        self._times: list[float] = []

    def take_play(self, play: StoredPlay, arrived_s: float) -> None:
        """Record a start or an end that the player reported."""
        at_s = arrived_s if play.at is None else parse_rfc3339_s(play.at)
        self._add(at_s, None if play.event == "end" else _Start(play.creative, at_s, play.media_s))

    def creative_at(self, at_s: float) -> str | None:
        """The creative on screen at a time, according to the reports."""
        index = self._index_at(at_s)
        start = None if index is None else self._starts[index]
        return start.creative if start else None

    def take_progress(self, report: PlayingReport, arrived_s: float) -> StoredPlay | None:
        """Record a report that a play continues. If its start was not reported, return the start."""
        at_s = arrived_s if report.at is None else parse_rfc3339_s(report.at)
        index = self._index_at(at_s)
        start = self._starts[index] if index is not None else None
        if start and start.creative == report.creative:
            moved_s = report.media_s - (start.media_s + at_s - start.at_s)
            if abs(moved_s) <= MOVED_S:
                assert index is not None
                self._starts[index] = replace(start, playing_s=max(at_s, start.playing_s or at_s))
                return None
        self._add(at_s, _Start(report.creative, at_s, report.media_s, at_s))
        return StoredPlay(
            creative=report.creative,
            event="start",
            at=time_text(at_s),
            media_s=report.media_s,
            duration_s=report.duration_s,
            experiment=report.experiment,
            feed=FEED,
            error_s=ARRIVAL_ERROR_S,
        )

    def end_silent_play(self, now_s: float) -> StoredPlay | None:
        """Return the end of the current play if no report about it has arrived for LOST_S seconds."""
        index = self._index_at(now_s)
        start = self._starts[index] if index is not None else None
        if start is None or start.playing_s is None or now_s - start.playing_s < LOST_S:
            return None
        end_s = start.playing_s + EVERY_S / 2  # between the newest report and the missing one
        self._add(end_s, None)
        return StoredPlay(creative=start.creative, event="end", at=time_text(end_s), feed=FEED, error_s=EVERY_S / 2)

    def _add(self, at_s: float, start: _Start | None) -> None:
        index = self._index_at(at_s)
        place = 0 if index is None else index + 1
        self._starts.insert(place, start)
        self._times.insert(place, at_s)
        del self._starts[:-MAX_STARTS], self._times[:-MAX_STARTS]

    def _index_at(self, at_s: float) -> int | None:
        """Index of the newest reported start or end that was at or before the given time."""
        places = [place for place, time in enumerate(self._times) if time <= at_s]
        return places[-1] if places else None

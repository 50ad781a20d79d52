"""Plays of Anthias, from what it says once a second is on.

Anthias tells neither the start of an asset nor its position. A change lies between two polls, and the picture follows
it by up to ANNOUNCED_S: the asset is named before its file is checked and the player is started.
"""

from dataclasses import dataclass, replace

from edge.events import PlayEnded, PlayStarted
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.anthias_answer import Asset
from edge.screen.play_feed import PlayEvent

FEED = "anthias"
ANNOUNCED_S = 1.0  # a guess: an asset is named so much before its picture at most
GAP_S = 10.0  # after which nothing is known of the play that was on


@dataclass(frozen=True, slots=True)
class _Seen:
    """An asset since it was named first. `error_s`: of the time of that."""

    asset: Asset | None
    from_s: float
    error_s: float
    knows_start: bool
    is_told: bool = False


class AnthiasPlays:
    """Plays from answers in order of time. `bad`: assets that mean no creative."""

    def __init__(self, names: CreativeNames) -> None:
        self._names = names
        self._seen: _Seen | None = None
        self._polled_s: float | None = None
        self._is_on = False  # a play was told and has not ended
        self.bad = 0

    def take_answer(self, at_s: float, asset: Asset | None) -> list[PlayEvent]:
        """Takes an answer. An asset that only one answer names is no play: its file may be missing."""
        before_s, self._polled_s = self._polled_s, at_s
        plays: list[PlayEvent] = []
        if before_s is not None and at_s - before_s > GAP_S:
            plays += self._lose(before_s)
            before_s = None
        seen = self._seen
        if seen is None or _id(seen.asset) != _id(asset):
            self._seen = _changed(before_s, at_s, asset)
            return plays + (self._end(self._seen.from_s, self._seen.error_s) if asset is None else [])
        if not seen.is_told:
            return plays + self._confirm_asset(seen)
        return plays + self._end_play_when_over(seen, at_s)

    def _confirm_asset(self, seen: _Seen) -> list[PlayEvent]:
        """Tells an asset that a second answer names: it is on the screen."""
        self._seen = replace(seen, is_told=True)
        asset = seen.asset
        if asset is None or not seen.knows_start:
            return self._end(seen.from_s, seen.error_s)
        creative = self._names.find_creative(asset.asset_id, asset.name)
        if creative is None:
            self.bad += 1
            return self._end(seen.from_s, seen.error_s)
        self._is_on = True
        return [PlayStarted(seen.from_s, creative, duration_s=asset.duration_s, feed=FEED, error_s=seen.error_s)]

    def _end_play_when_over(self, seen: _Seen, at_s: float) -> list[PlayEvent]:
        """Ends a play after its length. An asset that stays is repeated, and nothing says since when."""
        asset = seen.asset
        if asset is None or asset.duration_s is None:
            return []
        end_s = seen.from_s + asset.duration_s
        if at_s < end_s + seen.error_s + ANNOUNCED_S:
            return []
        return self._end(end_s, seen.error_s)

    def _lose(self, at_s: float) -> list[PlayEvent]:
        self._seen = None
        return self._end(at_s, GAP_S)

    def _end(self, at_s: float, error_s: float) -> list[PlayEvent]:
        if not self._is_on:
            return []
        self._is_on = False
        return [PlayEnded(at_s, error_s)]


def _changed(before_s: float | None, at_s: float, asset: Asset | None) -> _Seen:
    """An asset that a poll names first: it began between the two polls, or before the first of all polls."""
    if before_s is None:
        return _Seen(asset, at_s, ANNOUNCED_S, knows_start=False)
    return _Seen(asset, (before_s + at_s) / 2, (at_s - before_s) / 2 + ANNOUNCED_S, knows_start=True)


def _id(asset: Asset | None) -> str | None:
    return asset.asset_id if asset else None

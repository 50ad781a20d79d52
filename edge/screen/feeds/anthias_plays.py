"""Turns the asset that Anthias reports once per second into plays.

Anthias reports neither the start of an asset nor its position. So an asset changes at an unknown time between two
polls. The screen shows the new asset up to ANNOUNCED_S later, because Anthias names the asset before it checks the file
and starts the player.
"""

from dataclasses import dataclass, replace

from edge.events import PlayEnded, PlayStarted
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.anthias_answer import Asset
from edge.screen.play_feed import PlayEvent

FEED = "anthias"
ANNOUNCED_S = 1.0  # an estimate: longest time between the name of an asset and its first frame
GAP_S = 10.0  # after which the play that was on is unknown


@dataclass(frozen=True, slots=True)
class _Seen:
    """An asset and the time at which an answer first named it. `error_s`: largest error of that time."""

    asset: Asset | None
    from_s: float
    error_s: float
    knows_start: bool
    is_told: bool = False


class AnthiasPlays:
    """Makes plays from answers, which must come in chronological order. `bad`: number of assets that match no
    creative.
    """

    def __init__(self, names: CreativeNames) -> None:
        self._names = names
        self._seen: _Seen | None = None
        self._polled_s: float | None = None
        self._is_on = False  # a play was reported and has not ended
        self.bad = 0

    def take_answer(self, at_s: float, asset: Asset | None) -> list[PlayEvent]:
        """Process an answer. If only one answer names an asset, it is not a play, because the asset's file may be
        missing.
        """
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
        """Report the play of an asset, because a second answer names it, so it is on the screen."""
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
        """End a play after its length. If the asset is named for longer, Anthias repeats it, and the start of the
        repetition is unknown.
        """
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
    """An asset that a poll names for the first time. It started between the last two polls, or before the first one."""
    if before_s is None:
        return _Seen(asset, at_s, ANNOUNCED_S, knows_start=False)
    return _Seen(asset, (before_s + at_s) / 2, (at_s - before_s) / 2 + ANNOUNCED_S, knows_start=True)


def _id(asset: Asset | None) -> str | None:
    return asset.asset_id if asset else None

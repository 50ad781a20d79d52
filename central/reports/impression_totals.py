"""Totals of the impressions of many ads, with their intervals over days, from rows that come one after the other."""

from collections.abc import Iterator
from math import isnan
from typing import NamedTuple

import numpy as np

from central.statistics.impressions import visits_over_days
from central.statistics.intervals import Estimate

_PLAYS, _PLAY_S, _GROSS, _OPPORTUNITIES, _MEASURED = range(5)


class Played(NamedTuple):
    """Plays of an ad on one screen in one hour, and the visits that they met; nan if nothing was measured that day."""

    plays: float
    play_s: float
    gross: float
    opportunities: float


class Total(NamedTuple):
    """Totals of an ad. The visits are of the plays on days that were measured."""

    plays: int
    play_s: float
    gross: Estimate
    opportunities: Estimate


class DayTotals:
    """Adds up the plays of ads by day. Memory grows with ads times days, whatever the number of screens."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], dict[int, list[float]]] = {}

    def add(self, place: str, creative: str, day: int, played: Played) -> None:
        """Add one hour of a screen to the day of an ad in a `place`."""
        of_day = self._of.setdefault((place, creative), {}).setdefault(day, [0.0] * 5)
        of_day[_PLAYS] += played.plays
        of_day[_PLAY_S] += played.play_s
        if not isnan(played.gross):
            of_day[_GROSS] += played.gross
            of_day[_OPPORTUNITIES] += played.opportunities
            of_day[_MEASURED] += played.plays

    def totals(self) -> Iterator[tuple[str, str, Total]]:
        """Place, ad and total of each, in order."""
        for (place, creative), by_day in sorted(self._of.items()):
            yield place, creative, _total(by_day)


def _total(by_day: dict[int, list[float]]) -> Total:
    days = sorted(by_day)
    plays, play_s, gross, opportunities, measured = np.array([by_day[day] for day in days]).T
    return Total(
        round(plays.sum()),
        float(play_s.sum()),
        visits_over_days(measured, gross, days),
        visits_over_days(measured, opportunities, days),
    )

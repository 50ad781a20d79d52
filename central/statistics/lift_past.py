"""Expectations for a shop's days from its past, fixed before the first day of an arm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from central.statistics.lift import without_effects
from edge.statistics.columns import Floats

WEEK = 7
LEAST_WEEKS = 4
"""Number of past weeks from which a shop's own week is used. Each half of them must then have each weekday."""
LEAST_RECEIPTS = 10.0
"""Lowest mean of receipts a day in the past with which a product of a shop enters a lift."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnWeek:
    """Differences of each shop's weekdays from those of all shops: `values` [G, 7], in log(1 + units), and the share
    of it that came again in the other half of the past: 0 to 1, and 0 where it does not help.
    """

    values: Floats
    share: float

    def expected(self, weekdays: NDArray[np.int64]) -> Floats:
        """Addition of the shop's own week to each day [G, D], given the weekday of each day [D]."""
        added: Floats = self.share * self.values[:, weekdays]
        return added


def own_week(past: Floats, weekdays: NDArray[np.int64]) -> OwnWeek:
    """Own week of each shop from its past [G, P], given the weekday of each day [P].

    The share is the slope of the second half of the past on the first, adjusted to the length of the whole past
    (Spearman and Brown 1910). Only the past decides it, so nobody can choose it by the result.
    """
    none = OwnWeek(np.zeros((len(past), WEEK)), 0.0)
    days = past.shape[1]
    if days < LEAST_WEEKS * WEEK or len(past) < 2:
        return none
    half = days // 2
    first, second = (_weekday_means(past[:, part], weekdays[part]) for part in (slice(half), slice(half, None)))
    known = np.isfinite(first) & np.isfinite(second)
    spread = float((first[known] ** 2).sum())
    if not known.any() or spread == 0.0:
        return none
    slope = float(np.clip((first[known] * second[known]).sum() / spread, 0.0, 1.0))
    return OwnWeek(np.nan_to_num(_weekday_means(past, weekdays)), 2.0 * slope / (1.0 + slope))


def _weekday_means(past: Floats, weekdays: NDArray[np.int64]) -> Floats:
    """Mean by weekday of what the effects of shops and days leave; nan for a weekday without a day."""
    cells = np.isfinite(past)
    rest = without_effects(np.nan_to_num(past), cells)
    found = np.full((len(past), WEEK), np.nan)
    for weekday in range(WEEK):
        of = weekdays == weekday
        counts = cells[:, of].sum(axis=1)
        found[:, weekday] = np.where(counts > 0, rest[:, of].sum(axis=1) / np.fmax(counts, 1), np.nan)
    return found

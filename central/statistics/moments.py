"""Moments of an ad: seconds that differ from most of its seconds."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from central.statistics.curve import estimate_curve
from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array, row_means

LEAST_APART = 0.05
"""Lowest difference between two seconds in the share of the first watchers who remain. Pairs with a smaller difference
show nothing about who stays.
"""
FIRST_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """Media seconds from `from_second` up to, but not including, `to_second`. `size`: mean difference from the median
    of the curve. `low` and `high`: bounds that are valid for all moments of an ad at once, in 95 % of ads.
    """

    from_second: int
    to_second: int
    size: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """Differences of the seconds from the median of the curve, with their band. All arrays are [S]."""

    mean: Floats
    low: Floats
    high: Floats

    @property
    def signs(self) -> NDArray[np.int64]:
        """For each second, 1 for a rise (the band lies above the median), -1 for a fall (the band lies below it),
        otherwise 0.
        """
        of_median = float(np.median(self.high[~np.isnan(self.high)] - self.mean[~np.isnan(self.high)]))
        return (self.low > 0).astype(np.int64) - (self.high < -of_median)


def find_moments(values: ArrayLike, watchers: ArrayLike | None = None) -> list[Moment]:
    """Runs of seconds whose simultaneous band excludes the median of the curve.

    Values [G, S] are as in `curve`, minus the site's own mean over the seconds that it reported. A site that reported
    fewer than half of the seconds is excluded, because its mean is not that of the ad. A rise increases the mean of the
    curve but not its median, so the rest of the curve does not look like a fall. If `watchers` [S] are given, a second
    must also differ from the drift that is explained by who stays to watch. The band is the one of `curve`, and the
    mean of its bounds over a run bounds the mean of the run. The simulation in tests/central/calibration measures how
    often moments are found by chance.
    """
    values = float_array(values)
    told = values[2 * (~np.isnan(values)).sum(axis=1) >= values.shape[1]]
    differences = told - row_means(told)[:, np.newaxis]
    band = _band(differences)
    if band is None:
        return []
    signs = band.signs
    if watchers is not None and signs.any():
        against_drift = _band(differences - _drift(differences, float_array(watchers)))
        assert against_drift is not None
        signs = np.where(against_drift.signs == signs, signs, 0)
    return [
        Moment(start, end, _mean(band.mean, start, end), _mean(band.low, start, end), _mean(band.high, start, end))
        for start, end in _runs(signs.tolist())
    ]


def _band(differences: Floats) -> _Band | None:
    """Band of the differences; None if no second has a band."""
    found = estimate_curve(differences)
    if np.isnan(found.band_low).all():
        return None
    median = np.nanmedian(found.mean)
    return _Band(found.mean - median, found.band_low - median, found.band_high - median)


def _drift(differences: Floats, watchers: Floats) -> Floats:
    """Drift: change of the curve [S] as watchers leave.

    Watchers who stay may smile more than watchers who leave. The slope is the median slope of all pairs of seconds
    (Theil 1950, Sen 1968) over the share of watchers who have left. A moment affects only few of these pairs.
    """
    means = column_statistics(differences).means
    left = 1.0 - watchers / max(float(watchers[:FIRST_SECONDS].max(initial=0.0)), 1.0)
    first, second = np.triu_indices(means.size, 1)
    apart = left[second] - left[first]
    is_apart = (np.abs(apart) > LEAST_APART) & ~np.isnan(means[second] - means[first])
    slopes = divide_or_nan(((means[second] - means[first]) * np.sign(apart))[is_apart], np.abs(apart[is_apart]))
    return left * float(np.median(slopes)) if slopes.size else np.zeros_like(left)


def _runs(signs: list[int]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of equal signs other than 0."""
    start = 0
    for second in range(1, len(signs) + 1):
        if second == len(signs) or signs[second] != signs[start]:
            if signs[start]:
                yield start, second
            start = second


def _mean(values: Floats, start: int, end: int) -> float:
    return float(values[start:end].mean())

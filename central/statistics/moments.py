"""Moments of an advert: seconds that differ from most of its seconds."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from central.statistics.curve import estimate_curve
from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array, row_means

LEAST_APART = 0.05
"""Seconds whose shares of the first watchers are nearer to each other say nothing about who stays."""
FIRST_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """Media seconds from `from_second` to before `to_second`. `size`: mean difference to the median of the curve.

    `low` and `high` hold for all moments of an advert at once, in 95 % of adverts.
    """

    from_second: int
    to_second: int
    size: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """Differences of the seconds to the median of the curve, with their band, all [S]."""

    mean: Floats
    low: Floats
    high: Floats

    @property
    def signs(self) -> NDArray[np.int64]:
        """1 for a rise, whose band lies above the median; -1 for a fall, whose band lies below that of the median."""
        of_median = float(np.median(self.high[~np.isnan(self.high)] - self.mean[~np.isnan(self.high)]))
        return (self.low > 0).astype(np.int64) - (self.high < -of_median)


def find_moments(values: ArrayLike, watchers: ArrayLike | None = None) -> list[Moment]:
    """Runs of seconds whose simultaneous band leaves out the median of the curve.

    Values [G, S] as of `curve`, less the site's own mean over the seconds that it tells. A site that tells fewer than
    half of the seconds is left out: its mean is not that of the advert. A rise makes the mean of the curve higher, but
    not its median, so the rest is no fall. With the `watchers` [S], a second must also stand out from the drift that
    who stays to watch explains. Source: the band of `curve`; the mean of a simultaneous bound over a run is a bound of
    the run's mean. False alarms: simulation of tests/central/calibration.
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
    """None without a second that has a band."""
    found = estimate_curve(differences)
    if np.isnan(found.band_low).all():
        return None
    median = np.nanmedian(found.mean)
    return _Band(found.mean - median, found.band_low - median, found.band_high - median)


def _drift(differences: Floats, watchers: Floats) -> Floats:
    """Change of the curve [S] as watchers leave: those who stay may smile more than those who go.

    The median slope of all pairs of seconds (Theil 1950, Sen 1968) over the share that has left: a moment is in few of
    the pairs.
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

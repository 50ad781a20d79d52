"""Moments of an advert: seconds that differ from its own mean."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from central.statistics.curve import estimate_curve
from edge.statistics.columns import Floats, float_array, row_means


@dataclass(frozen=True, slots=True)
class Moment:
    """Media seconds from `from_second` to before `to_second`. `size`: mean difference to the advert's own mean.

    `low` and `high` hold for all moments of an advert at once, in 95 % of adverts.
    """

    from_second: int
    to_second: int
    size: float
    low: float
    high: float


def find_moments(values: ArrayLike) -> list[Moment]:
    """Runs of seconds whose simultaneous band of the difference to the site's own mean leaves out 0.

    Values [G, S] as of `curve`; the mean of a site is over the seconds that it tells. A site that tells fewer than half
    of the seconds is left out: its mean is not that of the advert. Source: the band of `curve`; the mean of a
    simultaneous bound over a run is a bound of the run's mean. False alarms: simulation of tests/central/calibration.
    """
    values = float_array(values)
    told = values[2 * (~np.isnan(values)).sum(axis=1) >= values.shape[1]]
    differences = estimate_curve(told - row_means(told)[:, np.newaxis])
    low, high = differences.band_low, differences.band_high
    signs = (low > 0).astype(int) - (high < 0)
    return [
        Moment(start, end, _mean(differences.mean, start, end), _mean(low, start, end), _mean(high, start, end))
        for start, end in _runs(signs.tolist())
    ]


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

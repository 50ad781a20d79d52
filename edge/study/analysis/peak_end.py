"""Peak-end value of an ad: the mean of its highest and its last moment, with an interval over participants."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, column_statistics, float_array
from edge.statistics.student import UPPER, t_quantile
from edge.study.analysis.people import FEW_PEOPLE, LEAST_PEOPLE, NOBODY

SPAN_S = 3
"""Length in seconds of the running mean and of the last moment. The highest single second would be mostly noise."""
DRAWS = 2_000
SEED = 1
TOO_SHORT = f"shorter than {SPAN_S} s"


@dataclass(frozen=True, slots=True)
class PeakEnd:
    """Peak-end value of a group's curve with its 95 % interval. `reason`: why the interval or the value is missing.

    Never compare groups with different `n`: the noisier mean of a smaller group has a higher peak.
    """

    value: float | None
    low: float | None
    high: float | None
    peak_second: int | None  # middle second of the peak
    n: int
    reason: str | None = None


def peak_end(curves: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> PeakEnd:
    """Peak-end value (max + end) / 2 of the mean of participants' curves (N, S), smoothed over 3 s.

    `end` is the mean of the last 3 s. A participant with an unknown second is excluded. The highest of several noisy
    means is too high on average, so the bootstrap bias is subtracted. The interval is Student's t with n - 1 degrees of
    freedom and the bootstrap standard error over participants (Efron and Tibshirani 1993, chapters 10 and 12). The
    peak-end rule comes from Fredrickson and Kahneman 1993, and for ads from Baumgartner, Sujan and Padgett 1997.
    """
    table = float_array(curves)
    table = table[~np.isnan(table).any(axis=1)]
    n = len(table)
    if table.shape[1] < SPAN_S:
        return PeakEnd(None, None, None, None, n, TOO_SHORT)
    if n == 0:
        return PeakEnd(None, None, None, None, 0, NOBODY)
    spans = _spans(table)
    mean = spans.mean(axis=0)
    peak = int(mean.argmax()) + SPAN_S // 2
    value = _peak_end(mean[np.newaxis]).item()
    if n < LEAST_PEOPLE:
        return PeakEnd(value, None, None, peak, n, FEW_PEOPLE)
    drawn = _peak_end(_means_of_draws(spans, draws, seed))
    corrected = 2.0 * value - float(drawn.mean())
    half = t_quantile(UPPER, n - 1) * sqrt(column_statistics(drawn[:, np.newaxis]).variances.item() * n / (n - 1))
    return PeakEnd(corrected, corrected - half, corrected + half, peak, n)


def _spans(table: Floats) -> Floats:
    """Means (N, S - 2) over all windows of 3 s."""
    spans: Floats = np.lib.stride_tricks.sliding_window_view(table, SPAN_S, axis=1).mean(axis=2)
    return spans


def _peak_end(means: Floats) -> Floats:
    """Peak-end value (R,) of each row of 3 s means (R, S - 2)."""
    values: Floats = (means.max(axis=1) + means[:, -1]) / 2.0
    return values


def _means_of_draws(spans: Floats, draws: int, seed: int) -> Floats:
    """Group means (draws, S - 2) of bootstrap draws of participants."""
    people = len(spans)
    weights = np.random.default_rng(seed).multinomial(people, np.full(people, 1.0 / people), size=draws)
    means: Floats = weights @ spans / people
    return means

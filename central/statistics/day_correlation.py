"""Correlation of successive days: days that are alike carry less information than the same number of different ones."""

import numpy as np
from numpy.typing import NDArray

from edge.statistics.columns import Floats

MIN_DAYS = 8
"""Fewest days that show a correlation. With fewer days, an interval would be too wide where there is none."""
MOST = 0.8
"""Largest correlation that is accepted from so few days."""
LASTING = 0.7
"""Least factor by which the correlation falls from one day to the next. What a day shares with the day before lasts.
The chance of the day's people does not last, and makes the correlation look small.
"""
LEAST_SHARE = 0.2
"""Least share of the true variance that correlated days are assumed to show."""


def day_correlation(errors: Floats, days: NDArray[np.int64]) -> float:
    """Correlation (0 to 0.8) of a day with the next one, from errors [D] around their mean on days [D] in order.

    0 with fewer than 8 days. Only successive days form a pair. The estimate r is too low, and is corrected to r + (1 +
    3r)/D (Marriott and Pope 1954, Kendall 1954).
    """
    is_next, squares = np.diff(days) == 1, float((errors**2).sum())
    if days.size < MIN_DAYS or not is_next.any() or squares == 0.0:
        return 0.0
    products = float((errors[1:] * errors[:-1])[is_next].mean())
    raw = products / (squares / (errors.size - 1))
    return min(max(raw + (1.0 + 3.0 * raw) / errors.size, 0.0), MOST)


def days_per_day(correlation: float, days: int) -> float:
    """Number of correlated days that carry as much information about their mean as one independent day: 1 + 2Σ(1 -
    k/D)·r·φ^(k - 1).

    φ is the larger of r and 0.7. Source of the choice: simulation of tests/central/calibration.
    """
    lags = np.arange(1, days)
    correlations = correlation * max(correlation, LASTING) ** (lags - 1)
    return 1.0 + 2.0 * float(((1.0 - lags / days) * correlations).sum())


def variance_factor(needed: float, days: int) -> float:
    """Factor by which the variance of a mean of correlated days exceeds the value from their spread.

    `needed`: see `days_per_day`. The spread itself is too small, because days that are alike lie close to their own
    mean.
    """
    return needed / max(1.0 - (needed - 1.0) / (days - 1), LEAST_SHARE)

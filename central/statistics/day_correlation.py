"""Correlation of successive days. Days that are alike contain less information than the same number of independent
days.
"""

import numpy as np
from numpy.typing import NDArray

from edge.statistics.columns import Floats

MIN_DAYS = 8
"""Lowest number of days for which a correlation is estimated.

With fewer days, intervals would be too wide when there is no correlation.
"""
MOST = 0.8
"""Largest correlation that is accepted as an estimate from so few days."""
LASTING = 0.7
"""Lowest factor by which the correlation falls from one lag to the next. A shared influence on successive days lasts.
The random variation from the people of a day does not last, and makes the correlation look small.
"""
LEAST_SHARE = 0.2
"""Lowest share of the true variance that correlated days are assumed to show."""


def day_correlation(errors: Floats, days: NDArray[np.int64]) -> float:
    """Correlation (0 to 0.8) of a day with the next day, from errors [D] around the mean on days [D] in order.

    It is 0 with fewer than 8 days. Only successive days form a pair. The estimate r is too low, and is corrected to r +
    (1 + 3r)/D (Marriott and Pope 1954, Kendall 1954).
    """
    is_next, squares = np.diff(days) == 1, float((errors**2).sum())
    if days.size < MIN_DAYS or not is_next.any() or squares == 0.0:
        return 0.0
    products = float((errors[1:] * errors[:-1])[is_next].mean())
    raw = products / (squares / (errors.size - 1))
    return min(max(raw + (1.0 + 3.0 * raw) / errors.size, 0.0), MOST)


def days_per_day(correlation: float, days: int) -> float:
    """Number of correlated days that contain as much information about their mean as one independent day: 1 + 2Σ(1 -
    k/D)·r·φ^(k - 1) over the lags k.

    φ is the larger of r and 0.7. This value was chosen with the simulation in tests/central/calibration.
    """
    lags = np.arange(1, days)
    correlations = correlation * max(correlation, LASTING) ** (lags - 1)
    return 1.0 + 2.0 * float(((1.0 - lags / days) * correlations).sum())


def variance_factor(needed: float, days: int) -> float:
    """Factor by which the variance of a mean of correlated days exceeds the variance computed from their spread.

    `needed`: result of `days_per_day`. The spread alone gives too small a variance, because days that are alike lie
    close to their own mean.
    """
    return needed / max(1.0 - (needed - 1.0) / (days - 1), LEAST_SHARE)

"""Quantiles and p-values of Student's t distribution (Student 1908). Each call takes microseconds.

SciPy is imported inside the functions, so a kiosk can record a study without it.
"""

from typing import overload

import numpy as np

from edge.statistics.columns import Floats

CONFIDENCE = 0.95
"""Confidence level: the share of intervals that contain the true value."""
UPPER = (1.0 + CONFIDENCE) / 2.0


@overload
def t_quantile(probability: float, df: float) -> float: ...
@overload
def t_quantile(probability: float, df: Floats) -> Floats: ...
def t_quantile(probability: float, df: float | Floats) -> float | Floats:
    """Quantile of the t distribution with `df` degrees of freedom. `df` is above 0 and need not be an integer."""
    from scipy.special import stdtrit

    quantiles: Floats = np.asarray(stdtrit(df, probability), dtype=np.float64)
    return quantiles if quantiles.ndim else float(quantiles)


def two_sided_p(t: float, df: float) -> float:
    """Probability that chance alone makes |t| at least this large."""
    from scipy.special import stdtr

    return float(2.0 * stdtr(df, -abs(t)))

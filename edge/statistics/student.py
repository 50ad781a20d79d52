"""Student's t: quantiles and p-values (Student 1908), by functions that take microseconds.

SciPy is imported inside them: a kiosk records a study without it.
"""

from typing import overload

import numpy as np

from edge.statistics.columns import Floats

CONFIDENCE = 0.95
"""Share of intervals that contain the true value."""
UPPER = (1.0 + CONFIDENCE) / 2.0


@overload
def t_quantile(probability: float, df: float) -> float: ...
@overload
def t_quantile(probability: float, df: Floats) -> Floats: ...
def t_quantile(probability: float, df: float | Floats) -> float | Floats:
    """Quantile of t with `df` degrees of freedom, above 0; `df` need not be whole."""
    from scipy.special import stdtrit

    quantiles: Floats = np.asarray(stdtrit(df, probability), dtype=np.float64)
    return quantiles if quantiles.ndim else float(quantiles)


def two_sided_p(t: float, df: float) -> float:
    """Probability that |t| is at least this large by chance."""
    from scipy.special import stdtr

    return float(2.0 * stdtr(df, -abs(t)))

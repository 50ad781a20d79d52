"""Place of a value among those of one's own adverts."""

from math import isnan

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import float_array

LEAST = 20


def percentile_rank(value: float, others: ArrayLike, *, least: int = LEAST) -> float | None:
    """Percentage (0 to 100) of the others [N] that are below the value, equal ones counted half (mean rank).

    None with fewer than `least` others; nan does not count. No norm of a market: others are one's own adverts.
    """
    values = float_array(others)
    values = values[~np.isnan(values)]
    if values.size < least or isnan(value):
        return None
    below, equal = (values < value).sum(), (values == value).sum()
    return float(100.0 * (below + equal / 2) / values.size)

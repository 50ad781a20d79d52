"""p-values adjusted for multiple comparisons. A nan (not tested) stays nan and does not count as a comparison."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, float_array


def adjust_holm(p: ArrayLike) -> Floats:
    """Adjusted p-values [N] (Holm 1979), for the arms of one experiment. The chance that any true null hypothesis
    gets a value below 0.05 is at most 5 %.
    """
    return _adjusted(float_array(p), _holm)


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Adjusted p-values [N] (Benjamini and Hochberg 1995), for lists of many comparisons. On average, at most 5 % of
    the values below 0.05 are false discoveries.
    """
    from scipy.stats import false_discovery_control  # half a second, which a study's report does without

    return _adjusted(float_array(p), false_discovery_control)


def _holm(p: Floats) -> Floats:
    order = np.argsort(p)
    adjusted = np.empty_like(p)
    adjusted[order] = np.fmin(np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1)), 1.0)
    return adjusted


def _adjusted(p: Floats, adjust: Callable[[Floats], Floats]) -> Floats:
    adjusted, tested = np.full_like(p, np.nan), ~np.isnan(p)
    if tested.any():
        adjusted[tested] = adjust(p[tested])
    return adjusted

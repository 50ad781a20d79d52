"""Overlapping visits by a named formula from plays and windows, beside which the store's statement is held."""

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import divide_or_nan, float_array


def overlapping_visits(
    plays: ArrayLike, play_s: ArrayLike, visits: ArrayLike, dwell_s: ArrayLike, sensed_s: ArrayLike
) -> float | None:
    """Expected visits that overlap with a play, summed over all plays; None if no hour with plays was sensed.

    Each argument has a value an hour [H]: plays of the creative; mean length of a play in s; visits of the windows;
    mean dwell of a visit in s; seconds that were sensed. Σ plays · visits/sensed_s · (play_s + dwell_s): a visit
    overlaps with a play if it begins within its length or at most a dwell before. Hours that were not sensed are left
    out.

    Source: arrivals at a constant rate within the hour (Little 1961).
    """
    plays, visits, sensed_s = float_array(plays), float_array(visits), float_array(sensed_s)
    present_s = float_array(play_s) + np.nan_to_num(float_array(dwell_s))
    each = plays * divide_or_nan(visits, sensed_s) * present_s
    told = (plays > 0) & ~np.isnan(each)
    return float(each[told].sum()) if told.any() else None

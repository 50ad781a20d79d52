"""Sales of shops by day, as arrays: the logarithm of units, the arm of each day, and the days that count."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.statistics.columns import Floats

NO_ARM = -1

Arms = NDArray[np.int64]
"""Number of the arm by shop and day [G, D]; NO_ARM where the plan has none."""
Cells = NDArray[np.bool_]
"""Shops and days [G, D] that count."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Sales of one product. `values`: log(1 + units) [G, D], nan where a day has no usable total. `arms`: arm of each
    day. The days [D] follow each other without a gap.
    """

    values: Floats
    arms: Arms


def log_units(units: Floats) -> Floats:
    """log(1 + units); nan for a day with more returns than sales, and for a day without a total."""
    found: Floats = np.log1p(np.where(units >= 0, units, np.nan))
    return found


def washed_days(arms: Arms, days: int) -> Cells:
    """The first days after each change of the arm."""
    washed = np.zeros(arms.shape, dtype=bool)
    changed = np.zeros(arms.shape, dtype=bool)
    changed[:, 1:] = (arms[:, 1:] != arms[:, :-1]) & (arms[:, :-1] != NO_ARM) & (arms[:, 1:] != NO_ARM)
    for later in range(days):
        washed[:, later:] |= changed[:, : changed.shape[1] - later]
    return washed


def pair_cells(panel: Panel, arms: Arms, pair: tuple[int, int], washout_days: int) -> Cells:
    """Shops and days of two arms that count: with a total, after the washout, and of a shop that showed both arms."""
    cells = np.isfinite(panel.values) & ((arms == pair[0]) | (arms == pair[1])) & ~washed_days(arms, washout_days)
    both = (cells & (arms == pair[0])).any(axis=1) & (cells & (arms == pair[1])).any(axis=1)
    kept: Cells = cells & both[:, np.newaxis]
    return kept

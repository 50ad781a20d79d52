"""Rank third of an ad among its tenant's own ads, from effects within shops. The third is reported only if the rank is
certain enough.
"""

from math import ceil, floor
from typing import Literal, TypeAlias

import numpy as np

from central.reasons import MIN_SITES
from central.recommend.effects import Effects
from central.recommend.posterior import posterior_draws
from edge.statistics.columns import Floats

Third: TypeAlias = Literal["upper", "middle", "lower"]
LEAST_ADVERTS = 9
"""Lowest number of ads for rank thirds: three ads in each third."""
DRAWS = 4_000
SURE = 0.95


def rank_third(effects: Effects, advert: int) -> Third | None:
    """Third of an ad (given by its column) that contains the 95 % interval of its rank; None if the interval spans two
    thirds.

    The ranks come from random draws of the true effects. If the ads do not differ (τ = 0), no rank is known. This
    method was chosen with the simulation in tests/central/calibration.
    """
    told = ~np.isnan(effects.shrunk) & (effects.sites >= MIN_SITES)
    adverts = int(told.sum())
    if adverts < LEAST_ADVERTS or not told[advert] or effects.spread <= 0:
        return None
    drawn = posterior_draws(effects, DRAWS)
    return _third_of(1 + (drawn[:, told] > drawn[:, [advert]]).sum(axis=1), adverts)


def _third_of(ranks: Floats, adverts: int) -> Third | None:
    """Third that contains the interval of an ad's rank. 1 is the highest third."""
    least, most = np.quantile(ranks, [(1 - SURE) / 2, (1 + SURE) / 2])
    if ceil(most) <= adverts / 3:
        return "upper"
    if floor(least) > 2 * adverts / 3:
        return "lower"
    return "middle" if floor(least) > adverts / 3 and ceil(most) <= 2 * adverts / 3 else None

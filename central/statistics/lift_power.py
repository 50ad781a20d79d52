"""Smallest lift that an experiment by day finds, from the shops' own past: arms are drawn on days on which nothing was
shown, so that every difference is chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1, sqrt

import numpy as np

from central.statistics.lift import estimate_effect
from central.statistics.lift_randomisation import WEEK, drawn_arms
from edge.statistics.columns import Floats
from edge.statistics.student import UPPER, t_quantile

POWER = 0.8
DRAWS = 1_000
ARMS = 2
SEED = 1
LEAST_SHOPS = 2
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class FoundLift:
    """Lift that 80 of 100 experiments find, with so many shops and weeks. `scaled`: computed from fewer shops."""

    shops: int
    weeks: int
    lift: float
    scaled: bool


def needed_lifts(past: Floats, shops: int, weeks: int, draws: int = DRAWS) -> Floats:
    """True log ratio that each of the drawn experiments needs in order to find it. `past`: log(1 + units) [G, P].

    An experiment has shops drawn from the given ones, a stretch of the past that starts on the weekday on which the
    past starts, and arms of the rule. It finds a lift if the interval by t over shops is above 0.
    """
    rng, days = np.random.default_rng(SEED), weeks * WEEK
    starts = range(0, past.shape[1] - days + 1, WEEK)
    found = []
    for _ in range(draws):
        begin = starts[int(rng.integers(len(starts)))]
        chosen = past[rng.permutation(len(past))[:shops], begin : begin + days]
        arms = drawn_arms(rng, len(chosen), days, ARMS, 1)
        effect = estimate_effect(chosen, arms == 0, np.isfinite(chosen))
        if effect is not None:
            found.append(t_quantile(UPPER, effect.df) * effect.se - effect.log_ratio)
    return np.array(found)


def smallest_lift(past: Floats, shops: int, weeks: int, draws: int = DRAWS) -> FoundLift | None:
    """Lift that 80 of 100 experiments find; None if the past is too short or has fewer than two shops. With more shops
    than the past has, the lift of all of these is scaled.
    """
    own = min(shops, len(past))
    if past.shape[1] < weeks * WEEK or own < LEAST_SHOPS:
        return None
    needed = needed_lifts(past, own, weeks, draws)
    if len(needed) == 0:
        return None
    found = FoundLift(own, weeks, expm1(max(float(np.quantile(needed, POWER)), 0.0)), scaled=False)
    return found if own == shops else _scale(found, shops)


def _scale(found: FoundLift, shops: int) -> FoundLift:
    """The lift of more shops of the same kind, by √shops and by the quantiles of t."""
    lift = expm1(np.log1p(found.lift) * _factor(shops) / _factor(found.shops))
    return FoundLift(shops, found.weeks, lift, scaled=True)


def _factor(shops: int) -> float:
    return (t_quantile(UPPER, shops - 1) + t_quantile(POWER, shops - 1)) / sqrt(shops)


def needed_shops(found: FoundLift, wanted: float, most: int = 100_000) -> int | None:
    """Lowest number of shops that find a wanted lift in the same weeks; None above `most`."""
    sd = (1 - ROUNDING) * np.log1p(found.lift) / _factor(found.shops)
    low, high = LEAST_SHOPS, most
    if np.log1p(wanted) < sd * _factor(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if sd * _factor(middle) <= np.log1p(wanted) else (middle + 1, high)
    return high


def lifts_by_size(past: Floats, sizes: Sequence[int], weeks: Sequence[int], draws: int = DRAWS) -> list[FoundLift]:
    """Smallest lifts for each number of shops and weeks that the past allows."""
    found = []
    for of in weeks:
        whole = smallest_lift(past, len(past), of, draws)
        for shops in sizes:
            one = smallest_lift(past, shops, of, draws) if shops < len(past) else whole
            if one is not None:
                found.append(one if one.shops == shops else _scale(one, shops))
    return found

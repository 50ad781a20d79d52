"""Shares of the next day, by what was told until now."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from central.recommend.advice import Advice, Flow, advise
from central.recommend.cycle import Cycle, Slot
from central.recommend.rails import Limits
from tests.central.regret.world import ADVERTS, PARTS, SHOPS, K, Shares, World

Policy = Callable[[World, Shares], Shares]
UNIFORM: Shares = np.full((SHOPS, ADVERTS), 1 / ADVERTS)


def uniform(_world: World, _shares: Shares) -> Shares:
    """Adverts take turns."""
    return UNIFORM


def best_overall(floor: float, first_day: int, world: World, shares: Shares) -> Shares:
    """All at once to the advert with the highest mean so far, but for a floor of each."""
    if world.day < first_day:
        return shares
    best = int(np.nan_to_num(world.effects().raw, nan=-1.0).argmax())
    of_each = np.full(ADVERTS, floor)
    of_each[best] = 1.0 - floor * (ADVERTS - 1)
    return np.broadcast_to(of_each, UNIFORM.shape)


def recommended(limits: Limits, world: World, shares: Shares) -> Shares:
    """The recommendation of each day is accepted in every shop."""
    if world.day < limits.days:
        return shares
    effects, (told, overall) = world.effects(), world.told()
    after = []
    for shop in range(SHOPS):
        flow = Flow([float(world.traffic[shop, 0, 0])] * PARTS, K)
        planned = advise(cycle_of(shares[shop]), told, overall, effects, flow, limits).planned
        after.append([weight / planned.plays for weight in planned.slot_weights()])
    return np.array(after)


def first_advice(world: World, limits: Limits) -> Advice:
    """Advice to a shop with people enough, on the day on which there is the first."""
    told, overall = world.told()
    return advise(cycle_of(UNIFORM[0]), told, overall, world.effects(), Flow([100.0 * K], K), limits)


def cycle_of(shares: Sequence[float] | Shares) -> Cycle:
    """Cycle with these shares, which are those of weights before."""
    weights = [round(96 * float(share)) for share in shares]
    return Cycle(tuple(Slot(f"advert-{place}", weight) for place, weight in enumerate(weights)))


FOUR_WEEKS = Limits().days
POLICIES: dict[str, Policy] = {
    "uniform": uniform,
    "best overall": partial(best_overall, 0.0, FOUR_WEEKS),
    "best overall, floor 5 %": partial(best_overall, 0.05, FOUR_WEEKS),
    "recommended, any reported share, floor 0": partial(recommended, Limits(least=0.0, reported_share=0.0)),
    "recommended, any reported share": partial(recommended, Limits(reported_share=0.0)),
    "recommended": partial(recommended, Limits()),
}

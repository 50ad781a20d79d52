"""Shares of the next day, by what was told until now."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from central.recommend.advice import Advice, Flow, advise
from central.recommend.cycle import Cycle, Slot
from central.recommend.rails import Limits
from edge.playlist.rotation import day_turns
from tests.central.regret.world import ADVERTS, SHOPS, K, Shares, World

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
    cycles = [
        [weight / of.plays for weight in of.slot_weights()]
        for of in _advised(world, [cycle_of(of) for of in shares], limits)
    ]
    return np.array(cycles)


class Turns:
    """Two adverts a day in each shop, in turns; weights by the recommendation of each day, where it `is_followed`."""

    def __init__(self, *, is_followed: bool) -> None:
        self._is_followed = is_followed
        self._cycles: list[Cycle] = []

    def __call__(self, world: World, _shares: Shares) -> Shares:
        """Shares of the day."""
        if world.day == 0:
            self._cycles = [replace(cycle_of(UNIFORM[0]), rotate=PER_DAY)] * SHOPS
        elif world.day >= FOUR_WEEKS and self._is_followed:
            self._cycles = _advised(world, self._cycles, Limits())
        return np.array([_turns_of(cycle, shop, world.day) for shop, cycle in enumerate(self._cycles)])


def _turns_of(cycle: Cycle, shop: int, day: int) -> list[float]:
    named = tuple((slot.creative, slot.weight) for slot in cycle.slots)
    turns = day_turns(named, PER_DAY, f"shop-{shop}", FIRST_DAY + day)
    return [turns[slot.creative] / PER_DAY for slot in cycle.slots]


def _advised(world: World, cycles: Sequence[Cycle], limits: Limits) -> list[Cycle]:
    """Cycles of the shops after the advice of a day."""
    effects, (told, overall) = world.effects(), world.told()
    return [
        advise(cycle, told, overall, effects, world.flow(shop), limits).planned_cycle
        for shop, cycle in enumerate(cycles)
    ]


def first_advice(world: World, limits: Limits) -> Advice:
    """Advice to a shop with people enough, on the day on which there is the first."""
    told, overall = world.told()
    return advise(cycle_of(UNIFORM[0]), told, overall, world.effects(), Flow([100.0 * K], K), limits)


def cycle_of(shares: Sequence[float] | Shares) -> Cycle:
    """Cycle with these shares, which are those of weights before."""
    weights = [round(96 * float(share)) for share in shares]
    return Cycle(tuple(Slot(f"advert-{place}", weight) for place, weight in enumerate(weights)))


FOUR_WEEKS = Limits().days
PER_DAY, FIRST_DAY = 2, 739_000
OURS, TURNS = "recommended", "two a day in turns, then recommended"
POLICIES: dict[str, Callable[[], Policy]] = {
    "uniform": lambda: uniform,
    "two a day in turns": lambda: Turns(is_followed=False),
    "best overall": lambda: partial(best_overall, 0.0, FOUR_WEEKS),
    "best overall, floor 5 %": lambda: partial(best_overall, 0.05, FOUR_WEEKS),
    OURS: lambda: partial(recommended, Limits()),
    TURNS: lambda: Turns(is_followed=True),
}
"""A policy of its own for each world: turns remember their weights."""

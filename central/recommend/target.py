"""Weights to which a recommendation goes, day by day: most of the time for the advert that draws most."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from central.recommend.cycle import MOST_WEIGHT, Cycle
from central.recommend.rails import FINEST, Limits, booked_plays, least_plays


class OverbookedError(Exception):
    """Booked shares that the weights of a playlist cannot have."""


def target_weights(cycle: Cycle, values: Sequence[float], needed: float, limits: Limits) -> list[int] | None:
    """Weights of the slots in the end. `values`: what each draws, for the order of those that are free.

    The first one gets what is left. The others keep the least share, and none where so few would tell nothing; none of
    them rises. None if not even the first one can get k people. Raises OverbookedError.
    """
    plays, weights = cycle.plays, booked_weights(cycle)
    booked = sum(weights[p] for p, slot in enumerate(cycle.slots) if slot.may_change and not slot.is_free)
    free = sorted((p for p, slot in enumerate(cycle.slots) if slot.is_free), key=lambda p: (-values[p], p))
    if not free:
        raise OverbookedError
    least, need = least_plays(plays, needed, limits), ceil(needed * plays - FINEST)
    for place in free[1:]:
        weights[place] = _kept(weights[place], least, need)
    weights[free[0]] = cycle.pool - booked - sum(weights[place] for place in free[1:])
    _bound(weights, free, need)
    if max(weights) > MOST_WEIGHT:
        raise OverbookedError
    return weights if weights[free[0]] >= need else None


def booked_weights(cycle: Cycle) -> list[int]:
    """Weights with those that are booked. Raises OverbookedError if that is more than can change hands."""
    weights = cycle.slot_weights()
    left = cycle.pool
    for place, slot in enumerate(cycle.slots):
        if slot.booked is not None and slot.may_change:
            weights[place] = booked_plays(slot.booked, cycle.plays)
            left -= weights[place]
    if left < 0:
        raise OverbookedError
    return weights


def _kept(present: int, least: int, need: int) -> int:
    """Plays that an advert keeps: those that it has, if they are fewer than the least, as long as they can be told."""
    kept = min(present, least)
    return kept if kept >= need else 0


def _bound(weights: list[int], free: Sequence[int], need: int) -> None:
    """Gives what the first one has beyond the largest weight to those after it, who then have enough to be told."""
    for place, following in pairwise(free):
        over = weights[place] - MOST_WEIGHT
        if over > 0:
            given = max(over, need - weights[following])
            weights[place] -= given
            weights[following] += given

"""Computes the final weights of a recommendation from each ad's probability of drawing the most. The weights of a
playlist approach the final weights day by day.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from central.recommend.cycle import MOST_WEIGHT, Cycle
from central.recommend.rails import FINEST, Limits, booked_plays, divide_in_proportion, least_plays, retest_plays

CHANCE_UNITS = 1_000_000


class OverbookedError(Exception):
    """The booked shares cannot be reached with any weights of a playlist."""


def target_weights(cycle: Cycle, chances: Sequence[float], needed: float, limits: Limits) -> list[int] | None:
    """Final weights of the slots. `chances`: probability of each slot to draw the most.

    Each free slot keeps the least share. The rest is split by these probabilities. If ads take turns, the least share
    is a whole day in four weeks. Otherwise, a slot that would get fewer plays than it needs to report results gives up
    its plays. None if not even the first slot can report results. Raises OverbookedError.
    """
    weights = booked_weights(cycle)
    booked = sum(weights[p] for p, slot in enumerate(cycle.slots) if slot.may_change and not slot.is_free)
    free = sorted((p for p, slot in enumerate(cycle.slots) if slot.is_free), key=lambda p: (-chances[p], p))
    if not free:
        raise OverbookedError
    pool = cycle.changeable_plays - booked
    need = 0 if cycle.rotate else ceil(needed * cycle.plays - FINEST)
    if cycle.rotate and cycle.turn_plays / cycle.rotate < needed * cycle.plays - FINEST:
        return None
    for place, weight in _divided(cycle, [(p, chances[p]) for p in free], pool, (needed, need), limits).items():
        weights[place] = weight
    _bound(weights, free, need)
    if max(weights) > MOST_WEIGHT:
        raise OverbookedError
    return weights if weights[free[0]] >= need else None


def _divided(
    cycle: Cycle, free: Sequence[tuple[int, float]], pool: int, needs: tuple[float, int], limits: Limits
) -> dict[int, int]:
    """Plays of the free slots, sorted by falling chance. `needs`: the least number of plays, and the number of plays
    needed to report results.
    """
    needed, need = needs
    if cycle.rotate:
        of_each = retest_plays(cycle.turn_plays, cycle.rotate, limits)
    else:
        of_each = least_plays(cycle.plays, needed, limits)
    kept = {place: min(cycle.slots[place].weight, of_each) if not cycle.rotate else of_each for place, _ in free[1:]}
    kept = {place: weight if weight >= need else 0 for place, weight in kept.items()} | {free[0][0]: 0}
    among = list(free)
    while True:
        rest = max(pool - sum(kept.values()), 0)
        parts = divide_in_proportion(
            rest, [round(CHANCE_UNITS * chance) for _, chance in among] if rest else [0] * len(among)
        )
        found = {place: kept[place] for place, _ in free}
        for (place, _), part in zip(among, parts, strict=True):
            found[place] += part
        found[free[0][0]] += rest - sum(parts)
        if len(among) == 1 or found[among[-1][0]] >= need:
            return found
        among.pop()


def booked_weights(cycle: Cycle) -> list[int]:
    """Weights including the booked ones. Raises OverbookedError if the booked plays exceed the plays that can be
    reassigned.
    """
    weights = cycle.slot_weights()
    left = cycle.changeable_plays
    for place, slot in enumerate(cycle.slots):
        if slot.booked is not None and slot.may_change:
            weights[place] = booked_plays(slot.booked, cycle.plays)
            left -= weights[place]
    if left < 0:
        raise OverbookedError
    return weights


def _bound(weights: list[int], free: Sequence[int], need: int) -> None:
    """Move the plays of a slot above the largest weight to the next slot, which then has enough plays to report
    results.
    """
    for place, following in pairwise(free):
        over = weights[place] - MOST_WEIGHT
        if over > 0:
            given = max(over, need - weights[following])
            weights[place] -= given
            weights[following] += given

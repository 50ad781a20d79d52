"""Advice on the weights of a site: the recommended shares of its ads, the expected gain, and the rules that limited the
advice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from central.recommend.cycle import Cycle, Slot
from central.recommend.effects import Effects
from central.recommend.gain import Gain, expected_gain
from central.recommend.posterior import best_chances
from central.recommend.rails import (
    Limits,
    Told,
    is_little_told,
    largest_step_plays,
    missing_data_code,
    next_plays,
    share_needed_for_k,
)
from central.recommend.target import booked_weights, target_weights


@dataclass(frozen=True, slots=True)
class Flow:
    """Number of people expected in each cell of a batch at a site, and the k of the site's reactions. A cell is a kiosk
    and a part of the day.
    """

    watchers: Sequence[float]
    k: int


@dataclass(frozen=True, slots=True, eq=False)
class Advice:
    """Advice for a site. `cycle`: present shares. `target`: final weights of that cycle. `weights`: its weights after
    one day. `reason`: code of why nothing should change; the weights are then the present ones.
    """

    cycle: Cycle
    target: list[int]
    weights: list[int]
    gain: Gain  # of the day's step
    gain_at_end: Gain
    needed: float | None
    reason: str | None
    little_told: tuple[str, ...] = ()  # creatives of which few visits are reported

    @property
    def planned_cycle(self) -> Cycle:
        """The cycle after one day, with weights as small as possible."""
        made = self.cycle.replace_weights(self.weights)
        return made.divide_plays(made.weight_divisor())


USUAL = Limits()


def advise(
    cycle: Cycle, told: Sequence[Told], overall: Told, effects: Effects, flow: Flow, limits: Limits = USUAL
) -> Advice:
    """Return advice for a site.

    `told`: published data of the ad in each slot. The columns of `effects` have the same order. `overall`: published
    data of all slots together. Raises OverbookedError.
    """
    cycle = cycle.multiply_plays(cycle.finest_factor())
    booked_weights(cycle)
    compared = [replace(of, sites=min(of.sites, int(n))) for of, n in zip(told, effects.sites, strict=True)]
    cycle = replace(cycle, slots=tuple(_checked(*each, limits) for each in zip(cycle.slots, compared, strict=True)))
    present, needed = cycle.slot_weights(), share_needed_for_k(flow.watchers, flow.k)
    unsure = tuple(slot.creative for slot, of in zip(cycle.slots, told, strict=True) if _is_unsure(slot, of, limits))
    nothing = Advice(cycle, present, present, _NO_GAIN, _NO_GAIN, needed, _held(cycle, overall, limits), unsure)
    if nothing.reason is not None:
        return nothing
    target = target_weights(cycle, _chances(cycle, effects), needed, limits) if needed is not None else None
    if target is None or target == present:
        return replace(nothing, reason="few_people" if target is None else "best_already")
    weights = _step(cycle, target, limits)
    at_end, gain = (_gain(cycle, each, effects) for each in (target, weights))
    reason = "no_difference" if not at_end.is_shown else "short_cycle" if weights == present else None
    return Advice(cycle, target, present if reason else weights, gain, at_end, needed, reason, unsure)


_NO_GAIN = Gain(None, None, None, 0)


def _checked(slot: Slot, told: Told, limits: Limits) -> Slot:
    """The slot, marked as kept if its data are not sufficient to judge it. A booked slot needs no data."""
    return replace(slot, kept=missing_data_code(told, limits)) if slot.is_free else slot


def _held(cycle: Cycle, overall: Told, limits: Limits) -> str | None:
    """Code of why there is no advice for any ad, whatever attention the ads get. None if there is advice."""
    if (held := missing_data_code(overall, limits)) is not None:
        return held
    if sum(slot.is_free for slot in cycle.slots) >= 2:
        return None
    return "few_sites" if all(slot.kept == "few_sites" for slot in cycle.slots) else "few_adverts"


def _is_unsure(slot: Slot, told: Told, limits: Limits) -> bool:
    """True for an ad whose share may change although only a small part of its visits is reported."""
    return slot.is_free and is_little_told(told, limits)


def _chances(cycle: Cycle, effects: Effects) -> list[float]:
    """For each slot, the probability that it draws the most attention among the free slots; 0 for slots that are not
    free.
    """
    free = [place for place, slot in enumerate(cycle.slots) if slot.is_free]
    of_free = dict(zip(free, best_chances(effects, free), strict=True))
    return [of_free.get(place, 0.0) for place in range(len(cycle.slots))]


def _step(cycle: Cycle, target: Sequence[int], limits: Limits) -> list[int]:
    booked = [slot.booked is not None for slot in cycle.slots]
    return next_plays(cycle.slot_weights(), target, largest_step_plays(cycle.least_plays, limits), booked)


def _gain(cycle: Cycle, weights: Sequence[int], effects: Effects) -> Gain:
    return expected_gain(
        (np.array(weights, dtype=float) - np.array(cycle.slot_weights(), dtype=float)) / cycle.plays, effects
    )

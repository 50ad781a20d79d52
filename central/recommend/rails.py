"""Guard rails of a recommendation. Each guard rail is a separate function, and each limit that it sets has a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from central.reasons import MIN_SITES

FINEST = 1e-9
"""Tolerance when shares are compared, because shares consist of whole plays."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the guard rails. `least`: share that an ad keeps in any case, provided that results can be reported
    with this share.
    """

    step: float = 0.10
    least: float = 0.05
    reported_share: float = 0.8
    days: int = 28
    sites: int = MIN_SITES


@dataclass(frozen=True, slots=True)
class Told:
    """Published data of an ad: number of sites, first and last day, and share of visits in published reactions."""

    sites: int
    first_day: int | None
    last_day: int | None
    share: float | None

    @property
    def days(self) -> int:
        """Number of days from the first published day to the last."""
        return 0 if self.first_day is None or self.last_day is None else self.last_day - self.first_day + 1


def missing_data_code(told: Told, limits: Limits) -> str | None:
    """Code for the data that are missing to judge an ad: too few shops or too few weeks. None if nothing is missing."""
    if told.sites == 0:
        return "untold"
    if told.sites < limits.sites:
        return "few_sites"
    return "few_weeks" if told.days < limits.days else None


def is_little_told(told: Told, limits: Limits) -> bool:
    """True if the reported share is too low for a reliable level. Ads are compared within the same cells, so this
    results only in a warning.
    """
    return told.share is None or told.share < limits.reported_share


def share_needed_for_k(watchers: Sequence[float], k: int) -> float | None:
    """Smallest share of plays with which an ad gets k people in each cell, given the watchers whom the cells of one
    batch are expected to have.

    A cell expected to have fewer than k watchers can never report anything, so it is ignored. None if all cells are
    ignored.
    """
    enough = [people for people in watchers if people >= k]
    return k / min(enough) if enough else None


def largest_step_plays(plays: int, limits: Limits) -> int:
    """Largest number of plays by which an ad may change in one day, in a cycle of `plays` plays."""
    return floor(plays * limits.step + FINEST)


def booked_plays(share: float, plays: int) -> int:
    """Number of plays in a cycle that gives a booked share. It is rounded up, so the share is never less than was
    booked.
    """
    return ceil(share * plays - FINEST)


def least_plays(plays: int, needed: float, limits: Limits) -> int:
    """Number of plays that an ad keeps in any case; 0 if this number is too small to report results."""
    kept = ceil(limits.least * plays - FINEST)
    return kept if kept >= ceil(needed * plays - FINEST) else 0


def retest_plays(turn_plays: int, rotate: int, limits: Limits) -> int:
    """Number of plays that an ad keeps in any case if ads take turns: one turn in four weeks. A turn is a whole day, on
    which enough people watch the ad to show whether it has become better.
    """
    return ceil(turn_plays / (limits.days * rotate) - FINEST)


def next_plays(present: Sequence[int], target: Sequence[int], most: int, first: Sequence[bool]) -> list[int]:
    """Plays of each slot after one day on the way to the target. No slot changes by more than `most`, and the sum stays
    the same.

    `first`: True for booked ads, which get their plays before the other ads.
    """
    wants = [min(max(goal - now, -most), most) for now, goal in zip(present, target, strict=True)]
    rises, falls = [max(want, 0) for want in wants], [max(-want, 0) for want in wants]
    moved = min(sum(rises), sum(falls))
    booked = [rise if is_first else 0 for rise, is_first in zip(rises, first, strict=True)]
    of_booked = min(moved, sum(booked))
    others = [rise - own for rise, own in zip(rises, booked, strict=True)]
    gets = zip(divide_in_proportion(of_booked, booked), divide_in_proportion(moved - of_booked, others), strict=True)
    gives = divide_in_proportion(moved, falls)
    return [now + sum(get) - give for now, get, give in zip(present, gets, gives, strict=True)]


def divide_in_proportion(total: int, wants: Sequence[int]) -> list[int]:
    """Split a total into whole parts in proportion to `wants`. Remaining units go to the largest remainders. The parts
    never add up to more than the total.
    """
    of = sum(wants)
    if not of:
        return [0] * len(wants)
    parts = [total * want // of for want in wants]
    order = sorted(range(len(wants)), key=lambda place: (-(total * wants[place] % of), place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def current_network(people_by_day: Mapping[str, Mapping[int, int]], days: int = 7) -> str | None:
    """Expression model that measured the most people in the last days. Measurements of another model have another
    scale.
    """
    all_days = [day for of in people_by_day.values() for day, people in of.items() if people > 0]
    if not all_days:
        return None
    since = max(all_days) - days + 1
    recent = {name: sum(people for day, people in of.items() if day >= since) for name, of in people_by_day.items()}
    return max(sorted(recent), key=lambda name: recent[name])

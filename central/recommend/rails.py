"""Guard rails of a recommendation. Each is a separate function, and every limit that it sets has a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from central.reasons import MIN_SITES

FINEST = 1e-9
"""Tolerance for shares, because they consist of whole plays."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the rails. `least`: share that an ad keeps in any case, if that share is large enough to report."""

    step: float = 0.10
    least: float = 0.05
    reported_share: float = 0.8
    days: int = 28
    sites: int = MIN_SITES


@dataclass(frozen=True, slots=True)
class Told:
    """Published data of an ad: sites, first and last day, and the share of visits in published reactions."""

    sites: int
    first_day: int | None
    last_day: int | None
    share: float | None

    @property
    def days(self) -> int:
        """Days from the first published one to the last."""
        return 0 if self.first_day is None or self.last_day is None else self.last_day - self.first_day + 1


def missing_data_code(told: Told, limits: Limits) -> str | None:
    """Code of what is missing to judge an ad: shops or weeks; None if nothing is missing."""
    if told.sites == 0:
        return "untold"
    if told.sites < limits.sites:
        return "few_sites"
    return "few_weeks" if told.days < limits.days else None


def is_little_told(told: Told, limits: Limits) -> bool:
    """True if the reported share is too low for a reliable level. Ads are compared within the same cells, so this is
    only a warning.
    """
    return told.share is None or told.share < limits.reported_share


def share_needed_for_k(watchers: Sequence[float], k: int) -> float | None:
    """Smallest share with which an ad gets k people in each cell, given the watchers expected in the cells of one
    batch.

    A cell with fewer than k people can never report anything and does not count. None if no cell can.
    """
    enough = [people for people in watchers if people >= k]
    return k / min(enough) if enough else None


def largest_step_plays(plays: int, limits: Limits) -> int:
    """Largest number of plays by which an ad may change in a day, in a cycle of this many plays."""
    return floor(plays * limits.step + FINEST)


def booked_plays(share: float, plays: int) -> int:
    """Plays in a cycle that give a booked share: never less than was booked."""
    return ceil(share * plays - FINEST)


def least_plays(plays: int, needed: float, limits: Limits) -> int:
    """Plays that an ad keeps in any case; none if so few would not be enough to report."""
    kept = ceil(limits.least * plays - FINEST)
    return kept if kept >= ceil(needed * plays - FINEST) else 0


def retest_plays(turn_plays: int, rotate: int, limits: Limits) -> int:
    """Plays that an ad keeps in any case if ads take turns: one turn in four weeks, a whole day on which enough people
    watch it to show whether it has become better.
    """
    return ceil(turn_plays / (limits.days * rotate) - FINEST)


def next_plays(present: Sequence[int], target: Sequence[int], most: int, first: Sequence[bool]) -> list[int]:
    """Plays after a day on the way to the target. None changes by more than `most`, and their sum stays the same.
    `first`: booked ads, which get their plays before the others.
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
    """Split a total into whole parts in proportion to `wants`, and never more than that: largest remainders first."""
    of = sum(wants)
    if not of:
        return [0] * len(wants)
    parts = [total * want // of for want in wants]
    order = sorted(range(len(wants)), key=lambda place: (-(total * wants[place] % of), place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def current_network(people_by_day: Mapping[str, Mapping[int, int]], days: int = 7) -> str | None:
    """Expression model that read the most people in the last days. Readings of another model are on another scale."""
    all_days = [day for of in people_by_day.values() for day, people in of.items() if people > 0]
    if not all_days:
        return None
    since = max(all_days) - days + 1
    recent = {name: sum(people for day, people in of.items() if day >= since) for name, of in people_by_day.items()}
    return max(sorted(recent), key=lambda name: recent[name])

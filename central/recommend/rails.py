"""Guard rails of a recommendation: each is a function of its own, and what it holds back has a code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from central.reasons import MIN_SITES

FINEST = 1e-9
"""Slack of shares that are made of whole plays."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the rails. `least`: share that an advert keeps, whatever it draws, where that can be told."""

    step: float = 0.10
    least: float = 0.05
    reported_share: float = 0.8
    days: int = 28
    sites: int = MIN_SITES


@dataclass(frozen=True, slots=True)
class Told:
    """Told data of an advert: sites, first and last day, and the share of visits in told reactions."""

    sites: int
    first_day: int | None
    last_day: int | None
    share: float | None

    @property
    def days(self) -> int:
        """Days from the first told one to the last."""
        return 0 if self.first_day is None or self.last_day is None else self.last_day - self.first_day + 1


def missing_data_code(told: Told, limits: Limits) -> str | None:
    """Code of what is missing to judge an advert: shops or weeks; None if nothing is."""
    if told.sites == 0:
        return "untold"
    if told.sites < limits.sites:
        return "few_sites"
    return "few_weeks" if told.days < limits.days else None


def is_little_told(told: Told, limits: Limits) -> bool:
    """True below the reported share from which on a level says enough. Adverts are compared within the same cells, so
    it is a warning only."""
    return told.share is None or told.share < limits.reported_share


def share_needed_for_k(watchers: Sequence[float], k: int) -> float | None:
    """Least share with which an advert gets k people in each cell, of watchers expected in the cells of one batch.

    A cell that has not k people whatever plays in it can tell nothing and does not count. None if no cell can.
    """
    enough = [people for people in watchers if people >= k]
    return k / min(enough) if enough else None


def largest_step_plays(plays: int, limits: Limits) -> int:
    """Plays by which an advert may change in a day, of a cycle of so many."""
    return floor(plays * limits.step + FINEST)


def booked_plays(share: float, plays: int) -> int:
    """Plays of a cycle that a booked share is: no less than was booked."""
    return ceil(share * plays - FINEST)


def least_plays(plays: int, needed: float, limits: Limits) -> int:
    """Plays that an advert keeps whatever it draws: none where so few would tell nothing."""
    kept = ceil(limits.least * plays - FINEST)
    return kept if kept >= ceil(needed * plays - FINEST) else 0


def retest_plays(turn_plays: int, rotate: int, limits: Limits) -> int:
    """Plays that an advert keeps where adverts take turns, whatever it draws: one turn in four weeks, a whole day on
    which enough people watch it to tell if it has become better."""
    return ceil(turn_plays / (limits.days * rotate) - FINEST)


def next_plays(present: Sequence[int], target: Sequence[int], most: int, first: Sequence[bool]) -> list[int]:
    """Plays after a day on the way to the target: none changes by more than `most`, and their sum stays.

    `first`: those that get theirs before others, because it was booked.
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
    """Whole parts of a total in proportion to what each wants, and no more than that: largest remainders first."""
    of = sum(wants)
    if not of:
        return [0] * len(wants)
    parts = [total * want // of for want in wants]
    order = sorted(range(len(wants)), key=lambda place: (-(total * wants[place] % of), place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def current_network(people_by_day: Mapping[str, Mapping[int, int]], days: int = 7) -> str | None:
    """Network that read most people in the last days: what another one read is on another scale."""
    all_days = [day for of in people_by_day.values() for day, people in of.items() if people > 0]
    if not all_days:
        return None
    since = max(all_days) - days + 1
    recent = {name: sum(people for day, people in of.items() if day >= since) for name, of in people_by_day.items()}
    return max(sorted(recent), key=lambda name: recent[name])

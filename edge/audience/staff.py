"""Rules for staff whom no camera mask hides: finds a place where many of a day's watchers stand, and limits the
verdicts from that place.

A queue at a till looks like staff, so the shop must answer whether customers stand there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from edge.audience.people import VisitStay
from edge.place_cells import cells_touch

SHARE = 0.2
"""A day has a staff place if more than this share of its watchers stand in one cell."""
MIN_WATCHERS = 20
"""Least number of watchers in a day that has a staff place."""
HOURS = 3
"""Least number of hours of the day in which more than VISITS_AN_HOUR visits must stand in a cell, for the cell to count
as a staff place.
"""
VISITS_AN_HOUR = 2
HOUR_S = 3600.0
MOST_OF_N = 3
"""Lowest ratio of the people in a reaction's `n` to the visits in one cell."""


@dataclass(frozen=True, slots=True)
class CrowdedPlace:
    """Place where many of a day's watchers stood: a cell, numbered over all grids, and the end of that day.

    `cell` is None if it is unknown, for example after a disk fault.
    """

    cell: int | None
    day_end_s: float


@dataclass(frozen=True, slots=True)
class CustomerPlaceAnswer:
    """Answer by the shop, valid from `from_s` to `until_s`: customers stand at the crowded places that were found on
    earlier days.
    """

    from_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class StaffRules:
    """The shop's declaration about staff, and the crowded places that were found on earlier days.

    `are_kept_out`: staff are hidden by a camera mask or wear badges.
    """

    are_kept_out: bool = False
    places: tuple[CrowdedPlace, ...] = ()
    customers: CustomerPlaceAnswer | None = None


NOTHING_DECLARED = StaffRules()


def find_staff_place(stays: Sequence[VisitStay], watchers: Sequence[VisitStay], day_end_s: float) -> int | None:
    """The cell in which more than SHARE of a day's watchers stand, over at least HOURS hours. None if there is none.

    `stays`: all closed visits of the day; `watchers`: the stays of the watchers among them.
    """
    if len(watchers) < MIN_WATCHERS:
        return None
    watchers_in = Counter(cell for stay in watchers for cell in stay.cells)
    visits_in = Counter((cell, (stay.start_s - day_end_s) // HOUR_S) for stay in stays for cell in stay.cells)
    busy_hours = Counter(cell for (cell, _), visits in visits_in.items() if visits > VISITS_AN_HOUR)
    found = [
        (-count, cell)
        for cell, count in watchers_in.items()
        if count > SHARE * len(watchers) and busy_hours[cell] >= HOURS
    ]
    return min(found)[1] if found else None


def append_new_place(places: Iterable[CrowdedPlace], found: CrowdedPlace) -> tuple[CrowdedPlace, ...]:
    """The places plus a new one. If the cell of the new place touches a known place, it is not added, because the
    known place is already answered or awaits an answer.
    """
    known = tuple(places)
    return known if any(_touches(place, found.cell) for place in known) else (*known, found)


def unanswered_places(rules: StaffRules, at_s: float) -> tuple[CrowdedPlace, ...]:
    """Places for which nobody has confirmed yet that customers stand there. Empty if staff are hidden by a camera mask
    or wear badges.
    """
    if rules.are_kept_out:
        return ()
    customers = _answered(rules, at_s)
    return tuple(place for place in rules.places if not any(_touches(one, place.cell) for one in customers))


class VerdictLimit:
    """Limit on the number of visits at one place that give verdicts to a reaction: a third of n, or one visit."""

    def __init__(self, rules: StaffRules) -> None:
        self._rules = rules

    def add_staff_place(self, found: CrowdedPlace) -> None:
        """Adds the crowded place that was found on a finished day."""
        self._set(append_new_place(self._rules.places, found), self._rules.customers)

    def invalidate_answer(self) -> None:
        """Invalidates the answer, because the camera has moved and the cells now show other places."""
        self._set(self._rules.places, None)

    def is_reached(self, with_verdicts: Sequence[VisitStay], stay: VisitStay, at_s: float) -> bool:
        """True if the verdicts from one place would come from more than one visit and from too large a share of n."""
        third = (len(with_verdicts) + 1) / MOST_OF_N
        for cell in stay.cells:
            standing = sum(cell in other.cells for other in with_verdicts) + 1
            if standing > 1 and (standing > third or self._is_one(cell, at_s)):
                return True
        return False

    def _is_one(self, cell: int, at_s: float) -> bool:
        if not unanswered_places(self._rules, at_s):
            return False
        return not any(_touches(place, cell) for place in _answered(self._rules, at_s))

    def _set(self, places: tuple[CrowdedPlace, ...], customers: CustomerPlaceAnswer | None) -> None:
        self._rules = StaffRules(self._rules.are_kept_out, places, customers)


def _answered(rules: StaffRules, at_s: float) -> tuple[CrowdedPlace, ...]:
    """The places for which a valid answer says that customers stand there."""
    answer = rules.customers or CustomerPlaceAnswer(inf, -inf)
    is_valid = answer.from_s <= at_s < answer.until_s
    return tuple(place for place in rules.places if is_valid and place.day_end_s <= answer.from_s)


def _touches(place: CrowdedPlace, cell: int | None) -> bool:
    if place.cell is None or cell is None:
        return place.cell is cell
    return cells_touch(place.cell, cell)

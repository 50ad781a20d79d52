"""Lower bounds on the number of different people behind a set of visits, from their starts, ends and places."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import inf

from edge.audience.matching import ROUNDING_S, VisitMatching
from edge.audience.overlap import VisitOverlap, max_moments_per_visit
from edge.audience.places import PeopleCount, fewest_people, group_visits_by_cell


@dataclass(eq=False, slots=True)
class VisitStay:
    """Start of a visit and the last time its person was really detected, in seconds since 1970. While the visit is
    open, the last time can still change.

    `cells` are the cells in which the visit stands. They are known once it is closed. Visits of somebody who returns to
    one place share cells.
    """

    start_s: float
    end_s: float
    cells: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleLowerBound:
    """Lower bounds at one moment, computed from all visits up to that moment."""

    matched: bool  # False: every visit counts as a person
    same_person_s: float
    span_s: float
    staff: int
    places: int  # number of cells to which somebody may come back after longer than `same_person_s`
    begins_s: Sequence[float]  # starts of the stretches of the stream

    def has_enough_people_in_window(self, stays: Collection[VisitStay], k: int) -> bool:
        """True if at least `k` people made these visits. `visits` must contain all visits of one or more windows."""
        return len(stays) >= k and self._fewest_in_window(stays, k) >= k

    def has_enough_people_in_set(self, stays: Collection[VisitStay], k: int) -> bool:
        """True if at least `k` people made these visits, whatever other visits there were."""
        return len(stays) >= k and self._fewest_in_set(stays, k) >= k

    def missing_visit_count(self, stays: Collection[VisitStay], k: int) -> int:
        """Minimum number of visits that must be added before these can be by `k` people. 0 if they already are."""
        if len(stays) < k:
            return k - len(stays)
        people = self._fewest_in_set(stays, k)
        return 0 if people >= k else -(-(k - people) // max_moments_per_visit(self.span_s))

    def fewest_people_in_set(self, stays: Collection[VisitStay]) -> int:
        """Minimum number of people who made these visits, whatever other visits there were."""
        return self._fewest_in_set(stays, None)

    def _fewest_in_window(self, stays: Collection[VisitStay], enough: int | None) -> int:
        if not self.matched:
            return len(stays)
        ordered = sorted(stays, key=_start_s)
        return self._fewest(VisitMatching(_times(ordered), self.same_person_s), ordered, enough)

    def _fewest_in_set(self, stays: Collection[VisitStay], enough: int | None) -> int:
        if not self.matched:
            return len(stays)
        ordered = list(stays)
        overlap = VisitOverlap(_times(ordered), self.begins_s, self.span_s, self.staff)
        return self._fewest(overlap, ordered, enough)

    def _fewest(self, count: PeopleCount, stays: Sequence[VisitStay], enough: int | None) -> int:
        """The lower bound, minimized over all choices of places. If it is below `enough`, the function may return
        any number below `enough`.
        """
        return fewest_people(count, group_visits_by_cell([stay.cells for stay in stays]), self.places, enough)


def stretch_start_times(stream: Iterable[VisitStay], same_person_s: float) -> list[float]:
    """Start times of the stretches of the stream. A new stretch starts when nobody was in view for more than
    `same_person_s`.
    """
    begins: list[float] = []
    seen_until = -inf
    for stay in sorted(stream, key=_start_s):
        if stay.start_s - seen_until > same_person_s + ROUNDING_S:
            begins.append(stay.start_s)
        seen_until = max(seen_until, stay.end_s)
    return begins


def _times(stays: Iterable[VisitStay]) -> list[tuple[float, float]]:
    return [(stay.start_s, stay.end_s) for stay in stays]


def _start_s(stay: VisitStay) -> float:
    return stay.start_s

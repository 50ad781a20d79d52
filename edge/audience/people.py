"""Lower bounds on the number of different people behind a set of visits, from the start and end of each visit."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf

LONGEST_S = 600.0
"""A longer visit is furniture, staff or somebody asleep: it closes after this time and does not count in a set."""
ROUNDING_S = 1e-6
"""Tolerance of time comparisons: seconds since 1970 are floats of 2e-7 s."""


@dataclass(eq=False, slots=True)
class VisitStay:
    """Start of a visit, and the last time its person was really seen (so far, while in view), in seconds since 1970."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class PeopleLowerBound:
    """Both bounds at one moment, given the stream of all visits up to then."""

    matched: bool  # False: every visit counts as a person
    same_person_s: float
    span_s: float
    staff: int
    begins_s: Sequence[float]  # starts of the stretches of the stream

    def of_window(self, stays: Collection[VisitStay]) -> int:
        """Minimum number of people behind these visits. They must be all visits of their window or windows."""
        return by_matching(stays, self.same_person_s) if self.matched else len(stays)

    def of_set(self, stays: Collection[VisitStay]) -> int:
        """Minimum number of people behind these visits, whatever other visits there were."""
        return by_overlap(stays, self.begins_s, self.span_s, self.staff) if self.matched else len(stays)


def by_matching(stays: Iterable[VisitStay], same_person_s: float) -> int:
    """Bound for whole windows: matches each visit to the unmatched one that ended first within `same_person_s`.

    The visit that ended first gives the largest matching, hence the smallest possible number of people.
    """
    people = 0
    unmatched_ends: list[float] = []
    for stay in sorted(stays, key=_start_s):
        while unmatched_ends and stay.start_s - unmatched_ends[0] > same_person_s + ROUNDING_S:
            heappop(unmatched_ends)
        if unmatched_ends and unmatched_ends[0] <= stay.start_s:
            heappop(unmatched_ends)
        else:
            people += 1
        heappush(unmatched_ends, stay.end_s)
    return people


def stretch_begins(stream: Iterable[VisitStay], same_person_s: float) -> list[float]:
    """Starts of the stretches of the stream. It is cut where nobody was in view for more than `same_person_s`."""
    begins: list[float] = []
    seen_until = -inf
    for stay in sorted(stream, key=_start_s):
        if stay.start_s - seen_until > same_person_s + ROUNDING_S:
            begins.append(stay.start_s)
        seen_until = max(seen_until, stay.end_s)
    return begins


def by_overlap(stays: Iterable[VisitStay], begins_s: Sequence[float], span_s: float, staff: int) -> int:
    """Bound for a smaller set: the most visits at one moment, or at moments far apart, summed over the stretches."""
    counted = sorted((stay.start_s, stay.end_s) for stay in stays if stay.end_s - stay.start_s <= LONGEST_S)
    people = first = 0
    while first < len(counted):
        start_s, _ = counted[first]
        stretch = bisect_right(begins_s, start_s)
        stretch_ends_s = begins_s[stretch] if stretch < len(begins_s) else inf
        last = bisect_left(counted, (stretch_ends_s,), first)
        people += _most_at_moments(counted[first:last], span_s, staff)
        first = last
    return people


def _most_at_moments(stays: list[tuple[float, float]], span_s: float, staff: int) -> int:
    """Largest sum of visits over moments more than `span_s` apart. Each moment after the first counts `staff` less.

    `best` is that sum for the moments up to now. It rises where a visit begins, or where an earlier rise becomes more
    than `span_s` old. It is a count and rises rarely, so one pass is enough.
    """
    changes = sorted([(start_s, 1) for start_s, _ in stays] + [(end_s, -1) for _, end_s in stays])
    best = in_view = from_before = 0
    rises: deque[tuple[float, int]] = deque()
    for at_s, change in changes:
        while rises and rises[0][0] + span_s < at_s:
            rise_s, reached = rises.popleft()
            from_before = max(0, reached - staff)
            best = _larger(best, in_view + from_before, rise_s + span_s, rises)
        in_view += change
        best = _larger(best, in_view + from_before, at_s, rises)
    return best


def _larger(best: int, candidate: int, at_s: float, rises: deque[tuple[float, int]]) -> int:
    """Larger of the two sums. Notes a rise in `rises`."""
    reached = max(best, candidate)
    if reached != best:
        rises.append((at_s, reached))
    return reached


def _start_s(stay: VisitStay) -> float:
    return stay.start_s

"""Minimum number of people behind a set of visits: the largest number of visits that were in view at one moment, or at
several moments far apart, over all stretches.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence

from edge.audience.places import Group

LONGEST_S = 600.0
"""A visit that lasts longer than this many seconds is furniture, staff or somebody asleep. It closes after this time
and does not count as a person.
"""

Change = tuple[float, int, int]
"""A time at which a visit starts (1) or ends (-1), and the index of the visit."""


def max_moments_per_visit(span_s: float) -> int:
    """Largest number of moments, more than `span_s` apart, at which one visit can be in view."""
    return 1 + int(LONGEST_S / span_s)


class VisitOverlap:
    """Visits in view over time, cut into stretches. Visits at one place count as one person and are excluded from the
    other counts.

    `begins_s` are the start times of the stretches of the stream of all visits. A visit is (start, end).
    """

    def __init__(
        self, times: Sequence[tuple[float, float]], begins_s: Sequence[float], span_s: float, staff: int
    ) -> None:
        self._span_s, self._staff, self._places = span_s, staff, 0
        stretches: dict[int, list[Change]] = {}
        for index, (start_s, end_s) in enumerate(times):
            if end_s - start_s <= LONGEST_S:
                changes = stretches.setdefault(bisect_right(begins_s, start_s), [])
                changes += [(start_s, 1, index), (end_s, -1, index)]
        self._stretches = [sorted(changes, key=_moment) for changes in stretches.values()]
        self.people = self._count()

    def add_group(self, group: Group) -> "VisitOverlap":
        """Overlap in which the visits of one more place count as one person."""
        rest = VisitOverlap.__new__(VisitOverlap)
        rest._span_s, rest._staff, rest._places = self._span_s, self._staff, self._places + 1
        rest._stretches = [[change for change in changes if change[2] not in group] for changes in self._stretches]
        rest.people = rest._count()
        return rest

    def max_reduction(self, group: Group) -> int:
        """Upper limit of how much a group can reduce the number of people. Each visit counts at up to
        `max_moments_per_visit` moments, and the place itself counts as one person.
        """
        return len(group) * max_moments_per_visit(self._span_s) - 1

    def _count(self) -> int:
        return self._places + sum(
            _max_visits_at_moments(changes, self._span_s, self._staff) for changes in self._stretches if changes
        )


def _max_visits_at_moments(changes: Sequence[Change], span_s: float, staff: int) -> int:
    """Largest total number of visits over moments more than `span_s` apart. Each moment after the first counts `staff`
    fewer.

    `best` is the largest total for the moments so far. It rises where a visit starts, or where an earlier rise becomes
    more than `span_s` old. It is a count and rises rarely, so one pass is enough.
    """
    best = in_view = from_before = 0
    rises: deque[tuple[float, int]] = deque()
    for at_s, change, _ in changes:
        while rises and rises[0][0] + span_s < at_s:
            rise_s, reached = rises.popleft()
            from_before = max(0, reached - staff)
            if in_view + from_before > best:
                best = in_view + from_before
                rises.append((rise_s + span_s, best))
        in_view += change
        if in_view + from_before > best:
            best = in_view + from_before
            rises.append((at_s, best))
    return best


def _moment(change: Change) -> tuple[float, int]:
    """Sort key: at the same time, ends come before starts, because the person who left may be the one who arrived."""
    return change[0], change[1]

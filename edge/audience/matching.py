"""Number of people behind the visits of a window: the visits minus the largest matching of each to a later one.

By time, a visit may lead to one that begins within `same_person_s` after its end; at one place, to any later one.
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence

from edge.audience.places import Group

ROUNDING_S = 1e-6
"""Tolerance of time comparisons: seconds since 1970 are floats of 2e-7 s."""

NOBODY = -1


class VisitMatching:
    """Largest matching. For each visit the previous and the next one of the same person, or NOBODY.

    Visits are (start, end), in order of their starts. A group is added to a copy, whose matching begins with this one.
    """

    def __init__(self, times: Sequence[tuple[float, float]], same_person_s: float) -> None:
        self._times = times
        self._earlier = _earlier_visits(times, same_person_s)  # for each visit those that may come before it
        self._before = [NOBODY] * len(times)
        self._after = [NOBODY] * len(times)
        self.people = len(times)
        self._match_all()

    def add_group(self, group: Group) -> "VisitMatching":
        """The matching with the visits of one place: each may follow any earlier one of them."""
        larger = VisitMatching.__new__(VisitMatching)
        larger._times, larger.people = self._times, self.people
        larger._earlier, larger._before, larger._after = list(self._earlier), list(self._before), list(self._after)
        by_end = sorted(group, key=lambda index: self._times[index][1])
        ends_s = [self._times[index][1] for index in by_end]
        for later in group:
            ended = by_end[: bisect_right(ends_s, self._times[later][0])]
            ended.reverse()  # the last one first: most often it has nobody after it
            larger._earlier[later] = [*(i for i in ended if i < later), *self._earlier[later]]
        larger._match_all()
        return larger

    def max_reduction(self, group: Group) -> int:
        """Upper limit: all visits of the group except one follow another one of it."""
        return len(group) - 1

    def _match_all(self) -> None:
        for later, before in enumerate(self._before):
            if before == NOBODY and self._augment_matching(later):
                self.people -= 1

    def _augment_matching(self, later: int) -> bool:
        """Finds a visit to follow, along an augmenting path. False if there is none."""
        wanted_by: dict[int, int] = {}  # a visit, and the later one that wants to follow it
        queue = deque([later])
        while queue:
            wants = queue.popleft()
            for earlier in self._earlier[wants]:
                if earlier in wanted_by:
                    continue
                wanted_by[earlier] = wants
                if self._after[earlier] == NOBODY:
                    self._apply(earlier, wanted_by)
                    return True
                queue.append(self._after[earlier])
        return False

    def _apply(self, earlier: int, wanted_by: dict[int, int]) -> None:
        """Changes the matching along the path that ends at the free visit `earlier`."""
        while earlier != NOBODY:
            later = wanted_by[earlier]
            former = self._before[later]
            self._before[later], self._after[earlier] = earlier, later
            earlier = former


def _earlier_visits(times: Sequence[tuple[float, float]], same_person_s: float) -> list[list[int]]:
    """For each visit, those that ended within `same_person_s` before it, in the order of their ends."""
    by_end = sorted(range(len(times)), key=lambda index: times[index][1])
    ends_s = [times[index][1] for index in by_end]
    earlier = []
    for later, (start_s, _) in enumerate(times):
        first = bisect_left(ends_s, start_s - same_person_s - ROUNDING_S)
        earlier.append([i for i in by_end[first : bisect_right(ends_s, start_s)] if i < later])
    return earlier

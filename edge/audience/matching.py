"""Minimum number of people behind the visits of a window: the number of visits minus the largest matching between
earlier and later visits.

Two visits may be by the same person if the later one starts within `same_person_s` after the end of the earlier one, or
if both stand in the same place.
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence

from edge.audience.places import Group

ROUNDING_S = 1e-6
"""Tolerance in seconds for comparing times, because seconds since 1970 are floats with a resolution of 2e-7 s."""

NOBODY = -1


class VisitMatching:
    """Largest matching. For each visit, it stores the previous and the next visit by the same person, or NOBODY if
    there is none.
    """

    def __init__(self, times: Sequence[tuple[float, float]], same_person_s: float) -> None:
        self._times = times
        self._earlier = _earlier_visits(times, same_person_s)  # for each visit those that may come before it
        self._before = [NOBODY] * len(times)
        self._after = [NOBODY] * len(times)
        self.people = len(times)
        self._match_all()

    def add_group(self, group: Group) -> "VisitMatching":
        """The matching if each visit at one place may also follow any earlier visit at that place."""
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
        """Upper limit of how much a group can reduce the number of people: every visit of the group, except the first,
        follows another visit of the group.
        """
        return len(group) - 1

    def _match_all(self) -> None:
        for later, before in enumerate(self._before):
            if before == NOBODY and self._augment_matching(later):
                self.people -= 1

    def _augment_matching(self, later: int) -> bool:
        """Finds an augmenting path to a visit that the given visit can follow. Returns False if there is none."""
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
        """Changes the matching along the path that ends at the unmatched visit `earlier`."""
        while earlier != NOBODY:
            later = wanted_by[earlier]
            former = self._before[later]
            self._before[later], self._after[earlier] = earlier, later
            earlier = former


def _earlier_visits(times: Sequence[tuple[float, float]], same_person_s: float) -> list[list[int]]:
    """For each visit, the visits that ended within `same_person_s` before it, ordered by end."""
    by_end = sorted(range(len(times)), key=lambda index: times[index][1])
    ends_s = [times[index][1] for index in by_end]
    earlier = []
    for later, (start_s, _) in enumerate(times):
        first = bisect_left(ends_s, start_s - same_person_s - ROUNDING_S)
        earlier.append([i for i in by_end[first : bisect_right(ends_s, start_s)] if i < later])
    return earlier

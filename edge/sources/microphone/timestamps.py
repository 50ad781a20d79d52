"""When sound was captured, by when its blocks arrived and how many samples they had.

The times that a sound library gives are not used: its clock is set with the machine's, and its first ages are off by
half a second and more.
"""

from collections import deque

_REMEMBERED_S = 10.0  # over which the earliest arrival counts: a clock that is 100 ppm off drifts 1 ms in it
_LOST_S = ((0.3, 1.0), (0.1, 4.0))
"""A machine that is more than the first late for the second, without catching up, has not been late: sound was lost. A
busy one behind a sound server is late by one or two blocks of 0.1 s for seconds."""


class SampleClock:
    """A block can arrive late, and never early: the earliest of those that came lately tells when all were captured."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._taken = 0
        self._earliness: deque[tuple[float, float]] = deque()  # arrival; arrival less what was taken until then

    def arrived(self, count: int, at_s: float) -> float:
        """So many samples arrived at `at_s`: when the first of them was captured, on the same clock."""
        begins = self._taken
        self._taken += count
        self._earliness.append((at_s, at_s - self._taken / self._rate_hz))
        while self._earliness[0][0] < at_s - _REMEMBERED_S:
            self._earliness.popleft()
        self._forget_before_a_loss(at_s)
        return min(early_s for _, early_s in self._earliness) + begins / self._rate_hz

    def _forget_before_a_loss(self, at_s: float) -> None:
        for lost_s, late_s in _LOST_S:
            lately = [pair for pair in self._earliness if pair[0] > at_s - late_s]
            before = [early_s for arrived_s, early_s in self._earliness if arrived_s <= at_s - late_s]
            is_a_while = lately[0][0] < at_s - late_s / 2  # else it is one burst, which may catch up
            if before and is_a_while and min(early_s for _, early_s in lately) > min(before) + lost_s:
                self._earliness = deque(lately)
                return

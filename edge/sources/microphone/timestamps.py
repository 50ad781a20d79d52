"""Capture times of audio, estimated from the arrival times of blocks and their numbers of samples.

The times of the sound library are not used, because its clock changes with the system clock, and its first delays are
wrong by half a second or more.
"""

from collections import deque

_WINDOW_S = 10.0  # in which the earliest arrival counts: a clock that is 100 ppm off drifts 1 ms in this time
_LOST_S = ((0.3, 1.0), (0.1, 4.0))
"""(delay, duration) in seconds. If blocks are late by more than the delay for this duration and do not catch up,
sound was lost. On a busy kiosk with a sound server, blocks of 0.1 s can arrive one or two blocks late for seconds.
"""


class SampleClock:
    """Estimates capture times from the earliest recent arrival, because a block can arrive late but never early."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._samples = 0
        self._starts: deque[tuple[float, float]] = (
            deque()
        )  # arrival time; arrival time minus the length of all samples up to it

    def capture_time_s(self, count: int, arrived_s: float) -> float:
        """Capture time of the first of `count` samples that arrived at `arrived_s`, on the same clock."""
        first = self._samples
        self._samples += count
        self._starts.append((arrived_s, arrived_s - self._samples / self._rate_hz))
        while self._starts[0][0] < arrived_s - _WINDOW_S:
            self._starts.popleft()
        self._forget_before_loss(arrived_s)
        return min(start_s for _, start_s in self._starts) + first / self._rate_hz

    def _forget_before_loss(self, at_s: float) -> None:
        for lost_s, late_s in _LOST_S:
            recent = [pair for pair in self._starts if pair[0] > at_s - late_s]
            before = [start_s for arrived_s, start_s in self._starts if arrived_s <= at_s - late_s]
            is_long_enough = recent[0][0] < at_s - late_s / 2  # otherwise it is one burst, which may catch up
            if before and is_long_enough and min(start_s for _, start_s in recent) > min(before) + lost_s:
                self._starts = deque(recent)
                return

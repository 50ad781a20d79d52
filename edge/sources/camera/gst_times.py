"""Converts the times of a pipeline's frames to capture times on the clock of their arrival times."""

from collections import deque

_WINDOW_S = 10.0  # in which the smallest delay counts: a clock that is 100 ppm off drifts 1 ms in this time
_JUMP_S = 1.0
"""Longest plausible extra delay of a frame, in seconds. A longer one means that the pipeline's time has jumped."""


class PipelineClock:
    """Estimates capture times. A frame can arrive late, but never early.

    A frame's time in the pipeline is its capture time on a clock with a different zero. The offset between the clocks
    is taken from the frame with the smallest delay in the last 10 s. So a capture time includes the delay of the
    fastest frame, but not the extra delay of other frames.
    """

    def __init__(self) -> None:
        self._delays: deque[tuple[float, float]] = deque()  # arrival and delay, both growing: the first is the smallest
        self._last_s = float("-inf")

    def capture_time_s(self, pts_ns: int | None, arrived_s: float) -> float:
        """Capture time of a frame on the clock of `arrived_s`. It is never later than `arrived_s`, and never before the
        previous capture time.

        `arrived_s` must not decrease. For a frame without a time in the pipeline, the capture time is `arrived_s`.
        """
        self._last_s = max(self._last_s, arrived_s if pts_ns is None else self._mapped_s(pts_ns / 1e9, arrived_s))
        return self._last_s

    def _mapped_s(self, pts_s: float, arrived_s: float) -> float:
        delay_s = arrived_s - pts_s
        while self._delays and self._delays[0][0] < arrived_s - _WINDOW_S:
            self._delays.popleft()
        if self._delays and delay_s > self._delays[0][1] + _JUMP_S:
            self._delays.clear()
        while self._delays and self._delays[-1][1] >= delay_s:
            self._delays.pop()
        self._delays.append((arrived_s, delay_s))
        return min(arrived_s, pts_s + self._delays[0][1])

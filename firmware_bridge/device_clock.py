"""Converts times of a kit's clock to the reader's clock. It follows the drift of the kit's clock, and detects counter
wraps and jumps.
"""

from collections import deque
from math import floor, isfinite

WRAPS_S = (2**32 / 1e3, 2**32 / 1e6, 2**16 / 1e3)
"""Times after which counters of milliseconds and microseconds wrap around: 49.7 days, 71.6 minutes, 65.5 s."""

EARLY_S, LATE_S = 1.0, 30.0
"""Limits that distinguish a counter wrap from a clock that was set. After a time that went back, the wrap period is
added. If the sample then arrives at most EARLY_S earlier or LATE_S later than expected, the counter has wrapped around.
Otherwise the clock was set, or the kit restarted.

A kit that restarts just as its clock reaches 65.5 s looks the same as such a wrap. Its samples are then late by the
error of that assumption: for BEHIND_S, or until WINDOW has passed if the error is below JUMP_S.
"""

BACK_S = 0.5
"""Limit for late samples. A sample whose time goes back by less than this arrived late, and is dropped."""

JUMP_S = 1.0
BEHIND_S = 5.0
"""Limits for a clock that was set. A clock that is ahead of its line by JUMP_S was set, because no sample arrives
before it is sent. A clock that is behind its line may only be delayed, for example by Bluetooth. If the clock stays
behind for BEHIND_S, it was set too.
"""

DRIFT = 0.01
"""Limit of the slope of the line. A ceramic resonator is off by at most 0.5 %. A larger slope means that the connection
is getting slower.
"""

WINDOW = 60
"""Number of seconds of history. For each second, the smallest difference between arrival time and device time is
kept.
"""

_Point = tuple[float, float]  # device time, difference


class DeviceClock:
    """Clock of one kit, from one opening of its port to the next.

    Transmission delays are never negative. The kit's times therefore lie on a straight line below all differences
    between arrival time and device time. The line used here is the edge of their lower hull below their mean: the line
    with the smallest sum of distances to them (Moon, Skelly and Towsley 1999). The smallest delay remains in the
    result.

    `jumps` and `wraps`: how often the clock was set, and how often it wrapped around. `late`: number of samples dropped
    because their time had already passed.
    """

    def __init__(self) -> None:
        self.jumps = self.wraps = self.late = 0
        self._wrapped_s = 0.0
        self._last_s: float | None = None  # device time of the last sample
        self._returned_s = -float("inf")
        self._begin(0.0, 0.0)

    def host_time_s(self, device_s: float, arrived_s: float) -> float | None:
        """Return the time at which a sample was taken, in seconds on the clock of `arrived_s`.

        The time is never after the arrival, and never before the time of the previous sample. None if the sample
        arrived too late, or if its time is not a number.
        """
        if not isfinite(device_s):
            self.late += 1
            return None
        device_s += self._wrapped_s
        if self._last_s is None:
            self._begin(device_s, arrived_s - device_s)
        elif device_s < self._last_s:
            wrap_s = self._wrap_s(self._last_s - self._wrapped_s, device_s, arrived_s)
            if wrap_s is None and device_s >= self._last_s - BACK_S:
                self.late += 1
                return None
            if wrap_s is None:
                self._jump(device_s, arrived_s)
            else:
                self.wraps += 1
                self._wrapped_s += wrap_s
                device_s += wrap_s
        self._last_s = device_s
        self._follow_drift(device_s, arrived_s)
        self._returned_s = max(self._returned_s, min(device_s + self._line.offset_at(device_s), arrived_s))
        return self._returned_s

    def _begin(self, device_s: float, difference_s: float) -> None:
        self._line = ClockDriftLine(device_s, difference_s)
        self._behind_s: float | None = None  # arrival time since which samples are behind the line

    def _jump(self, device_s: float, arrived_s: float) -> None:
        self.jumps += 1
        self._begin(device_s, arrived_s - device_s)

    def _wrap_s(self, previous_s: float, device_s: float, arrived_s: float) -> float | None:
        """Period of the counter if it has wrapped around, otherwise None. `previous_s`: the kit's previous time."""
        for wrap_s in WRAPS_S:
            wrapped_s = device_s + wrap_s
            if previous_s < wrap_s and -EARLY_S <= arrived_s - wrapped_s - self._line.offset_at(wrapped_s) <= LATE_S:
                return wrap_s
        return None

    def _follow_drift(self, device_s: float, arrived_s: float) -> None:
        behind_s = arrived_s - device_s - self._line.offset_at(device_s)
        if behind_s < -JUMP_S:
            self._jump(device_s, arrived_s)
        elif behind_s <= JUMP_S:
            self._behind_s = None
            self._line.add(device_s, arrived_s - device_s)
        elif self._behind_s is None:
            self._behind_s = arrived_s
        elif arrived_s - self._behind_s > BEHIND_S:
            self._jump(device_s, arrived_s)


class ClockDriftLine:
    """A straight line below points (device time, difference). Points must be added in chronological order.

    `steepest`: lower and upper limit of the slope of the line, in seconds per second. `window`: number of seconds to
    which the line is fitted.
    """

    def __init__(
        self, at_s: float, difference_s: float, *, window: int = WINDOW, steepest: tuple[float, float] = (-DRIFT, DRIFT)
    ) -> None:
        self._at_s, self._difference_s, self._slope = at_s, difference_s, 0.0
        self._steepest = steepest
        self._points: deque[_Point] = deque(maxlen=window)  # the lowest of each whole second
        self._lowest: _Point = (at_s, difference_s)  # of the unfinished second

    def offset_at(self, at_s: float) -> float:
        return self._difference_s + self._slope * (at_s - self._at_s)

    def add(self, at_s: float, difference_s: float) -> None:
        """Add a point. If it is below the line, the line moves down at once. The line moves up only at the next
        second.
        """
        if floor(at_s) != floor(self._lowest[0]):
            self._points.append(self._lowest)
            self._lowest = (at_s, difference_s)
            self._fit()
        elif difference_s < self._lowest[1]:
            self._lowest = (at_s, difference_s)
        self._difference_s += min(0.0, difference_s - self.offset_at(at_s))

    def _fit(self) -> None:
        hull: list[_Point] = []
        for point in self._points:
            while len(hull) > 1 and _is_above(hull[-1], hull[-2], point):
                hull.pop()
            hull.append(point)
        mean_s = sum(at_s for at_s, _ in self._points) / len(self._points)
        after = next(index for index, point in enumerate(hull) if point[0] >= mean_s)
        (from_s, from_difference_s), (to_s, to_difference_s) = hull[max(0, after - 1)], hull[after]
        slope = (to_difference_s - from_difference_s) / (to_s - from_s) if to_s > from_s else 0.0
        self._slope = min(max(slope, self._steepest[0]), self._steepest[1])
        self._at_s = to_s
        self._difference_s = min(
            difference_s - self._slope * (at_s - to_s) for at_s, difference_s in (*hull, self._lowest)
        )


def _is_above(point: _Point, left: _Point, right: _Point) -> bool:
    """True if a point between two others is on or above the straight line through them."""
    return (point[1] - left[1]) * (right[0] - left[0]) >= (right[1] - left[1]) * (point[0] - left[0])

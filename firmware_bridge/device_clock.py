"""A kit's own clock on that of its reader: its drift is followed, its turning over and its jumps are noticed."""

from collections import deque
from math import floor, isfinite

TURNS_S = (2**32 / 1e3, 2**32 / 1e6, 2**16 / 1e3)
"""Counters of milliseconds and microseconds begin anew after so long: 49.7 days, 71.6 minutes, 65.5 s."""

EARLY_S, LATE_S = 1.0, 30.0
"""Where a clock went back and would go on so far before, or behind, where it was expected, it turned over; else it was
set, or the kit was started again.

One that starts again just as its clock would say 65.5 s cannot be told from such a counter. It is late then by no more
than it was off: for BEHIND_S or, where that is less than JUMP_S, until WINDOW has passed."""

BACK_S = 0.5
"""Back by less is a sample that came late, and is none."""

JUMP_S = 1.0
BEHIND_S = 5.0
"""A clock that is ahead of its line by JUMP_S was set: nothing arrives before it is sent. One that is behind it may be
late for once, as after a hiccup of Bluetooth; after BEHIND_S it was set too."""

DRIFT = 0.01
"""A ceramic resonator is off by 0.5 % at most. What seems more is a wire that gets slower."""

WINDOW = 60
"""Differences between arrival and device time are kept as the smallest of each second of so many."""

_Point = tuple[float, float]  # device time, difference


class DeviceClock:
    """One kit, from one opening of its port to the next.

    Delays on the way are never negative, so the times of the kit lie on a straight line under all differences between
    arrival and device time: here the edge of their lower hull under their mean, which is the line with the smallest
    sum of distances to them (Moon, Skelly and Towsley 1999). What is left of a delay is its smallest.

    `jumps`, `turns`: how often the clock was set and turned over. `late`: samples whose time was over.
    """

    def __init__(self) -> None:
        self.jumps = self.turns = self.late = 0
        self._turned_s = 0.0
        self._last_s: float | None = None  # device time of the last sample
        self._given_s = -float("inf")
        self._begin(0.0, 0.0)

    def host_time_s(self, device_s: float, arrived_s: float) -> float | None:
        """When a sample was taken, on the clock of `arrived_s`: never after that, never before the sample before it.

        None: its time was over, or is none.
        """
        if not isfinite(device_s):
            self.late += 1
            return None
        device_s += self._turned_s
        if self._last_s is None:
            self._begin(device_s, arrived_s - device_s)
        elif device_s < self._last_s:
            turn_s = self._turn_s(self._last_s - self._turned_s, device_s, arrived_s)
            if turn_s is None and device_s >= self._last_s - BACK_S:
                self.late += 1
                return None
            if turn_s is None:
                self._jump(device_s, arrived_s)
            else:
                self.turns += 1
                self._turned_s += turn_s
                device_s += turn_s
        self._last_s = device_s
        self._follow(device_s, arrived_s)
        self._given_s = max(self._given_s, min(device_s + self._line.at(device_s), arrived_s))
        return self._given_s

    def _begin(self, device_s: float, difference_s: float) -> None:
        self._line = ClockDriftLine(device_s, difference_s)
        self._behind_s: float | None = None  # since when what arrives is behind the line

    def _jump(self, device_s: float, arrived_s: float) -> None:
        self.jumps += 1
        self._begin(device_s, arrived_s - device_s)

    def _turn_s(self, said_s: float, device_s: float, arrived_s: float) -> float | None:
        """After how long the kit's counter turned over, if it did; `said_s` is what the kit had said before."""
        for turn_s in TURNS_S:
            turned_s = device_s + turn_s
            if said_s < turn_s and -EARLY_S <= arrived_s - turned_s - self._line.at(turned_s) <= LATE_S:
                return turn_s
        return None

    def _follow(self, device_s: float, arrived_s: float) -> None:
        behind_s = arrived_s - device_s - self._line.at(device_s)
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
    """A straight line under points that come in order, from above the first one on: difference over device time.

    `steepest`: it rises and falls by no more, a second.
    """

    def __init__(
        self, at_s: float, difference_s: float, *, window: int = WINDOW, steepest: tuple[float, float] = (-DRIFT, DRIFT)
    ) -> None:
        self._at_s, self._difference_s, self._slope = at_s, difference_s, 0.0
        self._steepest = steepest
        self._points: deque[_Point] = deque(maxlen=window)  # the lowest of each whole second
        self._lowest: _Point = (at_s, difference_s)  # of the second that is not whole

    def at(self, at_s: float) -> float:
        return self._difference_s + self._slope * (at_s - self._at_s)

    def add(self, at_s: float, difference_s: float) -> None:
        """One point. The line goes down to it at once; up it goes with the next second."""
        if floor(at_s) != floor(self._lowest[0]):
            self._points.append(self._lowest)
            self._lowest = (at_s, difference_s)
            self._fit()
        elif difference_s < self._lowest[1]:
            self._lowest = (at_s, difference_s)
        self._difference_s += min(0.0, difference_s - self.at(at_s))

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
    """Whether a point between two others is on or above the straight line through them."""
    return (point[1] - left[1]) * (right[0] - left[0]) >= (right[1] - left[1]) * (point[0] - left[0])

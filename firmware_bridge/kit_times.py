"""Timestamps of a kit's samples on the reader's clock. They are derived from the kit's clock, by counting samples, or
from arrival times.
"""

from firmware_bridge.device_clock import ClockDriftLine, DeviceClock

SILENCE_S = 1.0
"""Silence after which counting starts again, because the number of missing samples is unknown."""

_COUNTED_WINDOW = 10
_STEEPEST = (-0.9, 9.0)
"""Limits of the slope, for a sketch that should print 20 lines per second but was changed to print between 2 and
200.
"""


class SampleTimestamps:
    """Timestamps of one kit, from one opening of its port to the next.

    `rate_hz`: nominal sample rate of a kit without a clock; None if samples come at irregular times.
    """

    def __init__(self, rate_hz: float | None) -> None:
        self.clock = DeviceClock()
        self._rate_hz = rate_hz
        self._line: ClockDriftLine | None = None  # of counted samples
        self._count = 0
        self._arrived_s = self._returned_s = -float("inf")

    def host_time_s(self, device_s: float | None, arrived_s: float) -> float | None:
        """Return the time of the next sample, in seconds on the clock of `arrived_s`.

        The time is never after the arrival, and never before the time of the previous sample. None if the sample
        arrived too late, or if its time is not a number.
        """
        if device_s is not None:
            at_s = self.clock.host_time_s(device_s, arrived_s)
        else:
            at_s = arrived_s if self._rate_hz is None else self._evenly_spaced_time_s(self._rate_hz, arrived_s)
        if at_s is not None:
            self._returned_s = at_s = max(self._returned_s, at_s)
        return at_s

    def _evenly_spaced_time_s(self, rate_hz: float, arrived_s: float) -> float:
        """Time of the next sample: evenly spaced from the earlier samples, and as close as possible to the arrival."""
        is_new = arrived_s - self._arrived_s > SILENCE_S
        self._arrived_s = arrived_s
        self._count = 0 if is_new else self._count + 1
        counted_s = self._count / rate_hz
        if is_new or self._line is None:
            self._line = ClockDriftLine(0.0, arrived_s, window=_COUNTED_WINDOW, steepest=_STEEPEST)
        else:
            self._line.add(counted_s, arrived_s - counted_s)
        return min(counted_s + self._line.offset_at(counted_s), arrived_s)

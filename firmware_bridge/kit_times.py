"""When a kit's samples were taken, on its reader's clock: by the kit's own, by counting them, or by their arrival."""

from firmware_bridge.device_clock import ClockDriftLine, DeviceClock

SILENCE_S = 1.0
"""After a longer silence samples that are counted begin anew: nobody knows how many did not come."""

_COUNTED_WINDOW = 10
_STEEPEST = (-0.9, 9.0)
"""A sketch that is to print 20 lines a second may have been changed to print 2, or 200."""


class SampleTimestamps:
    """One kit, from one opening of its port to the next. `rate_hz`: of a kit without a clock, as far as it is known."""

    def __init__(self, rate_hz: float | None) -> None:
        self.clock = DeviceClock()
        self._rate_hz = rate_hz
        self._line: ClockDriftLine | None = None  # of samples that are counted
        self._count = 0
        self._arrived_s = self._given_s = -float("inf")

    def host_time_s(self, device_s: float | None, arrived_s: float) -> float | None:
        """Of the next sample; never after its arrival, never before that of the sample before. None: it has no time,
        or one that was over."""
        if device_s is not None:
            at_s = self.clock.host_time_s(device_s, arrived_s)
        else:
            at_s = arrived_s if self._rate_hz is None else self._counted(self._rate_hz, arrived_s)
        if at_s is not None:
            self._given_s = at_s = max(self._given_s, at_s)
        return at_s

    def _counted(self, rate_hz: float, arrived_s: float) -> float:
        """Evenly spaced, as near to their arrival as that allows."""
        is_new = arrived_s - self._arrived_s > SILENCE_S
        self._arrived_s = arrived_s
        self._count = 0 if is_new else self._count + 1
        counted_s = self._count / rate_hz
        if is_new or self._line is None:
            self._line = ClockDriftLine(0.0, arrived_s, window=_COUNTED_WINDOW, steepest=_STEEPEST)
        else:
            self._line.add(counted_s, arrived_s - counted_s)
        return min(counted_s + self._line.at(counted_s), arrived_s)

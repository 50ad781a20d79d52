"""Pacing of messages: how long to wait until a message is due. Pure except for the clock that is passed in."""

from collections.abc import Callable

Pace = Callable[[float], float]
"""Function that returns the seconds until a message is due, given the message's time; 0 or less if it is due now."""

SKIPPED_S = 3_600.0
"""Longest pause of the whole fleet that is kept, in seconds. A longer pause, such as a night, is skipped."""


def skip_wait(_at_s: float) -> float:
    """Pace without waiting: every message is due at once."""
    return 0.0


class Sped:
    """Pace at a multiple of real time. The first message is due at once."""

    def __init__(self, speed: float, monotonic: Callable[[], float]) -> None:
        self._speed, self._monotonic = speed, monotonic
        self._first: tuple[float, float] | None = None  # time of a message, and when it was due
        self._last_s = 0.0

    def __call__(self, at_s: float) -> float:
        if self._first is None:
            self._first = at_s, self._monotonic()
        elif at_s - self._last_s > SKIPPED_S:
            _, due_s = self._first
            self._first = at_s, due_s + (self._last_s - self._first[0]) / self._speed
        self._last_s = max(self._last_s, at_s)
        return self._first[1] + (at_s - self._first[0]) / self._speed - self._monotonic()


def wait_real_time(now_s: Callable[[], float]) -> Pace:
    """Pace in real time. Past messages are due at once."""
    return lambda at_s: at_s - now_s()

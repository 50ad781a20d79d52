"""Waiting times before a lost source is opened again.

If a source is present but fails, it is opened again after a tenth of the time since its first failure, at least 1 s and
at most 60 s. So a source that works again is in use within 5 s, unless it failed for more than 50 s.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackoffOptions:
    """Waits in seconds before a source is opened again."""

    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    wait_share: float = 0.1  # of the time since the first failure
    steady_s: float = 1.0  # a source that worked for this long had recovered: its next failure is a new one

    def wait_s(self, failing_s: float) -> float:
        """Seconds to wait before opening a source that is present and has been failing for `failing_s` seconds."""
        return min(max(self.first_wait_s, self.wait_share * failing_s), self.longest_wait_s)


WAITS = BackoffOptions()
"""Waits before a lost camera or microphone is opened again."""


class ReopenBackoff:
    """Determines the time of the next attempt to open one source.

    `due_s`: earliest time of the next attempt, on the monotonic clock; 0 until the first failure.
    """

    def __init__(self, options: BackoffOptions = WAITS) -> None:
        self.due_s = 0.0
        self._options = options
        self._failing_since_s: float | None = None

    def record_failure(self, now_s: float, worked_s: float) -> float:
        """Record that the source failed after it had worked for `worked_s` seconds. Return the time to wait, in
        seconds.
        """
        if self._failing_since_s is None or worked_s >= self._options.steady_s:
            self._failing_since_s = now_s
        delay_s = self._options.wait_s(now_s - self._failing_since_s)
        self.due_s = now_s + delay_s
        return delay_s

    def reset(self) -> None:
        """Treat the next failure as a new one, because the source has worked, or was absent and is present now."""
        self._failing_since_s = None

    def stop_reopening(self) -> None:
        """Record that the source must never be opened again, because it has reached its end."""
        self.due_s = math.inf

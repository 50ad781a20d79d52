"""When a source that was lost is opened again.

Where it is there and fails, after a tenth of the time that it has been failing for, 1 s at least and 60 s at most: so a
return is seen within 5 s, save after a failure of more than 50 s.
"""

import math

_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
_WAIT_SHARE = 0.1
_STEADY_S = 1.0
"""A source that gave pictures for so long was well again: the next loss is a new one."""


def wait_s(failing_s: float) -> float:
    """How long to wait before a source is opened again that is there and has been failing for so long."""
    return min(max(_FIRST_WAIT_S, _WAIT_SHARE * failing_s), _LONGEST_WAIT_S)


class Backoff:
    """`due_s`: not to be opened before, on the monotonic clock; at once as long as nothing was lost."""

    def __init__(self) -> None:
        self.due_s = 0.0
        self._failing_since_s: float | None = None

    def lost(self, now_s: float, gave_s: float) -> float:
        """It failed, having given pictures for so long. How long to wait now."""
        if self._failing_since_s is None or gave_s >= _STEADY_S:
            self._failing_since_s = now_s
        waits_s = wait_s(now_s - self._failing_since_s)
        self.due_s = now_s + waits_s
        return waits_s

    def was_absent(self) -> None:
        """There was nothing to open, and now there is: what fails from now on is another thing."""
        self._failing_since_s = None

    def never(self) -> None:
        """It is at its end."""
        self.due_s = math.inf

"""Schedule that decides when expressions are read: a fixed number of times per second, whatever the frame rate is."""

import math

EARLY = 0.1
"""A reading may be early by this share of an interval, because frame times vary by milliseconds."""


class ReadingSchedule:
    """Schedule of the expression model. All faces are read in one call, so a new face waits for the next call. No
    face is read more often than requested.
    """

    def __init__(self, rate_hz: float) -> None:
        self._step_s = 1.0 / rate_hz
        self._due_s = -math.inf

    def is_due(self, at_s: float) -> bool:
        return at_s >= self._due_s - EARLY * self._step_s

    def note_reading(self, at_s: float, *, catches_up: bool) -> None:
        """Records a reading. At low frame rates most readings are late; with `catches_up`, the next one is due
        earlier.
        """
        late_s = min(at_s - self._due_s, self._step_s / 2) if catches_up and math.isfinite(self._due_s) else 0.0
        self._due_s = at_s + self._step_s - late_s

    def make_next_frame_due(self) -> None:
        """Makes the next frame due."""
        self._due_s = -math.inf

"""Counts answers with status 500 in memory: many in a short time mean that pages are broken."""

import threading
from collections import deque

from central.clock import monotonic_s

MANY = 5
WITHIN_S = 600.0


class PageFaults:
    """Times of the newest answers with status 500."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_s: deque[float] = deque(maxlen=MANY)

    def count_answer(self) -> None:
        """Count an answer."""
        with self._lock:
            self._at_s.append(monotonic_s())

    @property
    def has_many(self) -> bool:
        """True while the last MANY of them are within WITHIN_S seconds."""
        with self._lock:
            return len(self._at_s) == MANY and monotonic_s() - self._at_s[0] < WITHIN_S

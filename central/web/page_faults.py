"""Counts responses with status 500 in memory. Many of them in a short time mean that pages are broken."""

import threading
from collections import deque

from central.clock import monotonic_s

MANY = 5
WITHIN_S = 600.0


class PageFaults:
    """Times of the newest responses with status 500."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_s: deque[float] = deque(maxlen=MANY)

    def count_answer(self) -> None:
        """Count a response with status 500."""
        with self._lock:
            self._at_s.append(monotonic_s())

    @property
    def has_many(self) -> bool:
        """True while the last MANY responses with status 500 were sent within WITHIN_S seconds."""
        with self._lock:
            return len(self._at_s) == MANY and monotonic_s() - self._at_s[0] < WITHIN_S

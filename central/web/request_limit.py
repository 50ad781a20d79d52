"""Limits requests per minute and token or user. It is a token bucket in memory that refills every second."""

import threading

from central.clock import monotonic_s

MOST_BUCKETS = 10_000


class RequestLimit:
    """Number of requests per minute that are allowed for each name. All of them may arrive at once."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def count_request(self, name: str) -> int:
        """Count a request and return 0. If the limit is reached, return the number of seconds to wait."""
        now_s, rate = monotonic_s(), self._per_minute / 60
        with self._lock:
            left, at_s = self._buckets.get(name, (float(self._per_minute), now_s))
            left = min(float(self._per_minute), left + (now_s - at_s) * rate)
            if left < 1:
                return max(1, round((1 - left) / rate))
            if len(self._buckets) >= MOST_BUCKETS:
                self._buckets.clear()
            self._buckets[name] = (left - 1, now_s)
        return 0

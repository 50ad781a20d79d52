"""Rate limit for messages from the page."""


class FloodLimit:
    """Token bucket: `burst` messages at once, and `rate_hz` messages per second."""

    def __init__(self, now_s: float, burst: float, rate_hz: float) -> None:
        self._burst, self._rate_hz = burst, rate_hz
        self._left, self._at_s = burst, now_s

    def count_message(self, now_s: float) -> bool:
        """Count a message. False if there were too many."""
        self._left = min(self._burst, self._left + (now_s - self._at_s) * self._rate_hz)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True

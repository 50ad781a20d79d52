"""Rate limit for messages from the player's page."""


class FloodLimit:
    """Token bucket that allows `rate_hz` messages per second, and up to `burst` messages at once."""

    def __init__(self, now_s: float, burst: float, rate_hz: float) -> None:
        self._burst, self._rate_hz = burst, rate_hz
        self._left, self._at_s = burst, now_s

    def count_message(self, now_s: float) -> bool:
        """Count a message. Return False if there have been too many messages."""
        self._left = min(self._burst, self._left + (now_s - self._at_s) * self._rate_hz)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True

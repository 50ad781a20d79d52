"""Progress of a fetch: checks whether enough bytes have arrived recently."""

from collections.abc import Callable

STALLED_S = 120.0
LEAST_BYTES = 120_000
"""A fetch that receives fewer bytes than this in STALLED_S seconds makes no progress."""


class FetchProgress:
    """Received bytes of a fetch that starts now. `now_s` is a monotonic clock in seconds."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self.restart()

    def restart(self) -> None:
        """Start counting again, because a file is complete."""
        self._since_s, self._bytes = self._now_s(), 0

    def is_stalled(self, received: int) -> bool:
        """Add received bytes. True if fewer than LEAST_BYTES arrived in the last STALLED_S seconds."""
        self._bytes += received
        if self._bytes >= LEAST_BYTES:
            self.restart()
        return self._now_s() - self._since_s >= STALLED_S

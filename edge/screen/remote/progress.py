"""Progress of a fetch: whether enough of it came of late."""

from collections.abc import Callable

STALLED_S = 120.0
LEAST_BYTES = 120_000
"""Bytes in STALLED_S below which a fetch makes no progress."""


class FetchProgress:
    """Bytes of a fetch that starts now. `now_s`: a clock that never steps."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self.restart()

    def restart(self) -> None:
        """Counts from now on: a file is complete."""
        self._since_s, self._bytes = self._now_s(), 0

    def is_stalled(self, received: int) -> bool:
        """Counts bytes that came. True if in STALLED_S fewer than LEAST_BYTES came."""
        self._bytes += received
        if self._bytes >= LEAST_BYTES:
            self.restart()
        return self._now_s() - self._since_s >= STALLED_S

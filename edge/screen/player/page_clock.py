"""The page's time on the kiosk's clock. The page reports no wall time: its own is wrong after the clock was set."""

from collections import deque

EXCHANGES = 10


class PageClock:
    """Maps the page's milliseconds to seconds of the kiosk's clock.

    The offset comes from the middle of the exchange with the shortest round trip among the last EXCHANGES.
    """

    def __init__(self) -> None:
        self._exchanges: deque[tuple[float, float]] = deque(maxlen=EXCHANGES)  # round trip and offset, in seconds

    @property
    def is_set(self) -> bool:
        return bool(self._exchanges)

    @property
    def error_s(self) -> float:
        """Largest error of a time, in seconds: half of the shortest round trip."""
        return min(self._exchanges)[0] / 2

    def add(self, sent_s: float, arrived_s: float, page_ms: float) -> None:
        """Add one exchange: a ping sent and answered at these times on the kiosk, at `page_ms` on the page."""
        round_trip_s = max(0.0, arrived_s - sent_s)
        self._exchanges.append((round_trip_s, sent_s + round_trip_s / 2 - page_ms / 1000))

    def kiosk_time_s(self, page_ms: float) -> float:
        """A time of the page on the kiosk's clock. Needs one exchange."""
        return min(self._exchanges)[1] + page_ms / 1000

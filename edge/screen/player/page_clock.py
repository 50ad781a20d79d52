"""Converts times from the player's page to the kiosk's clock. The page sends no wall-clock times, because they would be
wrong after the clock was set.
"""

from collections import deque

EXCHANGES = 10


class PageClock:
    """Maps the page's milliseconds to seconds of the kiosk's clock.

    The offset between the clocks comes from the exchange with the shortest round trip among the last EXCHANGES
    exchanges, measured at the middle of that exchange.
    """

    def __init__(self) -> None:
        self._exchanges: deque[tuple[float, float]] = deque(maxlen=EXCHANGES)  # round trip and offset, in seconds

    @property
    def is_set(self) -> bool:
        return bool(self._exchanges)

    @property
    def error_s(self) -> float:
        """Largest error of a converted time in seconds: half of the shortest round trip."""
        return min(self._exchanges)[0] / 2

    def add(self, sent_s: float, arrived_s: float, page_ms: float) -> None:
        """Add one exchange. `page_ms` is the page's time; the other two are the kiosk's times of the ping and of its
        answer.
        """
        round_trip_s = max(0.0, arrived_s - sent_s)
        self._exchanges.append((round_trip_s, sent_s + round_trip_s / 2 - page_ms / 1000))

    def kiosk_time_s(self, page_ms: float) -> float:
        """Converts a time of the page to the kiosk's clock. Needs at least one exchange."""
        return min(self._exchanges)[1] + page_ms / 1000

"""Rate limit for outgoing messages, and the ranges of message numbers that subscribers requested again."""

RANGES = 100  # most ranges at once; further requests are refused
# At most 100 messages a second are promised. So a broker or subscriber that comes back is not flooded by every kiosk of
# a chain with a month of messages. A day of a busy shop, about 5,000 messages, takes a minute. The limit is 95 because
# a network may bunch a few.
SPACING_S = 1 / 95


class PublishRateLimiter:
    """Spaces messages evenly in time, without bursts."""

    def __init__(self) -> None:
        self._due_s = float("-inf")

    def on_sent(self, at_s: float) -> None:
        self._due_s = at_s + SPACING_S

    def seconds_until_allowed(self, at_s: float) -> float:
        """Seconds until the next message may be sent; 0.0 if it may be sent now."""
        return max(0.0, self._due_s - at_s)


class ResendRanges:
    """Message numbers still to be published again on request, as sorted ranges that neither overlap nor touch."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []

    def __bool__(self) -> bool:
        return bool(self._ranges)

    def add(self, from_seq: int, to_seq: int) -> bool:
        """Add a range, including both ends. If too many ranges are waiting, adds nothing and returns False."""
        merged: list[tuple[int, int]] = []
        for low, high in sorted([*self._ranges, (from_seq, to_seq)]):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        if len(merged) > RANGES:
            return False
        self._ranges = merged
        return True

    @property
    def lowest_range(self) -> tuple[int, int] | None:
        """The range with the lowest numbers; None if no range is waiting."""
        return self._ranges[0] if self._ranges else None

    def remove_up_to(self, seq: int) -> None:
        """Remove all numbers up to `seq`: their messages were published again, or are no longer stored."""
        self._ranges = [(max(low, seq + 1), high) for low, high in self._ranges if high > seq]

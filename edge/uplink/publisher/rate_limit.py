"""How fast messages leave, and which are to leave again."""

RANGES = 100  # more requests than this at once are refused
# At most 100 a second is promised, so that a broker or a subscriber that comes back is not flooded by each kiosk of a
# chain with a month of messages; a day of a busy shop, some 5,000, is through in a minute. A network may bunch a few.
SPACING_S = 1 / 95


class RateLimiter:
    """Evenly, not in bursts."""

    def __init__(self) -> None:
        self._due_s = float("-inf")

    def sent(self, at_s: float) -> None:
        self._due_s = at_s + SPACING_S

    def wait_s(self, at_s: float) -> float:
        """How long until the next may be sent; 0.0 where it may be now."""
        return max(0.0, self._due_s - at_s)


class ResendRanges:
    """The numbers asked for and not yet published again, as ranges: sorted, and none overlaps or touches another."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []

    def __bool__(self) -> bool:
        return bool(self._ranges)

    def add(self, from_seq: int, to_seq: int) -> bool:
        """Adds a range, both ends included. False, and nothing added, where too many wait already."""
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
    def next(self) -> tuple[int, int] | None:
        """The range to go on with."""
        return self._ranges[0] if self._ranges else None

    def done(self, up_to_seq: int) -> None:
        """Nothing up to here is wanted any more: it has been published again, or is not kept."""
        self._ranges = [(max(low, up_to_seq + 1), high) for low, high in self._ranges if high > up_to_seq]

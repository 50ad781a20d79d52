"""Times at which a kiosk is asked for missing numbers. Pure: the caller gives the time and sends what is asked for."""

from dataclasses import dataclass, field

Range = tuple[int, int]

OLD_S = 10.0
"""A younger gap may still close by itself: messages overtake each other."""
AT_MOST = 1_000  # numbers in one request: a kiosk sends 100 a second
RANGES = 50
LONGEST_PAUSE_S = 600.0


@dataclass(slots=True)
class _Pending:
    """Gaps of one kiosk at the last look, and what was asked for then."""

    gaps: list[Range]
    looked_s: float
    pause_s: float = OLD_S
    asked: list[Range] = field(default_factory=list)


class GapRequests:
    """Asks for what was missing at two looks at least OLD_S apart. Without an answer it asks less and less often."""

    def __init__(self) -> None:
        self._pending: dict[int, _Pending] = {}

    def due_ranges(self, device: int, gaps: list[Range], now_s: float, *, is_away: bool = False) -> list[Range]:
        """Ranges to ask this kiosk for now. `gaps`: all that is missing. A kiosk that is away is asked for nothing."""
        pending = self._pending.get(device)
        if not gaps:
            self._pending.pop(device, None)
            return []
        if pending is None or is_away:
            self._pending[device] = _Pending(gaps, now_s)
            return []
        if now_s - pending.looked_s < pending.pause_s:
            return []
        is_answered = pending.asked != intersect_ranges(pending.asked, gaps)
        pause_s = OLD_S if is_answered or not pending.asked else min(2 * pending.pause_s, LONGEST_PAUSE_S)
        asked = first_numbers(intersect_ranges(pending.gaps, gaps))
        self._pending[device] = _Pending(gaps, now_s, pause_s, asked)
        return asked

    def keep_kiosks(self, devices: set[int]) -> None:
        """Forgets the kiosks that miss nothing."""
        for device in self._pending.keys() - devices:
            del self._pending[device]


def intersect_ranges(a: list[Range], b: list[Range]) -> list[Range]:
    """Numbers that are in both; the ranges of each are in order and apart."""
    result: list[Range] = []
    i = j = 0
    while i < len(a) and j < len(b):
        low, high = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if low <= high:
            result.append((low, high))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return result


def first_numbers(ranges: list[Range]) -> list[Range]:
    """The lowest AT_MOST numbers, in at most RANGES ranges."""
    result: list[Range] = []
    left = AT_MOST
    for low, high in ranges[:RANGES]:
        if left <= 0:
            break
        result.append((low, min(high, low + left - 1)))
        left -= result[-1][1] - low + 1
    return result

"""Decides when to request missing numbers from a kiosk. Pure: the caller supplies the time and sends the requests."""

from dataclasses import dataclass, field

Range = tuple[int, int]

OLD_S = 10.0
"""Lowest age of a gap at which its messages are requested.

A younger gap may close without a request, because messages can overtake each other.
"""
AT_MOST = 1_000  # numbers in one request: a kiosk sends 100 a second
RANGES = 50
LONGEST_PAUSE_S = 600.0


@dataclass(slots=True)
class _Pending:
    """Gaps of one kiosk at the last check, and the ranges that were requested then."""

    gaps: list[Range]
    looked_s: float
    pause_s: float = OLD_S
    asked: list[Range] = field(default_factory=list)


class GapRequests:
    """Requests numbers that were missing at two checks at least OLD_S apart. Without an answer, requests become less
    frequent.
    """

    def __init__(self) -> None:
        self._pending: dict[int, _Pending] = {}

    def due_ranges(self, device: int, gaps: list[Range], now_s: float, *, is_away: bool = False) -> list[Range]:
        """Ranges to request from this kiosk now. `gaps`: all missing numbers. Nothing is requested from a kiosk that is
        offline.
        """
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
        """Keep only these kiosks. Kiosks that no longer miss any numbers are forgotten."""
        for device in self._pending.keys() - devices:
            del self._pending[device]


def intersect_ranges(a: list[Range], b: list[Range]) -> list[Range]:
    """Intersection of two lists of sorted, disjoint ranges."""
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
    """The lowest numbers of the ranges: at most AT_MOST numbers, in at most RANGES ranges."""
    result: list[Range] = []
    left = AT_MOST
    for low, high in ranges[:RANGES]:
        if left <= 0:
            break
        result.append((low, min(high, low + left - 1)))
        left -= result[-1][1] - low + 1
    return result

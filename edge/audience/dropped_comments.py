"""Ten-minute slots whose comments were dropped, by local day, for `vitrina status` on this kiosk.

A count that changes when somebody writes would reveal the time. Therefore it changes only at the end of a day and is a
multiple of k_reaction. A day with fewer slots gives no count.
"""

from collections.abc import Iterable

from edge.audience.comment_disclosure import SLOT_S
from edge.audience.rules import CLOSED_AFTER_S, AudienceRules


class DroppedComments:
    """Ten-minute slots of the present local day that contain a comment, and whether one of them was dropped.

    `people`: slots with a dropped comment on the last complete day, rounded down to a multiple of k_reaction. None
    before the first complete day with comments, and after a day with fewer than k_reaction slots.
    """

    def __init__(self, rules: AudienceRules) -> None:
        self.people: int | None = None
        self._rules = rules
        self._day_end_s: float | None = None
        self._slots: dict[int, bool] = {}  # True: a comment of it was dropped

    def add(self, at_s: float, slot: int) -> None:
        """Adds the slot of a comment. The first one begins the day."""
        if self._day_end_s is None:
            self._day_end_s = self._rules.day_end(at_s)
        self._slots.setdefault(slot, False)

    def mark_dropped(self, slots: Iterable[int]) -> None:
        """Marks slots of dropped comments, which were added before."""
        self._slots.update(dict.fromkeys(slots, True))

    def end_day_if_over(self, at_s: float) -> None:
        """Counts the day once its last window is checked, 30 s after its end: then none of its comments wait."""
        end_s = self._day_end_s
        if end_s is None or at_s < end_s + CLOSED_AFTER_S:
            return
        ended = [slot for slot in self._slots if slot * SLOT_S < end_s]
        dropped = sum(self._slots.pop(slot) for slot in ended)
        k = max(self._rules.k_reaction, 1)
        self.people = dropped // k * k if len(ended) >= k else None
        self._day_end_s = self._rules.day_end(end_s)
        if at_s >= self._day_end_s + CLOSED_AFTER_S:  # nobody wrote on the days between
            self.people = None
            self._day_end_s = self._rules.day_end(at_s)

    def forget_day(self) -> None:
        """Forgets the present day, because the clock was set."""
        self._day_end_s = None
        self._slots.clear()

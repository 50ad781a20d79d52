"""People whose comments were dropped, by local day, for `vitrina status` on this machine.

A count that moves when somebody writes would say when. So it changes at the end of a day alone, is a multiple of
k_reaction, and there is none for a day on which fewer people wrote: nine comments of a quiet Sunday are nobody's.
"""

from collections.abc import Iterable
from math import inf

from edge.audience.comment_disclosure import SLOT_S
from edge.audience.rules import CLOSED_AFTER_S, AudienceRules


class DroppedComments:
    """Ten-minute slots of the present local day that hold a comment, and those of which one was dropped.

    `people`: slots with a dropped comment on the last day that ended, rounded down to a multiple of k_reaction. None
    before a day with comments has ended, and after a day with fewer than k_reaction slots.
    """

    def __init__(self, rules: AudienceRules) -> None:
        self.people: int | None = None
        self._rules = rules
        self._day_end_s = -inf
        self._written: set[int] = set()
        self._dropped: set[int] = set()

    def add(self, at_s: float, slot: int) -> None:
        """Adds the slot of a comment. The first one begins the day."""
        if self._day_end_s == -inf:
            self._day_end_s = self._rules.day_end(at_s)
        self._written.add(slot)

    def drop(self, slots: Iterable[int]) -> None:
        """Adds slots of dropped comments, which were added before."""
        self._dropped.update(slots)

    def end_day_if_over(self, at_s: float) -> None:
        """Counts the day once its last window is checked, 30 s after its end: then none of its comments wait."""
        end_s = self._day_end_s
        if end_s == -inf or at_s < end_s + CLOSED_AFTER_S:
            return
        self.people = self._people_before(end_s)
        self._written = {slot for slot in self._written if slot * SLOT_S >= end_s}
        self._dropped = {slot for slot in self._dropped if slot * SLOT_S >= end_s}
        self._day_end_s = self._rules.day_end(end_s)
        if at_s >= self._day_end_s + CLOSED_AFTER_S:  # nobody wrote on the days between
            self.people = None
            self._day_end_s = self._rules.day_end(at_s)

    def forget(self) -> None:
        """Forgets the present day: the clock was set."""
        self._day_end_s = -inf
        self._written.clear()
        self._dropped.clear()

    def _people_before(self, end_s: float) -> int | None:
        k = max(self._rules.k_reaction, 1)
        if sum(slot * SLOT_S < end_s for slot in self._written) < k:
            return None
        return sum(slot * SLOT_S < end_s for slot in self._dropped) // k * k

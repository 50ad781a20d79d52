"""Number of ten-minute slots with dropped comments per local day, for `vitrina status` on this kiosk.

A count that changed with every comment would reveal when somebody wrote. So it changes only at the end of a day and is
a multiple of k_reaction. A day with fewer slots has no count.
"""

from collections.abc import Iterable

from edge.audience.comment_disclosure import SLOT_S
from edge.audience.rules import CLOSED_AFTER_S, AudienceRules


class DroppedComments:
    """The current local day's ten-minute slots that contain a comment, each marked if one of its comments was dropped.

    `people`: number of slots with a dropped comment on the last complete day, rounded down to a multiple of k_reaction.
    None before the first complete day with comments, and after a day with fewer than k_reaction slots.
    """

    def __init__(self, rules: AudienceRules) -> None:
        self.people: int | None = None
        self._rules = rules
        self._day_end_s: float | None = None
        self._slots: dict[int, bool] = {}  # True: a comment of it was dropped

    def add(self, at_s: float, slot: int) -> None:
        """Adds the slot of a comment. The first slot starts the day."""
        if self._day_end_s is None:
            self._day_end_s = self._rules.day_end(at_s)
        self._slots.setdefault(slot, False)

    def mark_dropped(self, slots: Iterable[int]) -> None:
        """Marks slots as having dropped comments. The slots must have been added before."""
        self._slots.update(dict.fromkeys(slots, True))

    def end_day_if_over(self, at_s: float) -> None:
        """Counts the day's slots 30 s after the day has ended. By then its last window has been checked, so none of its
        comments is still waiting.
        """
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
        """Drops the current day's slots, because the clock was set."""
        self._day_end_s = None
        self._slots.clear()

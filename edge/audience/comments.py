"""Pending comments. Comments about a creative wait until enough people have written, and are released at the end of a
ten-minute slot.

These slots need no camera and do not depend on windows: a window of one minute would reveal the minute in which
somebody wrote. While no comment is pending, nothing is checked.
"""

from collections.abc import Iterable
from math import floor, inf

from edge.audience.comment_disclosure import SLOT_S, CommentBatch, release_comments, slot_number
from edge.audience.dropped_comments import DroppedComments
from edge.audience.plays import PlayHistory
from edge.audience.rules import CLOSED_AFTER_S, AudienceRules
from edge.audience.runs import SensingRuns
from edge.events import CommentObservation, ReleasedComments

MINUTE_S = 60.0
"""Seconds of a minute. At most one comment counts in each minute of UTC."""


class PendingComments:
    """Comments of the current run and the current part of the day. Each comment either enters exactly one batch or is
    dropped.

    A batch is about one creative. It is released at the end of a ten-minute slot once enough people have written.
    Comments that are still pending when a run or a part of the day ends are dropped and counted. A pause ends a run at
    the end of its window; the next run may start before that window is checked.
    """

    def __init__(self, rules: AudienceRules, plays: PlayHistory) -> None:
        self.released = 0  # comments that left in a batch
        self.dropped = 0  # comments that were withheld, late, or the second of a minute
        self._day = DroppedComments(rules)
        self._rules = rules
        self._plays = plays
        self._new: list[CommentObservation] = []  # of slots that were not checked yet
        self._held: dict[str | None, CommentBatch] = {}
        self._told_until_s: dict[str | None, float] = {}  # by creative: `to` of its last batch in this part
        self._minutes: set[int] = set()  # minutes that have their comment
        self._runs = SensingRuns(rules)
        self._begin_s = self._part_end_s = inf  # before the first run no comment counts
        self._to_s = inf  # end of the slot that is checked next
        self._checked_s = -inf  # end of the last checked slot

    @property
    def waiting_count(self) -> int:
        """Number of comments that wait until more people have written."""
        return len(self._new) + sum(batch.counts.total() for batch in self._held.values())

    @property
    def dropped_slot_count(self) -> int | None:
        """Number of ten-minute slots with dropped comments on the last complete day, rounded down to a multiple of
        k_reaction. The docstring of DroppedComments lists the cases in which it is None.
        """
        return self._day.people

    @property
    def oldest_s(self) -> float:
        """Time of the oldest comment that is not matched to a creative yet. Infinite if there is none."""
        return min((comment.at_s for comment in self._new), default=inf)

    @property
    def next_check_s(self) -> float:
        """Time of the next check: 30 s after the end of a slot. Infinite while nothing is pending."""
        return self._to_s + CLOSED_AFTER_S

    def start_run(self, at_s: float) -> None:
        """Starts a run that accepts comments written at the given time or later. Does nothing during a run."""
        if self._runs.start_run(at_s):
            self._begin(at_s)

    def add(self, comment: CommentObservation) -> None:
        """Adds a comment. Drops and counts the comment if another one was written in the same minute, or if its
        ten-minute slot has already been checked.
        """
        if self._to_s == inf:
            self._begin_part_of(comment.at_s)
        minute, slot = floor(comment.at_s / MINUTE_S), slot_number(comment.at_s)
        self._day.add(comment.at_s, slot)
        if comment.at_s < max(self._begin_s, self._checked_s) or minute in self._minutes:
            self._drop(1, {slot})
            return
        self._minutes.add(minute)
        self._new.append(comment)
        if self._to_s == inf:
            self._to_s = self._next_boundary(comment.at_s)

    def release_due(self, at_s: float) -> list[ReleasedComments]:
        """Releases the batches with enough people at the end of a slot, then sets the time of the next check."""
        to_s = self._to_s
        is_paused = self._runs.ends_paused_run(to_s)
        releases = self._release_batches(to_s, at_s)
        self._checked_s = to_s
        self._minutes = {minute for minute in self._minutes if (minute + 1) * MINUTE_S > to_s}
        if is_paused or to_s >= self._part_end_s:
            self._drop_held()
            self._begin(to_s)
        if is_paused and (begin_s := self._runs.end_paused_run()) is not None:
            self._begin(begin_s)
        self._to_s = self._next_boundary(to_s) if self._new or self._held or self._runs.has_paused_run else inf
        return releases

    def end_day_if_over(self, at_s: float) -> None:
        """If the day has ended, counts the ten-minute slots in which its dropped comments were written."""
        self._day.end_day_if_over(at_s)

    def pause_run(self, at_s: float) -> float:
        """Ends the run at the next regular window end, when its comments are checked. Returns that time.

        Returns minus infinity if no comment is waiting, because the other senses then need not wait for the check.
        """
        if self._runs.is_running and self.waiting_count > 0:
            end_s = self._runs.pause_run(at_s)
            self._to_s = min(self._to_s, end_s)
            return end_s
        self._runs.is_running = False
        return -inf

    def stop_run(self, at_s: float, *, clock_was_set: bool) -> list[ReleasedComments]:
        """Ends the run. Releases the batches with enough people; drops and counts the other comments.

        With `clock_was_set`, drops all comments that remain, because their times come from two different clocks.
        """
        releases: list[ReleasedComments] = []
        while self._to_s < at_s:
            releases += self.release_due(at_s)
        if not clock_was_set:
            releases += self._release_batches(at_s, at_s)
        self._drop(len(self._new), {slot_number(comment.at_s) for comment in self._new})
        self._new.clear()
        self._drop_held()
        self._runs.stop_run()
        self._to_s = inf
        if clock_was_set:
            self._day.forget_day()
        return releases

    def _release_batches(self, to_s: float, at_s: float) -> list[ReleasedComments]:
        """Adds the comments before `to_s` to their batches, and releases the batches with enough people."""
        for comment in [comment for comment in self._new if comment.at_s < to_s]:
            self._batch_of(self._plays.creative_at(comment.at_s)).add(comment)
        self._new = [comment for comment in self._new if comment.at_s >= to_s]
        releases = []
        for creative in sorted(self._held, key=lambda creative: creative or ""):
            batch = self._held[creative]
            told = release_comments(batch, to_s, k_reaction=self._rules.k_reaction, at_s=at_s, noise=self._rules.noise)
            if told is not None:
                releases.append(told)
                self.released += batch.counts.total()
                del self._held[creative]
                self._told_until_s[creative] = to_s
        return releases

    def _batch_of(self, creative: str | None) -> CommentBatch:
        if creative not in self._held:
            self._held[creative] = CommentBatch(creative, self._told_until_s.get(creative, self._begin_s))
        return self._held[creative]

    def _begin(self, at_s: float) -> None:
        """Starts a run or a part of the day. All its batches carry this start time, even if their first comments are
        written later.
        """
        self._begin_s = at_s
        self._part_end_s = self._rules.next_batch_end_s(at_s)
        self._told_until_s.clear()

    def _begin_part_of(self, at_s: float) -> None:
        """Starts the part of the day that contains the given time, if no comment was pending when the previous part
        ended.
        """
        while self._part_end_s <= at_s:
            self._begin(self._part_end_s)

    def _drop_held(self) -> None:
        for batch in self._held.values():
            self._drop(batch.counts.total(), batch.slots)
        self._held.clear()

    def _drop(self, count: int, slots: Iterable[int]) -> None:
        """Counts dropped comments by the slots in which they were written."""
        self.dropped += count
        self._day.mark_dropped(slots)

    def _next_boundary(self, at_s: float) -> float:
        """Next end of a ten-minute slot, of the run, or of the part of the day, whichever comes first."""
        return min((slot_number(at_s) + 1) * SLOT_S, self._runs.oldest_paused_end_s, self._part_end_s)

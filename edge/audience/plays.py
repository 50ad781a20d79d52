"""What was on the screen when: the plays of the day, told in time or late, and the proof of each."""

from dataclasses import dataclass
from math import ceil, inf

from edge.audience.disclosure import proof_of_play
from edge.audience.rules import MEDIA_SECONDS, NEARLY_S, REPORTED_LATE_S
from edge.events import PlayEnded, PlayStarted, ProofOfPlay

SETTLES_S = 3.0
"""A play told after one that followed it is proven so much later: its own end may still come."""
OVERRUN_S = 0.5
"""Players tell their ends no better: so long after its end a creative's last media second is still shown."""
ROUNDING_S = 1e-6


Arm = tuple[str, str | None, str | None]
"""Whose reaction a play belongs to: creative, and experiment and arm where there is one."""


@dataclass(eq=False, slots=True)
class Play:
    """One showing of a creative. `start_known_s` and `end_known_s` are where the fold stood when they were told."""

    started: PlayStarted
    start_known_s: float
    reported_s: float  # when it was told, start or end whichever came last, by the newest event
    end_s: float = inf
    end_known_s: float = inf
    end_error_s: float = 0.0
    late: bool = False  # told too late to make a reaction
    proven: bool = False

    @property
    def arm(self) -> Arm:
        creative, experiment = self.started.creative, self.started.experiment
        return (creative, experiment.id, experiment.arm) if experiment else (creative, None, None)

    def media_second(self, at_s: float) -> int | None:
        """The media second shown at `at_s`; None where the creative is over or has no such cell."""
        media_s = self.started.media_s + at_s - self.started.at_s
        second = int(media_s + ROUNDING_S)
        if self.started.duration_s is not None:
            if media_s >= self.started.duration_s + OVERRUN_S:
                return None
            second = min(second, max(0, ceil(self.started.duration_s - ROUNDING_S) - 1))
        return second if second < MEDIA_SECONDS else None

    def seconds_shown(self, until_s: float) -> range:
        """The media seconds of which it showed something before `until_s`."""
        media_to_s = self.started.media_s + min(self.end_s, until_s) - self.started.at_s
        if self.started.duration_s is not None:
            media_to_s = min(media_to_s, self.started.duration_s)
        return range(int(self.started.media_s + ROUNDING_S), min(ceil(media_to_s - NEARLY_S), MEDIA_SECONDS))


Cell = tuple[int, Play | None, int]
"""Where a moment of a visit belongs: absolute second, and the play and media second known when it was folded."""


class PlayHistory:
    """The plays of the local day, in order of their starts."""

    def __init__(self) -> None:
        self.late = 0  # plays that were told too late to make a reaction
        self._plays: list[Play] = []
        self._unproven: list[Play] = []
        self._told_after: list[Play] = []  # those whose start or end was told after the fold had passed it
        self._cell: Cell = (0, None, 0)

    def start(self, event: PlayStarted, folded_s: float, newest_s: float) -> list[ProofOfPlay]:
        """A play began, which ends the one before it. Told twice, it is one play."""
        index = len(self._plays)
        while index and self._plays[index - 1].started.at_s > event.at_s:
            index -= 1
        before = self._plays[index - 1] if index else None
        if before is not None and before.started.at_s == event.at_s and before.started.creative == event.creative:
            return []
        play = Play(event, start_known_s=max(folded_s, event.at_s), reported_s=newest_s)
        if play.start_known_s > event.at_s:
            self._told_after.append(play)
        proofs = []
        if before is not None and before.end_s > event.at_s:
            proofs = self._end(before, event.at_s, event.error_s, folded_s)
        if index < len(self._plays):
            following = self._plays[index].started
            self._set_end(play, following.at_s, following.error_s, folded_s)
        self._plays.insert(index, play)
        self._unproven.append(play)
        return proofs

    def end(self, event: PlayEnded, folded_s: float, newest_s: float) -> list[ProofOfPlay]:
        """What was being shown ended. Without such a play nothing happens."""
        for play in reversed(self._plays):
            if play.started.at_s < event.at_s < play.end_s:
                play.reported_s = newest_s  # only now is it told whole
                return self._end(play, event.at_s, event.error_s, folded_s)
        return []

    def settle(self, folded_s: float) -> list[ProofOfPlay]:
        """The proofs of plays that were told after a following one, once their own ends have had time to come."""
        if not self._unproven:
            return []
        due = [p for p in self._unproven if p.end_s < inf and folded_s >= p.start_known_s + SETTLES_S]
        return [self._prove(play, folded_s) for play in due]

    def stop(self, at_s: float) -> list[ProofOfPlay]:
        """The end of it all: what is being shown was shown until now."""
        for play in self._unproven:
            if play.end_s == inf:
                self._set_end(play, max(at_s, play.started.at_s), 0.0, at_s)
        return [self._prove(play, at_s) for play in list(self._unproven)]

    def forget(self, before_s: float) -> None:
        """Plays that ended before `before_s` are no longer needed."""
        self._plays = [play for play in self._plays if play.end_s >= before_s]
        self._told_after = [play for play in self._told_after if play.end_s >= before_s]

    def cell_at(self, at_s: float) -> Cell:
        """Where a moment belongs, as far as known. The same cell is the same object for as long as it lasts."""
        play, media_second = None, 0
        for candidate in reversed(self._plays):
            if candidate.started.at_s <= at_s:
                second = candidate.media_second(at_s) if at_s < candidate.end_s else None
                if second is not None:
                    play, media_second = candidate, second
                break
        cell = (int(at_s), play, media_second)
        if cell != self._cell:
            self._cell = cell
        return self._cell

    def play_at(self, cell: Cell) -> tuple[Play, int] | None:
        """The play and media second to which a moment belongs by what is known now; None where there is none.

        Only what was told after the fold had passed it can differ from what was known then. There whole absolute
        seconds are moved, each to what was shown in its middle.
        """
        second, play, media_second = cell
        if self._told_after:
            middle_s = second + 0.5
            for later in reversed(self._told_after):
                if later.started.at_s <= middle_s < min(later.end_s, later.start_known_s):
                    moved = later.media_second(middle_s)
                    return None if later.late or moved is None else (later, moved)
            if play is not None and play.end_s <= middle_s < play.end_known_s:
                return None
        return None if play is None or play.late else (play, media_second)

    def during(self, from_s: float, to_s: float) -> list[Play]:
        """The plays that overlap [from_s, to_s) and may make a reaction, the last first."""
        overlapping = []
        for play in reversed(self._plays):
            if play.end_s <= from_s:
                break  # those before it ended earlier
            if play.started.at_s < to_s and not play.late:
                overlapping.append(play)
        return overlapping

    def _end(self, play: Play, end_s: float, error_s: float, folded_s: float) -> list[ProofOfPlay]:
        """The proof follows at once. A play is proven once: what is told of it later counts for its reaction alone."""
        self._set_end(play, end_s, error_s, folded_s)
        return [] if play.proven else [self._prove(play, folded_s)]

    def _set_end(self, play: Play, end_s: float, error_s: float, folded_s: float) -> None:
        play.end_s, play.end_error_s = end_s, error_s
        play.end_known_s = max(folded_s, end_s)
        if play.end_known_s > end_s and play not in self._told_after:
            self._told_after.append(play)
        if not play.late and play.reported_s - end_s > REPORTED_LATE_S:
            play.late = True
            self.late += 1

    def _prove(self, play: Play, folded_s: float) -> ProofOfPlay:
        play.proven = True
        self._unproven.remove(play)
        return proof_of_play(play.started, play.end_s, play.end_error_s, max(play.end_s, folded_s))

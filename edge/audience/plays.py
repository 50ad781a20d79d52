"""History of the day's plays, reported on time or late, and the proof of each play."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, inf

from edge.audience.disclosure import proof_of_play
from edge.audience.rules import MEDIA_SECONDS, REPORTED_LATE_S, TOLERANCE_S
from edge.events import PlayEnded, PlayStarted, ProofOfPlay

PROOF_WAIT_S = 3.0
"""Seconds for which the proof of a play waits if the play is reported after a later play, because its own end may still
arrive.
"""
OVERRUN_S = 0.5
"""Seconds after the end of a creative in which its last media second still counts, because players report the end of a
play no more precisely.
"""
ROUNDING_S = 1e-6
STARTS_BELOW_S = 1.0
"""Largest position in a creative, in seconds, at which a play may start and still count in the curve."""
RESUMED_WITHIN_S = 10.0
"""Longest gap in seconds between a play that counts and a play that continues it. With a longer gap, the second play
does not count.
"""
JUMPS_S = 0.5
"""A continued play counts only if it has skipped at most this many seconds of the creative in total since the
creative's start. Otherwise the sender of the plays could sort one person's seconds into separate cells.
"""


Arm = tuple[str, str | None, str | None]
"""Key of a reaction: creative, experiment and arm. The last two are None outside experiments."""


@dataclass(eq=False, slots=True)
class Play:
    """One play of a creative. `start_known_s` and `end_known_s`: how far processing had advanced when the start or
    the end was reported.
    """

    started: PlayStarted
    start_known_s: float
    reported_s: float  # newest event time at the report of the start or the end, whichever came last
    end_s: float = inf
    end_known_s: float = inf
    ended: PlayEnded | None = None  # as its feed told it
    end_error_s: float = 0.0
    late: bool = False  # reported too late to make a reaction
    proven: bool = False

    @property
    def arm(self) -> Arm:
        creative, experiment = self.started.creative, self.started.experiment
        return (creative, experiment.id, experiment.arm) if experiment else (creative, None, None)

    @property
    def latest_end_s(self) -> float:
        """Latest possible end, from the creative's length. Infinite if the length is unknown."""
        if self.started.duration_s is None:
            return inf
        return self.started.at_s + max(0.0, self.started.duration_s - self.started.media_s) + OVERRUN_S

    @property
    def end_media_s(self) -> float:
        """Position in the creative at which the play ended, computed from its times."""
        media_to_s = self.started.media_s + self.end_s - self.started.at_s
        return media_to_s if self.started.duration_s is None else min(media_to_s, self.started.duration_s)

    def media_second(self, at_s: float) -> int | None:
        """Media second at time `at_s`. None if the creative has ended, or if this media second has no cell."""
        media_s = self.started.media_s + at_s - self.started.at_s
        second = int(media_s + ROUNDING_S)
        if self.started.duration_s is not None:
            if media_s >= self.started.duration_s + OVERRUN_S:
                return None
            second = min(second, max(0, ceil(self.started.duration_s - ROUNDING_S) - 1))
        return second if second < MEDIA_SECONDS else None

    def shown_media_seconds(self, until_s: float) -> range:
        """Media seconds that the play showed fully or partly before `until_s`."""
        media_to_s = self.started.media_s + min(self.end_s, until_s) - self.started.at_s
        if self.started.duration_s is not None:
            media_to_s = min(media_to_s, self.started.duration_s)
        return range(int(self.started.media_s + ROUNDING_S), min(ceil(media_to_s - TOLERANCE_S), MEDIA_SECONDS))


Cell = tuple[int, Play | None, int]
"""Cell for one moment of a visit: the absolute second, and the play and media second that were known when the moment
was processed.
"""


class PlayHistory:
    """Plays of the local day, ordered by start. With `all_count`, which recordings use, every play counts in the
    curve.
    """

    def __init__(self, *, all_count: bool = False) -> None:
        self._all_count = all_count
        self._counting: dict[Play, bool] = {}  # what `counts_in_curve` said since the last report
        self.late = 0  # plays that were reported too late to make a reaction
        self._plays: list[Play] = []
        self._unproven: list[Play] = []
        self._late_reports: list[Play] = []  # start or end reported after its time was processed
        self._cell: Cell = (0, None, 0)

    def start_play(self, event: PlayStarted, processed_s: float, newest_s: float) -> list[ProofOfPlay]:
        """Adds a play, which ends the previous play. A play that is reported twice is added once. Returns the proofs
        of the plays that have ended.
        """
        self._counting.clear()
        index = len(self._plays)
        while index and self._plays[index - 1].started.at_s > event.at_s:
            index -= 1
        before = self._plays[index - 1] if index else None
        if before is not None and before.started.at_s == event.at_s and before.started.creative == event.creative:
            return []
        play = Play(event, start_known_s=max(processed_s, event.at_s), reported_s=newest_s)
        if play.start_known_s > event.at_s:
            self._late_reports.append(play)
        proofs = []
        if before is not None and before.end_s > event.at_s:
            proofs = self._end(before, event.at_s, event.error_s, processed_s)
        if index < len(self._plays):
            following = self._plays[index].started
            self._set_end(play, following.at_s, following.error_s, processed_s)
        self._plays.insert(index, play)
        self._unproven.append(play)
        return proofs

    def end_play(self, event: PlayEnded, processed_s: float, newest_s: float) -> list[ProofOfPlay]:
        """Ends the play that was on screen at the event's time, and returns its proof. Does nothing if no play was on
        screen.
        """
        self._counting.clear()
        for play in reversed(self._plays):
            if play.started.at_s < event.at_s < play.end_s:
                play.reported_s = newest_s  # the report is complete only now
                play.ended = event
                return self._end(play, event.at_s, event.error_s, processed_s)
        return []

    def take_due_proofs(self, processed_s: float) -> list[ProofOfPlay]:
        """Takes the proofs of plays that were reported after a later play. They wait until their own ends have had
        time to arrive.
        """
        if not self._unproven:
            return []
        due = [p for p in self._unproven if p.end_s < inf and processed_s >= p.start_known_s + PROOF_WAIT_S]
        return [self._prove(play, processed_s) for play in due]

    def end_current_play(self, at_s: float) -> list[ProofOfPlay]:
        """Ends the play that is on screen at `at_s`, or where its creative ended if that was earlier. Returns all
        remaining proofs.
        """
        self._counting.clear()
        for play in self._unproven:
            if play.end_s == inf:
                self._set_end(play, max(min(at_s, play.latest_end_s), play.started.at_s), 0.0, at_s)
        return [self._prove(play, at_s) for play in list(self._unproven)]

    def forget_plays(self, before_s: float) -> None:
        """Removes the plays that ended before `before_s`."""
        self._counting.clear()
        self._plays = [play for play in self._plays if play.end_s >= before_s]
        self._late_reports = [play for play in self._late_reports if play.end_s >= before_s]

    def exposure_cell_at(self, at_s: float) -> Cell:
        """Cell at a time, according to the reports so far. Consecutive times in the same cell get the same object."""
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

    def find_play_in_cell(self, cell: Cell) -> tuple[Play, int] | None:
        """Play and media second of a cell, according to the reports so far. None if there is none.

        They differ from the play and the media second in the cell only if a start or an end was reported after its time
        had been processed. In that case, the whole absolute second counts for the play that was on screen in its
        middle.
        """
        second, play, media_second = cell
        if self._late_reports:
            middle_s = second + 0.5
            for late_report in reversed(self._late_reports):
                if late_report.started.at_s <= middle_s < min(late_report.end_s, late_report.start_known_s):
                    moved = late_report.media_second(middle_s)
                    return None if late_report.late or moved is None else (late_report, moved)
            if play is not None and play.end_s <= middle_s < play.end_known_s:
                return None
        return None if play is None or play.late else (play, media_second)

    def counts_in_curve(self, play: Play) -> bool:
        """True if the seconds of the play enter the cells of a curve, because viewers saw the creative from its start.

        Either the play started at the start of the creative, or it continued a counting play soon afterwards at nearly
        the same position.
        """
        if self._all_count:
            return True
        if play not in self._counting:
            self._counting[play] = self._is_continuous_from_start(play)
        return self._counting[play]

    def _is_continuous_from_start(self, play: Play) -> bool:
        jumps_s = 0.0
        for before in self._of_creative(play):
            if play.late or play.started.media_s < STARTS_BELOW_S:
                break
            if play.started.at_s - before.end_s > RESUMED_WITHIN_S + TOLERANCE_S:
                return False
            jumps_s += abs(play.started.media_s - before.end_media_s)
            if jumps_s > JUMPS_S + TOLERANCE_S:
                return False
            play = before
        return not play.late and play.started.media_s < STARTS_BELOW_S

    def _of_creative(self, play: Play) -> Iterator[Play]:
        """Earlier plays of the same creative, the latest first."""
        is_before = False  # the play itself may have been dropped with its day
        for other in reversed(self._plays):
            if is_before and other.started.creative == play.started.creative:
                yield other
            is_before = is_before or other is play

    def creative_at(self, at_s: float) -> str | None:
        """Creative on the screen at a time, according to the reports so far. None if nothing played, or if the play
        was reported too late.
        """
        for play in reversed(self._plays):
            if play.started.at_s <= at_s:
                is_shown = at_s < min(play.end_s, play.latest_end_s) and not play.late
                return play.started.creative if is_shown else None
        return None

    def overlapping_plays(self, from_s: float, to_s: float) -> list[Play]:
        """Plays that overlap [from_s, to_s) and may contribute to a reaction, the latest first."""
        overlapping = []
        for play in reversed(self._plays):
            if play.end_s <= from_s:
                break  # earlier plays ended earlier
            if play.started.at_s < to_s and not play.late:
                overlapping.append(play)
        return overlapping

    def _end(self, play: Play, end_s: float, error_s: float, processed_s: float) -> list[ProofOfPlay]:
        """Ends a play and returns its proof. Each play is proven once; later reports change only its reaction."""
        self._set_end(play, end_s, error_s, processed_s)
        return [] if play.proven else [self._prove(play, processed_s)]

    def _set_end(self, play: Play, end_s: float, error_s: float, processed_s: float) -> None:
        play.end_s, play.end_error_s = end_s, error_s
        play.end_known_s = max(processed_s, end_s)
        if play.end_known_s > end_s and play not in self._late_reports:
            self._late_reports.append(play)
        if not play.late and play.reported_s - end_s > REPORTED_LATE_S:
            play.late = True
            self.late += 1

    def _prove(self, play: Play, processed_s: float) -> ProofOfPlay:
        play.proven = True
        self._unproven.remove(play)
        # a whole second: an exact one is the time of the frame or the sound that was processed last
        ended = play.ended if play.ended and play.ended.at_s == play.end_s else PlayEnded(play.end_s, play.end_error_s)
        return proof_of_play(play.started, ended, float(ceil(max(play.end_s, processed_s))))

"""Groups closed visits into clock-aligned windows, makes reactions from the windows, and ends all batches when the day
ends or the kiosk stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, fsum, inf

from edge.audience.disclosure import VisitSummary, WindowBatch, release_window
from edge.audience.exposure import TrackSecondSums, visit_exposures
from edge.audience.overlap import LONGEST_S
from edge.audience.people import PeopleLowerBound, VisitStay, stretch_start_times
from edge.audience.plays import PlayHistory
from edge.audience.reactions import PendingReactions, ReleasedWindowStays
from edge.audience.rules import CLOSED_AFTER_S, MIN_COUNTED_S, TOLERANCE_S, AudienceRules
from edge.audience.runs import SensingRuns
from edge.audience.sensing import CameraCoverage, RoomAudioBySecond
from edge.audience.staff import CrowdedPlace, find_staff_place
from edge.audience.visits import Visit
from edge.events import ReleasedReaction, ReleasedWindow

QUARTERS = 4
"""Number of steps between a coverage of 0 and 1. If a pause ends a window, the window's coverage is rounded down to
such a step.
"""


@dataclass(frozen=True, slots=True)
class PendingVisit:
    """A closed visit that no released window contains yet, with the seconds of its tracks."""

    end_s: float
    summary: VisitSummary
    seconds: Sequence[TrackSecondSums]


class ReleaseBatches:
    """Turns closed visits into windows and reactions. A run lasts from the first observation to a stop or a pause.

    A paused run's last window ends at the next regular window end. The next run may start before that window is
    checked.
    """

    def __init__(
        self,
        rules: AudienceRules,
        plays: PlayHistory,
        coverage: CameraCoverage,
        room_audio: RoomAudioBySecond,
        stream: Sequence[VisitStay],
    ) -> None:
        self.released = 0  # visits that left in a window
        self.dropped = 0  # visits that were withheld
        self.withheld: int | None = None  # people withheld in the last day that ended, in multiples of k
        self.one_place: bool | None = None  # many watchers of that day stand in one cell, as unmasked staff do
        self.place: CrowdedPlace | None = None  # of the last day that had one
        self.reactions = PendingReactions(rules, plays)
        self.day_end_s = -inf
        self._part_end_s = -inf
        self._rules = rules
        self._plays = plays
        self._coverage = coverage
        self._room_audio = room_audio
        self._stream = stream
        self._waiting: list[PendingVisit] = []
        self._today: list[VisitStay] = []  # closed visits
        self._watchers_today: list[VisitStay] = []  # those of them that watched
        self._dropped_today: list[VisitStay] = []
        self._runs = SensingRuns(rules)
        self._from_s = 0.0
        self._to_s = inf

    @property
    def waiting_visit_count(self) -> int:
        """Number of closed visits that no released window contains yet."""
        return len(self._waiting)

    @property
    def next_check_s(self) -> float:
        """Time of the next window check: 30 s after the window's end, when all visits that ended in the window have
        been closed.
        """
        return self._to_s + CLOSED_AFTER_S

    def start_run(self, at_s: float) -> None:
        """Starts a run and its first window at the time of an observation. Does nothing during a run."""
        if self._runs.start_run(at_s):
            self._begin_run(at_s)

    def end_day_if_over(self, at_s: float) -> None:
        """Ends the day if it is over and no run is active, so that the day's number of withheld visits can be
        published.
        """
        if not self._runs.is_running and not self._runs.has_paused_run and at_s >= self.day_end_s:
            self._end_day(at_s)

    def add(self, visit: Visit) -> None:
        """Adds a closed visit."""
        seconds = [track.seconds for track in visit.tracks]
        sums = [cell for track in seconds for cell in track.by_cell.values()]
        summary = VisitSummary(
            visit.stay, fsum(cell.present_s for cell in sums), fsum(cell.attentive_s for cell in sums)
        )
        self._waiting.append(PendingVisit(visit.end_s, summary, seconds))
        self._today.append(visit.stay)
        if summary.attentive_s >= MIN_COUNTED_S - TOLERANCE_S:
            self._watchers_today.append(visit.stay)

    def discard_staff_visit(self, stay: VisitStay) -> bool:
        """Removes all data of a closed visit that turned out to be staff. Returns False if a window has already
        reported the visit.
        """
        waiting = [visit for visit in self._waiting if visit.summary.stay is stay]
        if waiting:
            self._remove(waiting)
            self._today.remove(stay)
            if stay in self._watchers_today:
                self._watchers_today.remove(stay)
        return bool(waiting)

    def release_due(self, at_s: float) -> list[ReleasedWindow | ReleasedReaction]:
        """Releases the window that has ended, and the reactions that are ready. A window with too few people stays
        open. Then sets the next window end.
        """
        to_s = self._to_s
        is_paused = self._runs.ends_paused_run(to_s)
        ended = [visit for visit in self._waiting if visit.end_s < to_s]
        releases = self._release_window(to_s, at_s, ended, is_paused=is_paused)
        if is_paused or to_s >= self._part_end_s:
            releases += self._end_batches(to_s, at_s, ended if not releases else [])
        if to_s >= self.day_end_s:
            self._end_day(to_s)
        self._part_end_s = self._rules.next_batch_end_s(to_s)
        if is_paused:
            self._end_run(to_s)
            if (begin_s := self._runs.end_paused_run()) is not None:
                self._begin_run(begin_s)
        else:
            self._to_s = self._next_boundary(to_s)
        return releases

    def pause_run(self, at_s: float) -> float:
        """Ends the run. All its visits must be closed already. Returns the end of its last window, which is the next
        regular window end.
        """
        return self._runs.pause_run(at_s) if self._runs.is_running else at_s

    def stop_run(self, at_s: float, *, clock_was_set: bool) -> list[ReleasedWindow | ReleasedReaction]:
        """Ends the run. All its visits must be closed already. Releases everything that may be published; drops and
        counts the rest.

        With `clock_was_set`, it drops a last window shorter than `window_s`, and every reaction that was not ready.
        """
        releases: list[ReleasedWindow | ReleasedReaction] = []
        while self._to_s < at_s:
            releases += self.release_due(at_s)
        if self._to_s < inf:  # else there is no run, or a pause has ended it
            releases += self._release_last(at_s, clock_was_set=clock_was_set)
        if self._people_bound().has_enough_people_in_window(self._today, max(self._rules.k, 1)):
            self._note_place()  # a kiosk that is switched off in the evening sees no midnight
        return releases

    def _release_last(self, at_s: float, *, clock_was_set: bool) -> list[ReleasedWindow | ReleasedReaction]:
        """Ends the run at `at_s`, which may be in the middle of a window, and drops what may not be published."""
        releases: list[ReleasedWindow | ReleasedReaction] = []
        is_told = at_s - self._from_s >= self._rules.window_s if clock_was_set else at_s > self._from_s
        if is_told:
            releases += self._release_window(at_s, at_s, list(self._waiting), is_paused=self._runs.has_paused_run)
        releases += self._end_batches(at_s, at_s, list(self._waiting), is_told=not clock_was_set)
        self._runs.stop_run()
        self._end_run(inf)
        return releases

    def _begin_run(self, at_s: float) -> None:
        if at_s >= self.day_end_s:
            self._end_day(at_s)
        self._part_end_s = self._rules.next_batch_end_s(at_s)
        self._from_s = at_s
        self._to_s = self._next_boundary(at_s)

    def _end_run(self, before_s: float) -> None:
        """Ends a run: drops the sound measurements from before `before_s`."""
        self._room_audio.forget_seconds(before_s)
        self._to_s = inf

    def _release_window(
        self, to_s: float, at_s: float, visits: Sequence[PendingVisit], *, is_paused: bool
    ) -> list[ReleasedWindow | ReleasedReaction]:
        """Releases the window that ends at `to_s` with `visits`, and its reactions. Returns nothing if there are too
        few people.

        If a pause ends the window, its coverage is rounded to quarters, because a finer value would reveal when the
        pause started.
        """
        coverage = self._coverage.covered_share(self._from_s, to_s)
        window = WindowBatch(
            self._from_s,
            to_s,
            [visit.summary for visit in visits],
            floor(coverage * QUARTERS) / QUARTERS if is_paused else coverage,
            self._room_audio.level_db(self._from_s, to_s),
        )
        people = self._people_bound()
        released = release_window(window, people, k=self._rules.k, k_reaction=self._rules.k_reaction, at_s=at_s)
        if released is None:
            return []
        self.released += len(visits)
        self._remove(visits)
        stays = [visit.summary.stay for visit in visits]
        self.reactions.add_window(
            ReleasedWindowStays(self._from_s, to_s, stays),
            [
                exposure
                for visit in visits
                for exposure in visit_exposures(
                    visit.summary.stay, visit.seconds, self._plays, self._room_audio.seconds
                )
            ],
            people,
        )
        self._start_window(to_s)
        return [released, *self.reactions.release_ready_reactions(people, at_s)]

    def _end_batches(
        self, to_s: float, at_s: float, withheld: Sequence[PendingVisit], *, is_told: bool = True
    ) -> list[ReleasedWindow | ReleasedReaction]:
        """Ends the batches of a run or a part of the day at `to_s`: releases the reactions with enough people and
        drops the `withheld` visits.
        """
        releases: list[ReleasedWindow | ReleasedReaction] = [
            *self.reactions.end_day_part(self._people_bound(), to_s, at_s, is_told=is_told)
        ]
        self.dropped += len(withheld)
        self._dropped_today += [visit.summary.stay for visit in withheld]
        self._remove(withheld)
        self._start_window(to_s)
        return releases

    def _end_day(self, at_s: float) -> None:
        if self.day_end_s > -inf:
            self._count_day()
        self._today.clear()
        self._watchers_today.clear()
        self._dropped_today.clear()
        self.reactions.without_verdicts = 0
        self.day_end_s = self._rules.day_end(at_s)

    def _count_day(self) -> None:
        """Counts the withheld visits of the day that ends. Skips a day with fewer than k people, because only a cleaner
        may have been there.
        """
        people, k = self._people_bound(), max(self._rules.k, 1)
        has_people = people.has_enough_people_in_window(self._today, k)
        self.withheld = people.fewest_people_in_set(self._dropped_today) // k * k if has_people else None
        self.one_place = self._note_place() if has_people else None

    def _note_place(self) -> bool:
        """Records the place where many of this day's watchers stood. Returns False if there is no such place."""
        cell = find_staff_place(self._today, self._watchers_today, self.day_end_s)
        if cell is None:
            return False
        self.place = CrowdedPlace(cell, self.day_end_s)
        self.reactions.verdict_limit.add_staff_place(self.place)
        return True

    def _start_window(self, from_s: float) -> None:
        self._from_s = from_s
        self._coverage.forget_spans(from_s)
        self._room_audio.forget_seconds(from_s - LONGEST_S - CLOSED_AFTER_S)

    def _remove(self, visits: Sequence[PendingVisit]) -> None:
        removed = {id(visit) for visit in visits}
        self._waiting = [visit for visit in self._waiting if id(visit) not in removed]

    def _people_bound(self) -> PeopleLowerBound:
        rules = self._rules
        return PeopleLowerBound(
            matched=rules.matches_visits,
            same_person_s=rules.same_person_s,
            span_s=rules.same_person_span_s,
            staff=rules.unmasked_staff,
            places=rules.staff_places,
            begins_s=stretch_start_times(self._stream, rules.same_person_s),
        )

    def _next_boundary(self, at_s: float) -> float:
        """Next multiple of `window_s` in UTC, or the end of the local day or its part, whichever comes first."""
        return min(self._rules.next_window_end_s(at_s), self._part_end_s)

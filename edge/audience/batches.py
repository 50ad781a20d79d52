"""Which visits are told together and when: windows on the clock, reactions nested in them, the day's end, the stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, fsum, inf

from edge.audience.disclosure import VisitSummary, WindowBatch, release_window
from edge.audience.exposure import SecondSums, exposures
from edge.audience.people import LONGEST_S, PeopleLowerBound, Stay, stretch_begins
from edge.audience.plays import PlayHistory
from edge.audience.reactions import PendingReactions, WindowStays
from edge.audience.rules import CLOSED_AFTER_S, AudienceRules
from edge.audience.sensing import CameraCoverage, RoomAudio
from edge.audience.staff import StaffPlaceDetector
from edge.audience.visits import Visit
from edge.events import ReleasedReaction, ReleasedWindow

MATCHED_FROM = 3
"""Below this k every visit is a person: for recordings, where one looks at how visits come out."""


@dataclass(frozen=True, slots=True)
class PendingVisit:
    """A closed visit that is in no told window yet, with the seconds of its tracks."""

    end_s: float
    summary: VisitSummary
    seconds: Sequence[SecondSums]


class Batches:
    """Closed visits in, windows and reactions out. A run lasts from the first thing sensed to a stop or a pause."""

    def __init__(
        self,
        rules: AudienceRules,
        plays: PlayHistory,
        coverage: CameraCoverage,
        room_audio: RoomAudio,
        stream: Sequence[Stay],
    ) -> None:
        self.released = 0  # visits that left in a window
        self.dropped = 0  # visits that were withheld
        self.withheld: int | None = None  # those of the last day that ended, in multiples of k
        self.one_place: bool | None = None  # whether many of them were at one place, as unmasked staff are
        self.reactions = PendingReactions(rules, plays)
        self.day_end_s = -inf
        self._rules = rules
        self._plays = plays
        self._coverage = coverage
        self._room_audio = room_audio
        self._stream = stream
        self._waiting: list[PendingVisit] = []
        self._dropped_today = 0
        self._staff = StaffPlaceDetector()
        self._is_running = False
        self._from_s = 0.0
        self._to_s = inf

    @property
    def waiting(self) -> int:
        """How many closed visits are in no told window yet."""
        return len(self._waiting)

    @property
    def next_check_s(self) -> float:
        """When the window is to be looked at: 30 s after it ends, for then all visits that ended in it are closed."""
        return self._to_s + CLOSED_AFTER_S

    def start_run(self, at_s: float) -> None:
        """Something is sensed: if no run is going on, one begins, and with it its first window."""
        if not self._is_running:
            self.pass_day(at_s)
            self._is_running = True
            self._from_s = at_s
            self._to_s = self._boundary_after(at_s)

    def pass_day(self, at_s: float) -> None:
        """Between runs the day may end too; then what was withheld in it is told."""
        if not self._is_running and at_s >= self.day_end_s:
            self._end_day(at_s)

    def add(self, visit: Visit) -> None:
        """A visit was closed."""
        seconds = [track.seconds for track in visit.tracks]
        sums = [cell for track in seconds for cell in track.by_cell.values()]
        visited = VisitSummary(
            visit.stay, fsum(cell.present_s for cell in sums), fsum(cell.attentive_s for cell in sums)
        )
        self._waiting.append(PendingVisit(visit.end_s, visited, seconds))
        self._staff.add(visit.tracks[0].began, visit.tracks[-1].ended)

    def release_due(self, at_s: float) -> list[ReleasedWindow | ReleasedReaction]:
        """The window that has ended: it leaves, with what reactions are ready, or stays open. Then the next."""
        to_s = self._to_s
        ended = [visit for visit in self._waiting if visit.end_s < to_s]
        told = self._release(to_s, at_s, ended)
        if to_s >= self.day_end_s:
            told += self._end_batches(to_s, at_s, ended if not told else [])
            self._end_day(to_s)
        self._to_s = self._boundary_after(to_s)
        return told

    def stop(self, at_s: float) -> list[ReleasedWindow | ReleasedReaction]:
        """All visits are closed. What may leave leaves, the rest is dropped and counted."""
        told: list[ReleasedWindow | ReleasedReaction] = []
        if not self._is_running:
            return told
        while self._to_s < at_s:
            told += self.release_due(at_s)
        if at_s > self._from_s:
            told += self._release(at_s, at_s, list(self._waiting))
        told += self._end_batches(at_s, at_s, list(self._waiting))
        self._room_audio.forget(inf)
        self._is_running = False
        self._to_s = inf
        return told

    def _release(
        self, to_s: float, at_s: float, visits: Sequence[PendingVisit]
    ) -> list[ReleasedWindow | ReleasedReaction]:
        """The window up to `to_s` over `visits`, and the reactions that leave with it; nothing, if they are too few."""
        window = WindowBatch(
            self._from_s,
            to_s,
            [visit.summary for visit in visits],
            self._coverage.share(self._from_s, to_s),
            self._room_audio.level_db(self._from_s, to_s),
        )
        people = self._people()
        told = release_window(window, people, k=self._rules.k, k_reaction=self._rules.k_reaction, at_s=at_s)
        if told is None:
            return []
        self.released += len(visits)
        self._take_out(visits)
        stays = [visit.summary.stay for visit in visits]
        self.reactions.add_window(
            WindowStays(self._from_s, to_s, stays),
            [
                exposure
                for visit in visits
                for exposure in exposures(visit.summary.stay, visit.seconds, self._plays, self._room_audio.seconds)
            ],
        )
        self._begin_window(to_s)
        return [told, *self.reactions.release_ready(people, at_s)]

    def _end_batches(
        self, to_s: float, at_s: float, left: Sequence[PendingVisit]
    ) -> list[ReleasedWindow | ReleasedReaction]:
        """The day or the run ends at `to_s`: reactions leave if they have their people; the visits `left` do not."""
        told: list[ReleasedWindow | ReleasedReaction] = [*self.reactions.close_day(self._people(), to_s, at_s)]
        self.dropped += len(left)
        self._dropped_today += len(left)
        self._take_out(left)
        self._begin_window(to_s)
        return told

    def _end_day(self, at_s: float) -> None:
        if self.day_end_s > -inf:
            k = max(self._rules.k, 1)
            self.withheld = self._dropped_today // k * k
            self.one_place = self._staff.end_day(k)
        self._dropped_today = 0
        self.day_end_s = self._rules.day_end(at_s)

    def _begin_window(self, from_s: float) -> None:
        self._from_s = from_s
        self._coverage.forget(from_s)
        self._room_audio.forget(from_s - LONGEST_S - CLOSED_AFTER_S)

    def _take_out(self, visits: Sequence[PendingVisit]) -> None:
        gone = {id(visit) for visit in visits}
        self._waiting = [visit for visit in self._waiting if id(visit) not in gone]

    def _people(self) -> PeopleLowerBound:
        rules = self._rules
        return PeopleLowerBound(
            matched=min(rules.k, rules.k_reaction) >= MATCHED_FROM,
            same_person_s=rules.same_person_s,
            span_s=rules.same_person_span_s,
            staff=rules.unmasked_staff,
            begins_s=stretch_begins(self._stream, rules.same_person_s),
        )

    def _boundary_after(self, at_s: float) -> float:
        """The next multiple of `window_s` of UTC, or the end of the local day if that comes first."""
        window_s = self._rules.window_s
        multiple = floor(at_s / window_s) + 1
        while multiple * window_s <= at_s:
            multiple += 1
        return min(multiple * window_s, self.day_end_s)

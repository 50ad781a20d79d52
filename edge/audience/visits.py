"""Turns tracks into visits: their start, re-acquisition, end and maximum length.

Track numbers and boxes exist only here, in memory, for seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from edge.audience.exposure import TrackSecondSums, expression_sums
from edge.audience.overlap import LONGEST_S
from edge.audience.people import VisitStay
from edge.audience.places import standing_cells
from edge.audience.plays import Cell
from edge.audience.reaction_batch import ExpressionSums
from edge.audience.rules import (
    CLOSED_AFTER_S,
    FRAME_STANDS_S,
    MAX_BRIDGED_GAP_S,
    TOLERANCE_S,
    AudienceRules,
    is_attentive,
)
from edge.events import ExpressionScores, FaceObservation, FrameObservation, PlaceCells
from edge.face_matching import FOUND_AGAIN_S, is_lost_for_good, matching_distance_px

CONFIRMED_DETECTIONS = 5
CONFIRMED_S = 0.3


@dataclass(eq=False, slots=True)
class VisitTrack:
    """One track of a visit. It has its own totals, because the track may turn out to be a poster or another person.

    It does not refer to its visit. Objects in a reference cycle stay in memory until Python's garbage collector runs,
    which may be hours after their release.
    """

    number: int
    first_s: float
    last_s: float
    face: FaceObservation | None  # last observation; None once the track can no longer be found again
    began: PlaceCells | None  # None: over the edge of the picture, which is known once the track is confirmed
    ended: PlaceCells  # where it was last seen
    goes_over_edge: bool
    present_until_s: float  # end of the time that the last frame stands for
    detections: int = 0
    confirmed: bool = False
    seconds: TrackSecondSums = field(default_factory=TrackSecondSums)
    expression: ExpressionSums | None = None  # last verdict; None: an abstention
    expression_until_s: float = -inf


@dataclass(eq=False, slots=True)
class Visit:
    """One person's stay in front of the screen. It lasts as long as the person is in view, even longer than 600 s.

    `stay` is the same interval on the clock that counts people. This clock stops while the camera is lost.
    """

    start_s: float
    last_s: float
    stay: VisitStay
    tracks: list[VisitTrack] = field(default_factory=list)
    closed: bool = False
    is_cut_off: bool = False  # in view when the senses stopped, or for 600 s: its person did not leave there

    @property
    def is_confirmed(self) -> bool:
        return any(track.confirmed for track in self.tracks)

    @property
    def counted_until_s(self) -> float:
        return self.start_s + LONGEST_S

    @property
    def end_s(self) -> float:
        """End of the visit for its batch: the last time the person was seen, at most 600 s after the start."""
        return min(self.last_s, self.counted_until_s)

    def close(self) -> None:
        """Closes the visit and sets the cells in which it stands."""
        self.closed = True
        last = self.tracks[-1]
        has_left = last.goes_over_edge and not self.is_cut_off
        self.stay.cells = standing_cells(self.tracks[0].began, None if has_left else last.ended)


class VisitTracker:
    """Turns frames into visits. The frames must come in chronological order. `stays` contains all confirmed visits,
    including open ones.
    """

    def __init__(self, rules: AudienceRules, cell_at: Callable[[float], Cell]) -> None:
        self.stays: list[VisitStay] = []
        self._rules = rules
        self._cell_at = cell_at
        self._tracks: dict[int, tuple[Visit, VisitTrack]] = {}  # by number: in view, or lost a short while ago
        self._visits: list[Visit] = []  # confirmed, last seen less than CLOSED_AFTER_S ago
        self._not_people: set[int] = set()  # tracks that turned out to be posters or screens
        self._lost_total_s = 0.0  # total time that the camera was lost so far

    @property
    def open_visit_count(self) -> int:
        """Number of confirmed visits that are not closed."""
        return sum(not visit.closed for visit in self._visits)

    def handle_frame(self, frame: FrameObservation, stands_s: float) -> None:
        """Adds one frame, which represents `stands_s` seconds."""
        for number in frame.not_people:
            self._discard_track(number)
        if not frame.faces:
            return
        at_s = frame.at_s
        cell = self._cell_at(at_s)
        for face in frame.faces:
            visit, track = self._tracks.get(face.track, (None, None))
            if visit is None or track is None or is_lost_for_good(at_s - track.last_s):
                if face.track in self._not_people:
                    continue
                visit, track = self._start_track(face, frame)
            elif at_s <= track.last_s:
                continue  # a track counts once per frame
            elif track is not visit.tracks[-1]:
                self._split_after(visit, track)
            self._add_detection(visit, track, face, at_s, stands_s, cell)

    def close_due_visits(self, now_s: float) -> list[Visit]:
        """Closes and returns the visits that were last seen 30 s ago or have reached 600 s. Drops tracks that have
        been lost for too long.
        """
        for number, (_, track) in list(self._tracks.items()):
            # the last frame may not have arrived yet
            if now_s - track.last_s > FOUND_AGAIN_S + FRAME_STANDS_S + self._rules.frame_hold_s:
                track.face = None
                del self._tracks[number]
        closed = []
        for visit in list(self._visits):
            is_gone = now_s - visit.last_s >= CLOSED_AFTER_S
            if is_gone:
                self._visits.remove(visit)
            if not visit.closed and (is_gone or visit.last_s >= visit.counted_until_s):
                visit.is_cut_off |= not is_gone
                visit.close()
                closed.append(visit)
        return closed

    def close_all_visits(self, at_s: float) -> list[Visit]:
        """Closes and returns every open visit at once. The next detection of a person starts a new visit."""
        self.mark_visits_cut_off(at_s)
        closed = [visit for visit in self._visits if not visit.closed]
        for visit in closed:
            visit.close()
        self._visits.clear()
        self._tracks.clear()
        return closed

    def mark_visits_cut_off(self, at_s: float) -> None:
        """Marks the visits that are present at `at_s`, when the camera is lost or sensing ends."""
        for visit in self._visits:
            if at_s - visit.last_s <= MAX_BRIDGED_GAP_S + TOLERANCE_S:
                visit.is_cut_off = True

    def skip_lost_time(self, for_s: float) -> None:
        """Removes the time in which the camera was lost. People may have stayed, so this time does not count as an
        absence.
        """
        self._lost_total_s += for_s

    def forget_stays(self, before_s: float) -> None:
        """Removes the stays that ended before `before_s`, the end of a day."""
        self.stays[:] = [stay for stay in self.stays if stay.end_s >= before_s - self._lost_total_s]
        self._not_people.clear()

    def discard_staff_track(self, number: int) -> VisitStay | None:
        """Removes the track of somebody with a badge from its open visit. If the visit is already closed, returns
        its stay; the caller then decides.
        """
        visit, track = self._tracks.pop(number, (None, None))
        if visit is None or track is None:
            return None
        track.face = None  # nobody continues it
        if visit.closed:
            return visit.stay
        self._remove_track(visit, track)
        return None

    def _start_track(self, face: FaceObservation, frame: FrameObservation) -> tuple[Visit, VisitTrack]:
        at_s = frame.at_s
        visit = self._find_lost_visit(face, frame)
        if visit is None:
            visit = Visit(at_s, at_s, VisitStay(at_s - self._lost_total_s, at_s - self._lost_total_s))
        else:
            self._bridge(visit, visit.tracks[-1], at_s)
        began = None if face.at_edge else face.cells
        track = VisitTrack(face.track, at_s, at_s, face, began, face.cells, face.goes_over_edge, present_until_s=at_s)
        visit.tracks.append(track)
        self._tracks[face.track] = visit, track
        return visit, track

    def _find_lost_visit(self, face: FaceObservation, frame: FrameObservation) -> Visit | None:
        """The nearest visit that was lost inside the image at this place and size, at most 5 s ago. None if there is
        none.
        """
        in_frame = {other.track for other in frame.faces}
        nearest, nearest_px = None, inf
        for visit in self._visits:
            last = visit.tracks[-1]
            if last.face is None or last.number in in_frame or is_lost_for_good(frame.at_s - last.last_s):
                continue
            distance_px = matching_distance_px(face, last.face)
            if distance_px is not None and distance_px < nearest_px:
                nearest, nearest_px = visit, distance_px
        return nearest

    def _add_detection(
        self, visit: Visit, track: VisitTrack, face: FaceObservation, at_s: float, stands_s: float, cell: Cell
    ) -> None:
        track.detections += 1
        track.last_s = visit.last_s = at_s
        visit.stay.end_s = at_s - self._lost_total_s
        track.face, track.ended, track.goes_over_edge = face, face.cells, face.goes_over_edge
        visit.is_cut_off = False
        if not track.confirmed and track.detections >= CONFIRMED_DETECTIONS:
            self._confirm_if_long(visit, track, face)
        if at_s > track.present_until_s + TOLERANCE_S:
            self._bridge(visit, track, at_s)
        track.present_until_s = at_s + stands_s
        attentive = is_attentive(face, self._rules)
        if face.expression is not None:
            scores = face.expression if isinstance(face.expression, ExpressionScores) else None
            track.expression = None if scores is None else expression_sums(scores, self._rules.measures)
            track.expression_until_s = at_s + FRAME_STANDS_S if attentive else -inf
        stands_s = min(stands_s, visit.counted_until_s - at_s)
        if stands_s <= 0:
            return
        sums = track.seconds.cell_sums(cell)
        sums.present_s += stands_s
        if attentive:
            sums.attentive_s += stands_s
        if attentive and not self._rules.reads_faces:
            sums.verdict_s += stands_s
        elif attentive:
            for_s = min(stands_s, track.expression_until_s - at_s)
            if for_s > 0:
                if track.expression is None:
                    sums.abstained_s += for_s
                else:
                    sums.add_verdict(track.expression, for_s)

    def _confirm_if_long(self, visit: Visit, track: VisitTrack, face: FaceObservation) -> None:
        if track.last_s - track.first_s >= CONFIRMED_S - TOLERANCE_S:
            was_confirmed = visit.is_confirmed
            track.confirmed = True
            if face.came_over_edge:
                track.began = None
            if not was_confirmed:
                self._add_confirmed(visit)

    def _add_confirmed(self, visit: Visit) -> None:
        self._visits.append(visit)
        self.stays.append(visit.stay)

    def _bridge(self, visit: Visit, track: VisitTrack, until_s: float) -> None:
        """Counts a short gap between two detections as presence."""
        if until_s - track.present_until_s <= MAX_BRIDGED_GAP_S + TOLERANCE_S and until_s < visit.counted_until_s:
            track.seconds.bridge_gap(track.present_until_s, until_s, self._cell_at)
            track.present_until_s = until_s

    def _split_after(self, visit: Visit, track: VisitTrack) -> None:
        """Splits a visit after a lost track that has returned, because the later tracks belong to another person."""
        index = visit.tracks.index(track) + 1
        others = visit.tracks[index:]
        del visit.tracks[index:]
        first_s, last_s = others[0].first_s, others[-1].last_s
        other = Visit(first_s, last_s, VisitStay(first_s - self._lost_total_s, last_s - self._lost_total_s), others)
        for other_track in others:
            if self._tracks.get(other_track.number, (None, None))[1] is other_track:
                self._tracks[other_track.number] = other, other_track
        if other.is_confirmed:
            self._add_confirmed(other)

    def _discard_track(self, number: int) -> None:
        """Removes the track of a poster or a screen from its open visit. Removes the visit too if it has no other
        confirmed track.
        """
        self._not_people.add(number)
        visit, track = self._tracks.pop(number, (None, None))
        if visit is not None and track is not None and not visit.closed:
            self._remove_track(visit, track)

    def _remove_track(self, visit: Visit, track: VisitTrack) -> None:
        visit.tracks.remove(track)
        if visit.tracks:
            visit.stay.start_s += visit.tracks[0].first_s - visit.start_s
            visit.stay.end_s += visit.tracks[-1].last_s - visit.last_s
            visit.start_s, visit.last_s = visit.tracks[0].first_s, visit.tracks[-1].last_s
        if visit in self._visits and not visit.is_confirmed:
            self._visits.remove(visit)
            self.stays.remove(visit.stay)

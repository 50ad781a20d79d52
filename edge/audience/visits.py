"""When a visit begins, is found again, ends, is too long. Track numbers and boxes live here, in RAM, for seconds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import hypot, inf

from edge.audience.disclosure import ExpressionSums
from edge.audience.exposure import SecondSums, sums_of
from edge.audience.people import LONGEST_S, Stay
from edge.audience.plays import Cell
from edge.audience.rules import (
    BRIDGED_S,
    CLOSED_AFTER_S,
    FOUND_AGAIN_S,
    FRAME_STANDS_S,
    NEARLY_S,
    AudienceRules,
    is_attentive,
)
from edge.audience.staff import Place, place_of
from edge.events import ExpressionScores, FaceObservation, FrameObservation

CONFIRMED_DETECTIONS = 5
CONFIRMED_S = 0.3
NEAR_WIDTHS = 1.5
"""Found again in the same place: within so many face widths of where the face was last, centre to centre."""
SIMILAR_SIZE = 1.5
"""Of similar size: neither face is wider than the other by more than this factor."""


@dataclass(eq=False, slots=True)
class VisitTrack:
    """One track of a visit, with sums of its own: it may yet turn out to be a poster, or somebody else.

    It does not know its visit: two that know each other stay in memory until Python's collector comes by, which may be
    hours after they were told of.
    """

    number: int
    first_s: float
    last_s: float
    face: FaceObservation | None  # the last one; forgotten once it can no longer be found again
    began: Place | None  # None: over the picture's edge
    ended: Place | None
    seen_until_s: float  # until when the last frame stands
    detections: int = 0
    confirmed: bool = False
    seconds: SecondSums = field(default_factory=SecondSums)
    expression: ExpressionSums | None = None  # what the last reading said; None: it abstained
    reading_until_s: float = -inf


@dataclass(eq=False, slots=True)
class Visit:
    """One person's stay before the screen. It goes on for as long as the person is in view, even after 600 s.

    `stay` is the same on the clock by which people are counted, which stands still while the camera is lost.
    """

    start_s: float
    last_s: float
    stay: Stay
    tracks: list[VisitTrack] = field(default_factory=list)
    closed: bool = False

    @property
    def is_confirmed(self) -> bool:
        return any(track.confirmed for track in self.tracks)

    @property
    def counts_until_s(self) -> float:
        return self.start_s + LONGEST_S

    @property
    def end_s(self) -> float:
        """When it ended for its batch: when it was last seen, at the latest in its 600th second."""
        return min(self.last_s, self.counts_until_s)


class VisitTracker:
    """Frames in order of time become visits. `stays` is the stream of all confirmed ones, open ones included."""

    def __init__(self, rules: AudienceRules, cell_at: Callable[[float], Cell]) -> None:
        self.stays: list[Stay] = []
        self._rules = rules
        self._cell_at = cell_at
        self._tracks: dict[int, tuple[Visit, VisitTrack]] = {}  # by number, those seen or lost within FOUND_AGAIN_S
        self._visits: list[Visit] = []  # confirmed, last seen within CLOSED_AFTER_S
        self._nobody: set[int] = set()  # tracks that were found to be posters
        self._blind_s = 0.0  # for so long the camera was lost up to now

    @property
    def open(self) -> int:
        """How many confirmed visits are not closed."""
        return sum(not visit.closed for visit in self._visits)

    def handle_frame(self, frame: FrameObservation, stands_s: float) -> None:
        """One frame, which stands for `stands_s` seconds."""
        for number in frame.not_people:
            self._never_was(number)
        if not frame.faces:
            return
        at_s = frame.at_s
        cell = self._cell_at(at_s)
        for face in frame.faces:
            visit, track = self._tracks.get(face.track, (None, None))
            if visit is None or track is None or at_s - track.last_s > FOUND_AGAIN_S + NEARLY_S:
                if face.track in self._nobody:
                    continue
                visit, track = self._begin(face, frame)
            elif at_s <= track.last_s:
                continue  # a face is once in a frame
            elif track is not visit.tracks[-1]:
                self._part_from(visit, track)
            self._add(visit, track, face, at_s, stands_s, cell)

    def close_due(self, now_s: float) -> list[Visit]:
        """Visits that were last seen 30 s ago or have lasted 600 s. What can no longer be found again is forgotten."""
        for number, (_, track) in list(self._tracks.items()):
            if now_s - track.last_s > FOUND_AGAIN_S + FRAME_STANDS_S:  # the last frame may not be told of yet
                track.face = None
                del self._tracks[number]
        closed = []
        for visit in list(self._visits):
            is_gone = now_s - visit.last_s >= CLOSED_AFTER_S
            if is_gone:
                self._visits.remove(visit)
            if not visit.closed and (is_gone or visit.last_s >= visit.counts_until_s):
                visit.closed = True
                closed.append(visit)
        return closed

    def close_all(self) -> list[Visit]:
        """Every open visit, closed at once. Whoever is seen from now on begins a new one."""
        closed = [visit for visit in self._visits if not visit.closed]
        for visit in closed:
            visit.closed = True
        self._visits.clear()
        self._tracks.clear()
        return closed

    def pause(self, for_s: float) -> None:
        """The camera was lost for so long. Who was away then may have stayed, so it does not count as time away."""
        self._blind_s += for_s

    def forget(self, before_s: float) -> None:
        """The day is over: stays that ended before `before_s` are needed no longer."""
        self.stays[:] = [stay for stay in self.stays if stay.end_s >= before_s - self._blind_s]
        self._nobody.clear()

    def _begin(self, face: FaceObservation, frame: FrameObservation) -> tuple[Visit, VisitTrack]:
        at_s = frame.at_s
        visit = self._lost_there(face, frame)
        if visit is None:
            visit = Visit(at_s, at_s, Stay(at_s - self._blind_s, at_s - self._blind_s))
        else:
            self._bridge(visit, visit.tracks[-1], at_s)
        place = place_of(face)
        track = VisitTrack(face.track, at_s, at_s, face, began=place, ended=place, seen_until_s=at_s)
        visit.tracks.append(track)
        self._tracks[face.track] = visit, track
        return visit, track

    def _lost_there(self, face: FaceObservation, frame: FrameObservation) -> Visit | None:
        """The nearest visit that vanished inside the picture, there and of that size, a short while ago."""
        in_frame = {other.track for other in frame.faces}
        found, nearest_px = None, inf
        for visit in self._visits:
            last = visit.tracks[-1]
            if last.face is None or last.face.at_edge or last.number in in_frame:
                continue
            if frame.at_s - last.last_s > FOUND_AGAIN_S + NEARLY_S or not _is_similar(face, last.face):
                continue
            apart_px = _apart_px(face, last.face)
            if apart_px <= NEAR_WIDTHS * last.face.w_px and apart_px < nearest_px:
                found, nearest_px = visit, apart_px
        return found

    def _add(
        self, visit: Visit, track: VisitTrack, face: FaceObservation, at_s: float, stands_s: float, cell: Cell
    ) -> None:
        track.detections += 1
        track.last_s = visit.last_s = at_s
        visit.stay.end_s = at_s - self._blind_s
        track.face = face
        track.ended = place_of(face)
        if not track.confirmed and track.detections >= CONFIRMED_DETECTIONS:
            self._confirm_if_long(visit, track)
        if at_s > track.seen_until_s + NEARLY_S:
            self._bridge(visit, track, at_s)
        track.seen_until_s = at_s + stands_s
        attentive = is_attentive(face, self._rules)
        if face.expression is not None:
            track.expression = sums_of(face.expression) if isinstance(face.expression, ExpressionScores) else None
            track.reading_until_s = at_s + FRAME_STANDS_S if attentive else -inf
        stands_s = min(stands_s, visit.counts_until_s - at_s)
        if stands_s <= 0:
            return
        sums = track.seconds.at(cell)
        sums.present_s += stands_s
        if attentive:
            sums.attentive_s += stands_s
            for_s = min(stands_s, track.reading_until_s - at_s)
            if for_s > 0:
                if track.expression is None:
                    sums.abstained_s += for_s
                else:
                    sums.add_verdict(track.expression, for_s)

    def _confirm_if_long(self, visit: Visit, track: VisitTrack) -> None:
        if track.last_s - track.first_s >= CONFIRMED_S - NEARLY_S:
            was_confirmed = visit.is_confirmed
            track.confirmed = True
            if not was_confirmed:
                self._enter(visit)

    def _enter(self, visit: Visit) -> None:
        self._visits.append(visit)
        self.stays.append(visit.stay)

    def _bridge(self, visit: Visit, track: VisitTrack, until_s: float) -> None:
        """Who was out of sight for a moment was present."""
        if until_s - track.seen_until_s <= BRIDGED_S + NEARLY_S and until_s < visit.counts_until_s:
            track.seconds.bridge(track.seen_until_s, until_s, self._cell_at)
            track.seen_until_s = until_s

    def _part_from(self, visit: Visit, track: VisitTrack) -> None:
        """A lost track is back, so those that were taken for it are somebody else."""
        index = visit.tracks.index(track) + 1
        others = visit.tracks[index:]
        del visit.tracks[index:]
        first_s, last_s = others[0].first_s, others[-1].last_s
        other = Visit(first_s, last_s, Stay(first_s - self._blind_s, last_s - self._blind_s), others)
        for theirs in others:
            if self._tracks.get(theirs.number, (None, None))[1] is theirs:
                self._tracks[theirs.number] = other, theirs
        if other.is_confirmed:
            self._enter(other)

    def _never_was(self, number: int) -> None:
        """The track is a poster or a screen: what it gave to a visit is taken back, the whole visit if it was all."""
        self._nobody.add(number)
        visit, track = self._tracks.pop(number, (None, None))
        if visit is None or track is None or visit.closed:
            return
        visit.tracks.remove(track)
        if visit.tracks:
            visit.stay.start_s += visit.tracks[0].first_s - visit.start_s
            visit.stay.end_s += visit.tracks[-1].last_s - visit.last_s
            visit.start_s, visit.last_s = visit.tracks[0].first_s, visit.tracks[-1].last_s
        if visit in self._visits and not visit.is_confirmed:
            self._visits.remove(visit)
            self.stays.remove(visit.stay)


def _is_similar(face: FaceObservation, other: FaceObservation) -> bool:
    return face.w_px <= other.w_px * SIMILAR_SIZE and other.w_px <= face.w_px * SIMILAR_SIZE


def _apart_px(face: FaceObservation, other: FaceObservation) -> float:
    return hypot(
        face.x_px + face.w_px / 2 - other.x_px - other.w_px / 2, face.y_px + face.h_px / 2 - other.y_px - other.h_px / 2
    )

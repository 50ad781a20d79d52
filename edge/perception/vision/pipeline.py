"""One camera's frames become what was seen in them: faces, tracks, head orientation, expression. Time comes along."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.events import Abstention, ExpressionScores, FaceObservation, FrameObservation
from edge.perception.vision.detector import Detection
from edge.perception.vision.expression import ExpressionClassifier, FaceGeometry
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.filters import FaceFilters
from edge.perception.vision.head_pose import ScreenDirection, face_height_px, orientation
from edge.perception.vision.head_pose_filter import Angles, HeadPoseFilter
from edge.perception.vision.track_confirmation import TrackConfirmation
from edge.perception.vision.tracker import FaceTrack, FaceTracker
from edge.signals import Frame

Reading = ExpressionScores | Abstention
Observer = Callable[[FrameObservation, Sequence[Reading | None]], None]


@dataclass(frozen=True, slots=True)
class PipelineOptions:
    """What Sight itself decides."""

    screen: ScreenDirection = field(default_factory=ScreenDirection)
    reading_hz: float = 5.0  # expression calls for each face
    verifications_per_frame: int = 2  # second looks at most, so that a crowd that arrives at once stalls no frame
    smoothing_s: float = 0.1  # of head orientation and size
    edge_ahead_s: float = 0.1  # a box that will touch the picture's edge by then touches it


@dataclass(slots=True)
class FaceState:
    """What is remembered of a track besides its place; lives as long as the track."""

    confirmation: TrackConfirmation = field(default_factory=TrackConfirmation)
    head_pose: HeadPoseFilter = field(default_factory=HeadPoseFilter)
    at_s: float = 0.0
    height_px: float = 0.0

    def angles(self, screen: ScreenDirection) -> Angles:
        """Yaw and pitch of the head from the direction to the screen's centre."""
        yaw, pitch = self.head_pose.angles
        return yaw - screen.yaw_deg, pitch - screen.pitch_deg


class FacePipeline:
    """`take` each frame that is to be looked at, in the order of time.

    `observer` is for traces of recordings: it gets each FrameSeen and a reading for every face in it, from a network
    call of its own, so that what `take` returns is the same with and without it.
    """

    def __init__(
        self,
        faces: FaceFinder,
        filters: FaceFilters | None = None,
        tracker: FaceTracker | None = None,
        expression: ExpressionClassifier | None = None,
        rules: PipelineOptions | None = None,
        *,
        observer: Observer | None = None,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.faces, self.filters, self.tracker = faces, filters or FaceFilters(), tracker or FaceTracker()
        self.expression, self.rules = expression, rules or PipelineOptions()
        self.detector_ms = 0.0  # of the last frame: finding faces, and second looks
        self.expression_ms: float | None = None  # of the last frame in which the network was asked
        self._observer, self._now = observer, now
        self._faces_by_track: dict[int, FaceState] = {}
        self._read_s = -math.inf

    @property
    def fallback(self) -> str | None:
        """Why TensorRT does not run its network, where it should."""
        return self.expression.fallback if self.expression else None

    def process(self, frame: Frame) -> FrameObservation:
        """What was seen in this frame: only faces that are believed, large enough and no posters."""
        height, width = frame.image.shape[:2]
        began = self._now()
        found = [d for d in self.faces.detect(frame) if not self.filters.is_masked(d, width, height)]
        tracks = self.tracker.update(frame.at_s, found, width, height)
        known = self._faces_by_track = {t.number: self._faces_by_track.get(t.number) or FaceState() for t in tracks}
        seen = [(t, t.detection) for t in tracks if t.detection is not None]
        for track, detection in seen:
            self._measure(known[track.number], detection, frame.at_s)
        self._verify(frame, [(t, d) for t, d in seen if not self.filters.is_far(known[t.number].height_px)])
        self.detector_ms = (self._now() - began) * 1000
        large = [(t, d) for t, d in seen if not self.filters.is_small(known[t.number].height_px)]
        believed = [(t, d) for t, d in large if known[t.number].confirmation.is_confirmed]
        told = self.filters.process(frame, [t for t, _ in believed])
        self.filters.keep_only(known, frame.at_s)
        for number in told.awake:
            self.tracker.end(number)
        people = [(t, d) for t, d in believed if t.number not in told.awake and not self.filters.is_static(t.number)]
        return self._observation(frame, people, tuple(told.not_people))

    def reset(self) -> None:
        """Nobody is followed across a gap. Remembered posters stay."""
        self.tracker.reset()
        self.filters.reset()
        self._faces_by_track.clear()
        self._read_s = -math.inf

    def forget(self) -> None:
        """At the end of the local day: remembered posters go."""
        self.filters.forget()

    def close(self) -> None:
        """Ends the detectors; what was being followed is gone with them."""
        self.faces.close()

    def __enter__(self) -> "FacePipeline":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _measure(self, known: FaceState, detection: Detection, at_s: float) -> None:
        """Size and orientation of the head, smoothed over `smoothing_s` of time."""
        height = face_height_px(detection.keypoints, detection.w_px)
        passed_s = at_s - known.at_s
        share = 1.0 if known.height_px == 0.0 else 1.0 - math.exp(-passed_s / self.rules.smoothing_s)
        known.at_s = at_s
        known.height_px += share * (height - known.height_px)
        known.head_pose.update_keypoints(orientation(detection.keypoints, ScreenDirection()), share, passed_s)

    def _verify(self, frame: Frame, seen: Sequence[tuple[FaceTrack, Detection]]) -> None:
        """Second looks at those who wait for one longest, among what is seen well enough to begin a track."""
        doubted = [
            (self._faces_by_track[t.number].confirmation, d)
            for t, d in seen
            if d.score >= self.tracker.rules.begin_score
            and self._faces_by_track[t.number].confirmation.is_due(frame.at_s)
        ]
        doubted.sort(key=lambda pair: pair[0].verified_s)
        for belief, detection in doubted[: self.rules.verifications_per_frame]:
            belief.update(self.faces.verify(frame, detection), frame.at_s)

    def _observation(
        self, frame: Frame, people: Sequence[tuple[FaceTrack, Detection]], not_people: tuple[int, ...]
    ) -> FrameObservation:
        height, width = frame.image.shape[:2]
        crops = [self._crop(t, d) for t, d in people]
        readings: Sequence[Reading | None] = [None] * len(people)
        # all faces in one call: what is new waits for it, and none is read more often than asked for
        is_due = frame.at_s - self._read_s >= 0.9 / self.rules.reading_hz  # frames do not come to the millisecond
        if self.expression is not None and crops and is_due:
            readings = self._classify(self.expression, frame, people, crops)
        faces = (self._face(t, d, reading, width, height) for (t, d), reading in zip(people, readings, strict=True))
        told = FrameObservation(frame.at_s, tuple(faces), not_people)
        if self._observer is not None:
            self._observer(told, self._all(frame.image, crops, readings))
        return told

    def _classify(
        self,
        expression: ExpressionClassifier,
        frame: Frame,
        people: Sequence[tuple[FaceTrack, Detection]],
        crops: Sequence[FaceGeometry],
    ) -> list[Reading]:
        """Ask the network for all faces, and keep where it says that they point."""
        began = self._now()
        looks = expression.predict(frame.image, crops)
        self.expression_ms = (self._now() - began) * 1000
        self._read_s = frame.at_s
        for (track, _), look in zip(people, looks, strict=True):
            if look.angles_deg is not None:
                self._faces_by_track[track.number].head_pose.update_network(look.angles_deg, frame.at_s)
        return [look.result for look in looks]

    def _all(
        self, image: NDArray[np.uint8], crops: Sequence[FaceGeometry], readings: Sequence[Reading | None]
    ) -> Sequence[Reading | None]:
        """The readings, with those that were not due; for the observer alone."""
        if self.expression is None:
            return readings
        missing = [i for i, reading in enumerate(readings) if reading is None]
        rest = iter(self.expression.classify(image, [crops[i] for i in missing]))
        return [next(rest) if reading is None else reading for reading in readings]

    def _crop(self, track: FaceTrack, detection: Detection) -> FaceGeometry:
        return FaceGeometry(
            detection.keypoints, detection.w_px, *self._faces_by_track[track.number].angles(self.rules.screen)
        )

    def _face(
        self, track: FaceTrack, detection: Detection, reading: Reading | None, width: int, height: int
    ) -> FaceObservation:
        """The box from hairline to chin, whose height is the size that counts; the detector's box tells of the edge."""
        known, ahead_s = self._faces_by_track[track.number], self.rules.edge_ahead_s
        left, top, bottom = detection.x_px, detection.y_px, detection.y_px + detection.h_px
        tall = max(known.height_px, detection.h_px)
        dx, dy = track.x.speed * ahead_s, track.y.speed * ahead_s
        at_edge = (
            left + min(dx, 0) <= 0
            or top + min(dy, 0) <= 0
            or left + detection.w_px + max(dx, 0) >= width
            or bottom + max(dy, 0) >= height
        )
        yaw, pitch = known.angles(self.rules.screen)
        return FaceObservation(track.number, left, bottom - tall, detection.w_px, tall, yaw, pitch, at_edge, reading)

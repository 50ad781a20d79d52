"""Turns the frames of one camera into observations: faces, tracks, head orientation, expressions.

All times come from the frames.
"""

import math
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from edge.events import Abstention, ExpressionScores, FaceObservation, FrameObservation, FrameTimings
from edge.perception.vision.badge_looks import BadgeScanner
from edge.perception.vision.detector import Detection
from edge.perception.vision.expression_reader import ExpressionReader
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.face_reading import ExpressionPrediction, FaceGeometry
from edge.perception.vision.filters import FaceFilters
from edge.perception.vision.head_pose import ScreenDirection, face_height_px, head_orientation
from edge.perception.vision.head_pose_filter import Angles, HeadPoseFilter
from edge.perception.vision.pace import EVERY, AnalysisPace
from edge.perception.vision.reading_schedule import ReadingSchedule
from edge.perception.vision.track_confirmation import TrackConfirmation
from edge.perception.vision.tracker import FaceTrack, FaceTracker, box_reaches_edge
from edge.place_cells import place_cells
from edge.signals import Frame

ExpressionResult = ExpressionScores | Abstention
Observer = Callable[[FrameObservation, Sequence[ExpressionResult | None]], None]


@dataclass(frozen=True, slots=True)
class PipelineOptions:
    """Options of the pipeline's own steps."""

    screen: ScreenDirection = field(default_factory=ScreenDirection)
    reading_hz: float = 5.0  # expression calls per second for each face
    verifications_per_frame: int = 2  # upper limit, so that a crowd that arrives at once delays no frame
    smoothing_s: float = 0.1  # of head orientation and size
    edge_ahead_s: float = 0.1  # a box that reaches the image's edge within this time counts as there; at the full rate
    over_edge_s: float = 0.5  # the same for a visit that begins or ends over the edge
    adaptive: bool = False  # leave out work while nobody is there and where people stand
    badges: bool = False  # staff wear badges: they are looked for below each face


@dataclass(slots=True)
class FaceState:
    """State of a track besides its position. It exists as long as the track."""

    confirmation: TrackConfirmation = field(default_factory=TrackConfirmation)
    head_pose: HeadPoseFilter = field(default_factory=HeadPoseFilter)
    at_s: float = 0.0
    height_px: float = 0.0

    def head_angles(self, screen: ScreenDirection) -> Angles:
        """Returns yaw and pitch of the head in degrees, relative to the direction to the screen's centre."""
        yaw, pitch = self.head_pose.angles
        return yaw - screen.yaw_deg, pitch - screen.pitch_deg


class FacePipeline:
    """Processes the frames of one camera, in chronological order. Without `expression`, no faces are analysed.

    `observer` is for traces of recordings. It gets each FrameObservation, and an expression for every face in it. The
    additional expressions come from a separate call of the model, so `process` returns the same with and without an
    observer.
    """

    def __init__(
        self,
        faces: FaceFinder,
        filters: FaceFilters | None = None,
        tracker: FaceTracker | None = None,
        expression: ExpressionReader | None = None,
        rules: PipelineOptions | None = None,
        *,
        observer: Observer | None = None,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.faces, self.filters, self.tracker = faces, filters or FaceFilters(), tracker or FaceTracker()
        self.expression, self.rules = expression, rules or PipelineOptions()
        self._observer, self._now = observer, now
        self._faces_by_track: dict[int, FaceState] = {}
        self._pace = AnalysisPace.create_with_masks(self.filters.rules.masks) if self.rules.adaptive else None
        self._readings = ReadingSchedule(self.rules.reading_hz)
        self._badges = BadgeScanner() if self.rules.badges else None

    @property
    def one_in(self) -> int:
        """Number n: `process` needs only one frame out of n, but also accepts more frames."""
        return self._pace.one_in if self._pace else EVERY

    @property
    def possible_face_count(self) -> int:
        """Number of faces in the last searched frame that are large enough and not static, confirmed or not."""
        states = [(t, self._faces_by_track[t.number]) for t in self.tracker.tracks if t.detection is not None]
        large = [(t, s) for t, s in states if not self.filters.is_too_small_to_count(s.height_px)]
        return sum(not self.filters.is_static(t.number) and s.confirmation.evidence >= 0 for t, s in large)

    @property
    def fallback(self) -> str | None:
        """Reason why TensorRT does not run a model although it should; None otherwise."""
        return self.faces.fallback or (self.expression.fallback if self.expression else None)

    def process(self, frame: Frame) -> FrameObservation:
        """Returns the observation of a frame. It contains only faces that are confirmed, large enough and not
        static.
        """
        if self._pace and self._pace.can_skip_search(frame, self.tracker.tracks):
            return self._nobody(frame.at_s)
        height, width = frame.image.shape[:2]
        start = self._now()
        squares = self._pace is None or self._pace.needs_square_tiles(frame, self.tracker.tracks)
        found = self.faces.detect(frame, squares=squares)
        detections = [d for d in found if not self.filters.is_masked(d, width, height)]
        tracks = self.tracker.update(frame.at_s, detections, width, height)
        faces = self._faces_by_track = {t.number: self._faces_by_track.get(t.number) or FaceState() for t in tracks}
        visible = [(t, t.detection) for t in tracks if t.detection is not None]
        for track, detection in visible:
            self._measure(faces[track.number], detection, frame.at_s)
        self._verify_waiting_tracks(
            frame, [(t, d) for t, d in visible if not self.filters.is_too_small_to_verify(faces[t.number].height_px)]
        )
        detector_ms = (self._now() - start) * 1000
        large = [(t, d) for t, d in visible if not self.filters.is_too_small_to_count(faces[t.number].height_px)]
        confirmed = [(t, d) for t, d in large if faces[t.number].confirmation.is_confirmed]
        changes = self.filters.update_static_tracks(frame, [t for t, _ in confirmed])
        self.filters.keep_only_tracks(faces, frame.at_s)
        if self._badges:
            self._badges.keep_only_tracks(faces)
        for number in changes.moved:
            self.tracker.end_track(number)
        people = [
            (t, d) for t, d in confirmed if t.number not in changes.moved and not self.filters.is_static(t.number)
        ]
        if self._pace:
            self._pace.choose_next_pace(frame, self.tracker.tracks, faces, self.filters)
        return self._frame_observation(frame, people, tuple(changes.not_people), detector_ms)

    def reset(self) -> None:
        """Ends all tracks, for example after a gap. Remembered static places stay."""
        self.tracker.reset()
        self.filters.forget_tracks()
        self._faces_by_track.clear()
        self._readings.make_next_frame_due()
        if self._pace:
            self._pace.reset_to_every_frame()

    def forget_static_places(self) -> None:
        """Drops the remembered static places at the end of the local day."""
        self.filters.forget_everything()

    def close(self) -> None:
        """Closes the detectors."""
        self.faces.close()

    def __enter__(self) -> "FacePipeline":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _measure(self, face: FaceState, detection: Detection, at_s: float) -> None:
        """Updates the size and orientation of the head. Both are smoothed over `smoothing_s` seconds."""
        height = face_height_px(detection.keypoints, detection.w_px)
        passed_s = at_s - face.at_s
        share = 1.0 if face.height_px == 0.0 else 1.0 - math.exp(-passed_s / self.rules.smoothing_s)
        face.at_s = at_s
        face.height_px += share * (height - face.height_px)
        face.head_pose.add_keypoint_angles(head_orientation(detection.keypoints, ScreenDirection()), share, passed_s)

    def _verify_waiting_tracks(self, frame: Frame, visible: Sequence[tuple[FaceTrack, Detection]]) -> None:
        """Verifies the tentative tracks that have waited longest, if their detection's score is high enough to start
        a track.
        """
        tentative = [
            (self._faces_by_track[t.number].confirmation, d)
            for t, d in visible
            if d.score >= self.tracker.rules.begin_score
            and self._faces_by_track[t.number].confirmation.is_verification_due(frame.at_s)
        ]
        tentative.sort(key=lambda pair: pair[0].verified_s)
        for confirmation, detection in tentative[: self.rules.verifications_per_frame]:
            confirmation.add_score(self.faces.verification_score(frame, detection), frame.at_s)

    def _frame_observation(
        self,
        frame: Frame,
        people: Sequence[tuple[FaceTrack, Detection]],
        not_people: tuple[int, ...],
        detector_ms: float,
    ) -> FrameObservation:
        height, width = frame.image.shape[:2]
        staff = self._find_staff(frame, people)
        readable = [(t, d) for t, d in people if self._badges is None or self._badges.may_read_face(t.number)]
        geometries = {t.number: self._geometry(t, d) for t, d in readable}
        results: dict[int, ExpressionResult] = {}
        expression_ms: float | None = None
        if self.expression is not None and geometries and self._readings.is_due(frame.at_s):
            start = self._now()
            predictions = self.expression.predict(frame.image, list(geometries.values()))
            expression_ms = (self._now() - start) * 1000
            results = self._use_predictions(frame.at_s, dict(zip(geometries, predictions, strict=True)))
            self._readings.note_reading(frame.at_s, catches_up=self.one_in != EVERY)
        faces = [
            replace(
                self._face_observation(t, d, width, height),
                expression=results.get(t.number),
                is_staff=t.number in staff,
            )
            for t, d in people
        ]
        timings = FrameTimings(detector_ms, expression_ms)
        observation = FrameObservation(frame.at_s, tuple(faces), not_people, timings)
        if self._observer is not None:
            results = self._add_missing_readings(frame.image, geometries, results)
            self._observer(observation, [results.get(t.number) for t, _ in people])
        return observation

    def _find_staff(self, frame: Frame, people: Sequence[tuple[FaceTrack, Detection]]) -> Collection[int]:
        """Tracks with a badge that has been read."""
        if self._badges is None:
            return ()
        height, width = frame.image.shape[:2]
        faces = [(self._face_observation(t, d, width, height), d) for t, d in people]
        return self._badges.find_badge_tracks(frame.at_s, frame.image, faces)

    def _nobody(self, at_s: float) -> FrameObservation:
        """Returns the observation of a frame that needed no search. It has no timings, because no work was done."""
        observation = FrameObservation(at_s)
        if self._observer is not None:
            self._observer(observation, [])
        return observation

    def _use_predictions(
        self, at_s: float, predictions: Mapping[int, ExpressionPrediction]
    ) -> dict[int, ExpressionResult]:
        """Updates the head poses with the predictions for some tracks. Returns the expressions."""
        for number, prediction in predictions.items():
            if prediction.angles_deg is not None:
                self._faces_by_track[number].head_pose.add_network_angles(prediction.angles_deg, at_s)
        return {number: prediction.result for number, prediction in predictions.items()}

    def _add_missing_readings(
        self, image: NDArray[np.uint8], geometries: Mapping[int, FaceGeometry], results: dict[int, ExpressionResult]
    ) -> dict[int, ExpressionResult]:
        """Adds the expressions of the `geometries` that were not due. Only the observer gets these expressions."""
        missing = [number for number in geometries if number not in results]
        if self.expression is None or not missing:
            return results
        rest = self.expression.predict(image, [geometries[number] for number in missing])
        return results | {number: prediction.result for number, prediction in zip(missing, rest, strict=True)}

    def _geometry(self, track: FaceTrack, detection: Detection) -> FaceGeometry:
        return FaceGeometry(
            detection.keypoints, detection.w_px, *self._faces_by_track[track.number].head_angles(self.rules.screen)
        )

    def _face_observation(self, track: FaceTrack, detection: Detection, width: int, height: int) -> FaceObservation:
        """Returns the observation of a face with its box from hairline to chin.

        The height of this box decides whether the face is large enough. The detector's box decides whether the face is
        at the edge.
        """
        face, rules = self._faces_by_track[track.number], self.rules
        tall = max(face.height_px, detection.h_px)
        yaw, pitch = face.head_angles(self.rules.screen)
        return FaceObservation(
            track=track.number,
            x_px=detection.x_px,
            y_px=detection.y_px + detection.h_px - tall,
            w_px=detection.w_px,
            h_px=tall,
            yaw_deg=yaw,
            pitch_deg=pitch,
            at_edge=box_reaches_edge(detection, track, rules.edge_ahead_s * self.one_in, width, height),
            goes_over_edge=box_reaches_edge(detection, track, rules.over_edge_s, width, height),
            came_over_edge=box_reaches_edge(track.first, track, -rules.over_edge_s, width, height),
            cells=place_cells(detection.x_px + detection.w_px / 2, detection.y_px + detection.h_px / 2, width),
        )

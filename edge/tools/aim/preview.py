"""Newest frame and its faces, from the kiosk's own pipeline. It exists only in memory; the next frame replaces it.

Masks and the direction to the screen are applied afterwards, so that a change is visible at once on the same frame.
"""

import threading
from dataclasses import dataclass
from typing import Literal

from edge.events import FaceObservation
from edge.kiosk import build
from edge.perception.vision.detector import Detection
from edge.perception.vision.filters import FaceFilterRules, FaceFilters
from edge.perception.vision.head_pose import ScreenDirection, face_height_px, head_orientation
from edge.perception.vision.pipeline import FacePipeline
from edge.perception.vision.tracker import FaceTrack
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.sources.camera.camera import Camera

WAIT_S = 0.5

FaceKind = Literal["person", "small", "poster", "doubtful"]


@dataclass(frozen=True, slots=True)
class PreviewFace:
    """One face in a frame, whether or not the kiosk counts it."""

    x_px: float
    y_px: float
    w_px: float
    h_px: float
    middle: tuple[float, float]  # fractions of the picture; masks are compared with this point
    yaw_deg: float  # from the direction to the camera
    pitch_deg: float
    kind: FaceKind


@dataclass(frozen=True, slots=True, eq=False)
class PreviewFrame:
    frame: Frame
    faces: tuple[PreviewFace, ...]


class LivePreview:
    """Runs the pipeline in its own thread. `newest` is the last frame; None while the camera sends no frames."""

    def __init__(self, camera: Camera, pipeline: FacePipeline) -> None:
        self._camera, self._pipeline = camera, pipeline
        self.newest: PreviewFrame | None = None
        self.number = 0  # frames processed so far

    def run(self, stop: threading.Event, first: Frame) -> None:
        """Process the frame `first`, then the camera's frames until `stop` is set."""
        self._process(first)
        try:
            while not stop.is_set():
                frame = self._camera.newest_frame(WAIT_S)
                self._camera.take_events()  # unused: the state says if the camera is lost
                if frame is not None:
                    self._process(frame)
                elif self._camera.state != "ok":
                    self.newest = None
        finally:
            self.newest = None

    def _process(self, frame: Frame) -> None:
        observation = self._pipeline.process(frame)
        height_px, width_px = frame.image.shape[:2]
        counted = {face.track: face for face in observation.faces}
        faces = [
            self._preview_face(track, track.detection, counted.get(track.number), width_px, height_px)
            for track in self._pipeline.tracker.tracks
            if track.detection is not None
        ]
        self.newest = PreviewFrame(frame, tuple(faces))
        self.number += 1

    def _preview_face(
        self, track: FaceTrack, box: Detection, counted: FaceObservation | None, width_px: int, height_px: int
    ) -> PreviewFace:
        middle = ((box.x_px + box.w_px / 2) / width_px, (box.y_px + box.h_px / 2) / height_px)
        if counted is not None:
            return PreviewFace(
                counted.x_px,
                counted.y_px,
                counted.w_px,
                counted.h_px,
                middle,
                counted.yaw_deg,
                counted.pitch_deg,
                kind="person",
            )
        yaw, pitch = head_orientation(box.keypoints, ScreenDirection())
        face_h_px = face_height_px(box.keypoints, box.w_px)
        bottom = box.y_px + box.h_px
        kind: FaceKind = "doubtful"
        if self._pipeline.filters.is_too_small_to_count(face_h_px):
            kind = "small"
        elif self._pipeline.filters.is_static(track.number):
            kind = "poster"
        return PreviewFace(box.x_px, bottom - face_h_px, box.w_px, face_h_px, middle, yaw, pitch, kind)


def build_preview_pipeline(settings: Settings) -> FacePipeline:
    """Build the kiosk's pipeline without masks. The caller closes it. Raises ModelFileError.

    The expression model runs only for its head poses, which the kiosk also uses; its expressions are dropped. A model
    that predicts no head pose is skipped.
    """
    reader = build.build_expression_reader(settings)
    filters = FaceFilters(FaceFilterRules(min_px=settings.faces.min_px))
    return FacePipeline(
        build.build_face_finder(settings), filters, expression=reader if reader and reader.predicts_head_pose else None
    )

"""The newest picture with the faces in it, looked at as the kiosk looks: in memory only, gone with the next one.

Masks and the screen's direction are left out here, so that a change of them shows at once and on the same picture.
"""

import threading
from dataclasses import dataclass
from typing import Literal

from edge.events import FaceObservation
from edge.kiosk import build
from edge.perception.vision.detector import Detection
from edge.perception.vision.filters import FaceFilterRules, FaceFilters
from edge.perception.vision.head_pose import ScreenDirection, face_height_px, orientation
from edge.perception.vision.pipeline import FacePipeline
from edge.perception.vision.tracker import FaceTrack
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.sources.camera.camera import Camera

WAIT_S = 0.5

Seems = Literal["person", "small", "poster", "doubtful"]


@dataclass(frozen=True, slots=True)
class PreviewFace:
    """One face of a picture, whether it would count or not."""

    x_px: float
    y_px: float
    w_px: float
    h_px: float
    middle: tuple[float, float]  # what a mask is asked about: fractions of the picture
    yaw_deg: float  # from the direction to the camera
    pitch_deg: float
    seems: Seems


@dataclass(frozen=True, slots=True, eq=False)
class PreviewFrame:
    frame: Frame
    faces: tuple[PreviewFace, ...]


class LivePreview:
    """`run` in a thread of its own; `newest` gives what it saw last, None while the camera gives nothing."""

    def __init__(self, camera: Camera, pipeline: FacePipeline) -> None:
        self._camera, self._pipeline = camera, pipeline
        self.newest: PreviewFrame | None = None
        self.number = 0  # of pictures looked at

    def run(self, stop: threading.Event, first: Frame) -> None:
        """Until `stop`; begins with a frame that was taken already."""
        self._look(first)
        try:
            while not stop.is_set():
                frame = self._camera.newest(WAIT_S)
                self._camera.take_events()  # that it was away is told by its condition
                if frame is not None:
                    self._look(frame)
                elif self._camera.condition.state != "ok":
                    self.newest = None
        finally:
            self.newest = None

    def _look(self, frame: Frame) -> None:
        seen = self._pipeline.process(frame)
        height_px, width_px = frame.image.shape[:2]
        counted = {face.track: face for face in seen.faces}
        faces = [
            self._face(track, track.detection, counted.get(track.number), width_px, height_px)
            for track in self._pipeline.tracker.tracks
            if track.detection is not None
        ]
        self.newest = PreviewFrame(frame, tuple(faces))
        self.number += 1

    def _face(
        self, track: FaceTrack, found: Detection, seen: FaceObservation | None, width_px: int, height_px: int
    ) -> PreviewFace:
        middle = ((found.x_px + found.w_px / 2) / width_px, (found.y_px + found.h_px / 2) / height_px)
        if seen is not None:
            return PreviewFace(
                seen.x_px, seen.y_px, seen.w_px, seen.h_px, middle, seen.yaw_deg, seen.pitch_deg, seems="person"
            )
        yaw, pitch = orientation(found.keypoints, ScreenDirection())
        tall = face_height_px(found.keypoints, found.w_px)
        bottom = found.y_px + found.h_px
        seems: Seems = "doubtful"
        if self._pipeline.filters.is_small(tall):
            seems = "small"
        elif self._pipeline.filters.is_static(track.number):
            seems = "poster"
        return PreviewFace(found.x_px, bottom - tall, found.w_px, tall, middle, yaw, pitch, seems)


def build_preview_pipeline(settings: Settings) -> FacePipeline:
    """The kiosk's, without masks; to be closed. Raises ModelFileError.

    The network is there for where heads point, which the kiosk goes by; what it says of their expression goes nowhere.
    One that does not tell where they point is not asked.
    """
    reader = build.build_expression(settings)
    places = FaceFilters(FaceFilterRules(min_px=settings.faces.min_px))
    return FacePipeline(
        build.build_face_finder(settings), places, expression=reader if reader.predicts_head_pose else None
    )

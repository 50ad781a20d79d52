"""The one door to MediaPipe: a model file becomes a detector of faces. It keeps no picture, and no word of its use
leaves the machine (newer MediaPipe would tell)."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.serving.spec import ModelFileError

FIRST_THAT_TELLS = (0, 10, 35)
"""From this version on MediaPipe sends usage metrics to its makers and has no switch for it (its issue 6291)."""

CLOSED_PORT = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """One face found in one picture; all in pixels of that picture. The box is square, from mid-forehead to chin.

    `keypoints` (6, 2): eye at image left, eye at image right, tip of the nose, mouth, ear at image left, ear at image
    right.
    """

    x_px: float
    y_px: float
    w_px: float
    h_px: float
    score: float  # 0 to 1
    keypoints: NDArray[
        np.float32
    ]  # (6, 2): eye at image left, eye at image right, nose tip, mouth, ear left, ear right


class FaceDetector:
    """A MediaPipe Tasks face detector in IMAGE mode. A closed one raises; MediaPipe's own would see an empty shop."""

    def __init__(self, model: bytes, score: float) -> None:
        """`model` is the content of a checked .tflite file; detections below `score` are not reported."""
        disable_usage_metrics(version("mediapipe"))
        mediapipe = imported()
        vision = mediapipe.tasks.vision
        self._image: Any = mediapipe.Image
        self._format = mediapipe.ImageFormat.SRGB
        options = vision.FaceDetectorOptions(
            base_options=mediapipe.tasks.BaseOptions(model_asset_buffer=model),
            running_mode=vision.RunningMode.IMAGE,
            min_detection_confidence=score,
            min_suppression_threshold=0.3,
        )
        with quiet_stderr():
            self._task: Any = vision.FaceDetector.create_from_options(options)
            self._closed = False
            self.detect(np.zeros((64, 64, 3), np.uint8))  # some lines come with the first picture only

    def detect(self, rgb: NDArray[np.uint8], left_px: int = 0, top_px: int = 0) -> list[Detection]:
        """Faces in `rgb` (height, width, 3), which may be a view into a larger picture that begins at (-left, -top)."""
        if self._closed:
            raise RuntimeError("perception: this face detector is closed. Make a new one.")
        height, width = rgb.shape[:2]
        scale, shift = np.array((width, height), np.float32), np.array((left_px, top_px), np.float32)
        whole = np.ascontiguousarray(rgb)  # a view is accepted, and read wrongly
        found = self._task.detect(self._image(image_format=self._format, data=whole)).detections
        detections = []
        for face in found:
            box = face.bounding_box
            points = np.array([(p.x, p.y) for p in face.keypoints], np.float32) * scale + shift
            detections.append(
                Detection(
                    float(box.origin_x + left_px),
                    float(box.origin_y + top_px),
                    float(box.width),
                    float(box.height),
                    float(face.categories[0].score),
                    points,
                )
            )
        return detections

    def close(self) -> None:
        """Frees the task and its threads; a second call does nothing."""
        if not self._closed:
            self._closed = True
            with quiet_stderr():
                self._task.close()


def disable_usage_metrics(mediapipe_version: str) -> None:
    """Where this MediaPipe sends usage metrics, point its HTTPS client at a closed port, before a task is made.

    It then asks no name server and opens no connection. Every HTTPS client of this process that heeds `https_proxy` is
    cut off too; cameras over HTTP or RTSP and MQTT are not.
    """
    if tuple(int(part) for part in mediapipe_version.split(".")[:3]) >= FIRST_THAT_TELLS:
        os.environ["https_proxy"] = CLOSED_PORT
        for exception in ("no_proxy", "NO_PROXY"):
            os.environ.pop(exception, None)


def imported() -> Any:
    """MediaPipe, with no more of what it imports than a detector needs."""
    with without_sound():
        try:
            with without_drawing():
                import mediapipe
        except ImportError:  # another MediaPipe may want more of matplotlib than that it is there
            import mediapipe
    return mediapipe


@contextmanager
def without_drawing() -> Iterator[None]:
    """MediaPipe imports matplotlib for pictures that nobody draws here, 20 MB and a quarter of a second: in its place
    are empty modules meanwhile. One that was imported before is left as it is."""
    if "matplotlib" in sys.modules:
        yield
        return
    names = ("matplotlib", "matplotlib.pyplot")
    sys.modules.update({name: ModuleType(name) for name in names})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


@contextmanager
def without_sound() -> Iterator[None]:
    """MediaPipe imports sounddevice where it can, which asks every sound server for its microphones: not for a camera.

    One that was imported before is left as it is.
    """
    if "sounddevice" in sys.modules:
        yield
        return
    sys.modules["sounddevice"] = None  # type: ignore[assignment]  # so that the import of it fails
    try:
        yield
    finally:
        del sys.modules["sounddevice"]


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """What native code writes to standard error meanwhile is dropped; MediaPipe has no setting that silences it."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def checked_model(name: str, zoo: Path) -> bytes:
    """The detector file that the card `name`.json of the zoo names, read once and found to be that one.

    Raises ModelFileError where either is absent or altered.
    """
    cure = "Nothing was started. Fetch it again: python -m models.serving.fetch"
    try:
        card = json.loads((zoo / f"{name}.json").read_text(encoding="utf-8"))
        content: bytes = (zoo / card["file"]).read_bytes()
        expected = str(card["sha256"])
    except OSError as missing:
        raise ModelFileError(f"model: {missing.filename} cannot be read ({missing.strerror}). {cure}") from missing
    except (ValueError, KeyError, TypeError) as broken:
        raise ModelFileError(f"model: {zoo / name}.json is not the card of a detector ({broken}). {cure}") from broken
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ModelFileError(
            f"model: {card['file']} is not the file that its card names "
            f"(sha256 {found[:4]}…, expected {expected[:4]}…). {cure}"
        )
    return content

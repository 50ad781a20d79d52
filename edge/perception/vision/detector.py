"""Face detectors: their interface, and the detector that MediaPipe runs. No other module imports MediaPipe.

It stores no image. No usage data leave the kiosk, although newer MediaPipe versions try to send some.
"""

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
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from models.serving.spec import ModelFileError

FIRST_THAT_TELLS = (0, 10, 35)
"""First MediaPipe version that sends usage metrics to its makers, without a setting to prevent this (MediaPipe issue
6291).
"""

CLOSED_PORT = "http://127.0.0.1:9"


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """One face found in one image. All values are in pixels of that image. The box is square, from mid-forehead to
    chin.
    """

    x_px: float
    y_px: float
    w_px: float
    h_px: float
    score: float  # 0 to 1
    keypoints: NDArray[np.float32]
    """Keypoints (6, 2): eye at image left, eye at image right, nose tip, mouth, ear at image left, ear at image
    right.
    """


class FaceNetwork(Protocol):
    """Face detector, as the face finder uses it."""

    def detect_bgr(self, image: NDArray[np.uint8], left_px: int = 0, top_px: int = 0) -> list[Detection]:
        """Returns the faces in `image` (height, width, 3). The image is a part of a larger image that starts at
        (`left_px`, `top_px`), and results are in pixels of the larger image.
        """

    @property
    def provider(self) -> str:
        """Program that runs the model."""

    @property
    def fallback(self) -> str | None:
        """Reason why TensorRT does not run the model although it should; None otherwise."""

    def close(self) -> None: ...


class FaceDetector:
    """A MediaPipe Tasks face detector in IMAGE mode.

    After `close`, `detect` raises RuntimeError. MediaPipe's own detector would then return no faces.
    """

    def __init__(self, model: bytes, score: float) -> None:
        """Opens the detector. `model` is the content of a .tflite file that has been checked; `score` is the minimum
        score.
        """
        disable_usage_metrics(version("mediapipe"))
        mediapipe = import_mediapipe()
        vision = mediapipe.tasks.vision
        self._image: Any = mediapipe.Image
        self._format = mediapipe.ImageFormat.SRGB
        options = vision.FaceDetectorOptions(
            base_options=mediapipe.tasks.BaseOptions(model_asset_buffer=model),
            running_mode=vision.RunningMode.IMAGE,
            min_detection_confidence=score,
            min_suppression_threshold=0.3,
        )
        with silence_native_stderr():
            self._task: Any = vision.FaceDetector.create_from_options(options)
            self._closed = False
            self.detect(np.zeros((64, 64, 3), np.uint8))  # MediaPipe writes some lines with the first image only

    def detect(self, rgb: NDArray[np.uint8], left_px: int = 0, top_px: int = 0) -> list[Detection]:
        """Returns the faces in `rgb` (height, width, 3).

        `rgb` may be a part of a larger image that starts at (`left_px`, `top_px`). All results are in pixels of the
        larger image.
        """
        if self._closed:
            raise RuntimeError("perception: this face detector is closed. Create a new one.")
        height, width = rgb.shape[:2]
        scale, shift = np.array((width, height), np.float32), np.array((left_px, top_px), np.float32)
        contiguous = np.ascontiguousarray(rgb)  # MediaPipe accepts a view and reads it wrongly
        found = self._task.detect(self._image(image_format=self._format, data=contiguous)).detections
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

    def detect_bgr(self, image: NDArray[np.uint8], left_px: int = 0, top_px: int = 0) -> list[Detection]:
        """Does the same as `detect` for an image with OpenCV's channel order."""
        return self.detect(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8), left_px, top_px)

    @property
    def provider(self) -> str:
        """The program that runs the model: MediaPipe."""
        return "MediaPipe"

    @property
    def fallback(self) -> str | None:
        """None, because MediaPipe runs only on the processor."""
        return None

    def close(self) -> None:
        """Frees the MediaPipe task and its threads. A second call does nothing."""
        if not self._closed:
            self._closed = True
            with silence_native_stderr():
                self._task.close()


def disable_usage_metrics(mediapipe_version: str) -> None:
    """Redirects MediaPipe's HTTPS client to a closed port, if this version sends usage metrics. Call this function
    before a MediaPipe task is created.

    MediaPipe then queries no name server and opens no connection. This also blocks every other HTTPS client of this
    process that uses `https_proxy`, but not cameras over HTTP or RTSP, and not MQTT.
    """
    if tuple(int(part) for part in mediapipe_version.split(".")[:3]) >= FIRST_THAT_TELLS:
        os.environ["https_proxy"] = CLOSED_PORT
        for exception in ("no_proxy", "NO_PROXY"):
            os.environ.pop(exception, None)


def import_mediapipe() -> Any:
    """Imports MediaPipe without the dependencies that a face detector does not need."""
    with block_sounddevice():
        try:
            with replace_matplotlib():
                import mediapipe
        except ImportError:  # another MediaPipe version may use matplotlib at import
            import mediapipe
    return mediapipe


@contextmanager
def replace_matplotlib() -> Iterator[None]:
    """Replaces matplotlib with empty modules inside the `with` block, unless it is already imported.

    MediaPipe imports it for plots that are not used here. The import would cost 20 MB and a quarter of a second.
    """
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
def block_sounddevice() -> Iterator[None]:
    """Blocks the import of sounddevice inside the `with` block, unless it is already imported.

    MediaPipe imports it if it can, and the import searches every sound server for microphones. A camera needs none.
    """
    if "sounddevice" in sys.modules:
        yield
        return
    sys.modules["sounddevice"] = None  # type: ignore[assignment]  # its import then fails
    try:
        yield
    finally:
        del sys.modules["sounddevice"]


@contextmanager
def silence_native_stderr() -> Iterator[None]:
    """Drops everything that native code writes to standard error inside the `with` block, because MediaPipe has no
    setting for this.
    """
    sys.stderr.flush()
    saved, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(null)


def read_checked_model(name: str, zoo: Path) -> bytes:
    """Returns the content of a detector file after checking its hash. The card `name`.json in the model zoo names the
    file.

    Raises ModelFileError if the card or the file is missing or altered.
    """
    cure = "Nothing was started. Fetch it again: vitrina models fetch"
    try:
        card = json.loads((zoo / f"{name}.json").read_text(encoding="utf-8"))
        content: bytes = (zoo / card["file"]).read_bytes()
        expected = str(card["sha256"])
    except OSError as missing:
        raise ModelFileError(f"model: {missing.filename} cannot be read ({missing.strerror}). {cure}") from missing
    except (ValueError, KeyError, TypeError) as broken:
        raise ModelFileError(
            f"model: {zoo / name}.json is not the .json file of a face detector ({broken}). {cure}"
        ) from broken
    actual = hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise ModelFileError(
            f"model: {card['file']} is not the file that its model settings describe (sha256 {actual[:4]}…, expected "
            f"{expected[:4]}…). {cure}"
        )
    return content

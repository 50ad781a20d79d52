"""One video through OpenCV, whatever it comes from: the only door to cv2.VideoCapture. And when its frames are."""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.sources.camera.address import device_path, kind_of

Image = NDArray[np.uint8]
"""(height, width, 3), BGR."""

_JPEG_START = b"\xff\xd8"
_USUAL_RATE_HZ = 25.0
_MOST_RATE_HZ = 1000.0


@dataclass(frozen=True, slots=True)
class VideoOptions:
    """How to open a camera. Sizes and rate are asked of a device, which gives the nearest that it can."""

    width_px: int | None = None
    height_px: int | None = None
    rate_hz: float | None = None
    open_timeout_s: float = 5.0
    read_timeout_s: float = 2.0


def has_gstreamer() -> bool:
    """Whether this OpenCV was built with GStreamer. Its list of backends names GStreamer either way."""
    lines = cv2.getBuildInformation().splitlines()
    return any(line.strip().startswith("GStreamer:") and "YES" in line for line in lines)


class VideoCapture:
    """An opened video. `grab` the next frame, then ask for its `picture` if it is wanted.

    JPEG streams are taken apart frame by frame here: OpenCV's own way cuts every later picture to the size of the
    first and shows damaged ones half grey.
    """

    def __init__(self, capture: Any) -> None:
        self._capture = capture
        fourcc = (int(capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF).to_bytes(4, "little")
        is_ffmpeg = capture.getBackendName() == "FFMPEG"
        self._is_jpeg = is_ffmpeg and fourcc == b"MJPG" and bool(capture.set(cv2.CAP_PROP_FORMAT, -1))

    @property
    def rate_hz(self) -> float:
        """Frames a second as the container says; 25 where it says nothing that can be true."""
        rate_hz = float(self._capture.get(cv2.CAP_PROP_FPS))
        return rate_hz if 0 < rate_hz <= _MOST_RATE_HZ else _USUAL_RATE_HZ

    @property
    def frame_count(self) -> int | None:
        """Frames as the container says; None where it does not know."""
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        return int(count) if 0 < count < 1e9 else None

    @property
    def position_ms(self) -> float:
        """The time of the frame that was grabbed last, as the container says. Fiction for network cameras."""
        return float(self._capture.get(cv2.CAP_PROP_POS_MSEC))

    def grab(self) -> bool:
        """Go to the next frame. After one False the video is dead: no later call gives a frame."""
        return bool(self._capture.grab())

    def picture(self, into: Image | None = None) -> Image | None:
        """The grabbed frame, written into `into` where that has its size; None if it is damaged."""
        try:
            if self._is_jpeg:
                image = self._jpeg()
            else:
                good, image = self._capture.retrieve() if into is None else self._capture.retrieve(into)
                image = _bgr(image) if good else None
        except cv2.error:  # a size or layout that OpenCV refuses
            return None
        if image is None or into is None or image.shape != into.shape:
            return image
        if not np.may_share_memory(image, into):
            np.copyto(into, image)
        return into

    def close(self) -> None:
        self._capture.release()

    def _jpeg(self) -> Image | None:
        good, packet = self._capture.retrieve()
        if not good or packet is None or packet[0, :2].tobytes() != _JPEG_START:
            return None
        image: Image | None = cv2.imdecode(packet, cv2.IMREAD_COLOR)
        return image


def _bgr(image: Any) -> Image | None:
    """What a backend gave, as (height, width, 3); None if it is no picture of eight bits."""
    if image is None or image.dtype != np.uint8:
        return None
    if image.ndim == 2 or image.shape[2] == 1:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    if image.shape[2] == 4:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGRA2BGR), dtype=np.uint8)
    return image if image.shape[2] == 3 else None


def open_file(path: str) -> VideoCapture | None:
    """The video file at `path`; None if it cannot be opened. One decoding thread, so that a rerun gives the same."""
    return _opened(cv2.VideoCapture(path, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1]))


def open_camera(source: str, options: VideoOptions) -> VideoCapture | None:
    """The camera or file that `source` names; None if it cannot be opened.

    One decoding thread: more would hold back a frame each. A device is asked for MJPG first, since many give full
    size at full rate only so. Devices and pipelines were written by OpenCV's documents and not tried on hardware.
    """
    kind = kind_of(source)
    if kind == "file":
        return open_file(source)
    if kind == "pipeline":
        return _opened(cv2.VideoCapture(source, cv2.CAP_GSTREAMER))
    if kind == "device":
        return _opened(_device(source, options))
    timeouts = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(options.open_timeout_s * 1000)]
    timeouts += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, int(options.read_timeout_s * 1000)]
    return _opened(cv2.VideoCapture(source, cv2.CAP_FFMPEG, [*timeouts, cv2.CAP_PROP_N_THREADS, 1]))


def _device(source: str, options: VideoOptions) -> Any:
    capture = cv2.VideoCapture(device_path(source), cv2.CAP_V4L2)
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    wanted = (
        (cv2.CAP_PROP_FRAME_WIDTH, options.width_px),
        (cv2.CAP_PROP_FRAME_HEIGHT, options.height_px),
        (cv2.CAP_PROP_FPS, options.rate_hz),
    )
    for key, value in wanted:
        if value is not None:
            capture.set(key, value)
    return capture


def _opened(capture: Any) -> VideoCapture | None:
    if capture.isOpened():
        return VideoCapture(capture)
    capture.release()
    return None


class FrameTimestamps:
    """Seconds of each frame of a file since its first frame, strictly increasing.

    They are the container's; where that gives the first two frames the same time or none, they are counted from the
    frame rate. A frame whose time is no number, or not after that of the frame before, has none and is counted.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._index = -1
        self._first_ms = math.nan
        self._is_counted = False
        self._last_s: float | None = None
        self.step_s = 1 / rate_hz  # between the two frames before; a frame's length where there are none
        self.dropped = 0

    def of_next(self, position_ms: float) -> float | None:
        """The time of the next frame, of which the container says `position_ms`; None if it has none."""
        self._index += 1
        if self._index == 0:
            self._first_ms = position_ms
            self._is_counted = not math.isfinite(position_ms)
        elif self._index == 1:
            self._is_counted = self._is_counted or position_ms == self._first_ms
        at_s = self._index / self._rate_hz if self._is_counted else (position_ms - self._first_ms) / 1000
        if not math.isfinite(at_s) or (self._last_s is not None and at_s <= self._last_s):
            self.dropped += 1
            return None
        if self._last_s is not None:
            self.step_s = at_s - self._last_s
        self._last_s = at_s
        return at_s


class FrameSampler:
    """Which frames to take so that there are `rate_hz` of them a second on average, and the same ones each time.

    Time since the first frame is cut into slots of 1 / `rate_hz`; of each slot, the frame nearest to its start is
    taken. So 25 frames a second at 15 give 15 (steps of 40 and 80 ms), 30 give every second one, 12 give all.
    """

    def __init__(self, rate_hz: float | None) -> None:
        self._rate_hz = rate_hz
        self._first_s = 0.0
        self._last_s: float | None = None
        self._slot = -1

    def takes(self, at_s: float) -> bool:
        """Whether to take the frame at `at_s`; times must increase. With no rate, every frame."""
        if self._rate_hz is None:
            return True
        if self._last_s is None:
            self._first_s = self._last_s = at_s
        half_step_s = min(at_s - self._last_s, 1 / self._rate_hz) / 2
        self._last_s = at_s
        slot = math.floor((at_s + half_step_s - self._first_s) * self._rate_hz)
        if slot <= self._slot:
            return False
        self._slot = slot
        return True

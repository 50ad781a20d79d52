"""Reads video through OpenCV, with frame times and frame sampling. No other module uses cv2.VideoCapture.

Pipelines are read in gst_process.py instead, because OpenCV's wheels have no GStreamer.
"""

import math
import os
import time
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.sources.camera.address import device_path, source_kind
from edge.sources.camera.jpeg import decode_jpeg
from edge.sources.camera.network_address import CameraRefusedError, NetworkAddress
from edge.sources.camera.relay import CameraRelay
from edge.sources.camera.tls import CHECKED, CameraTlsOptions

Image = NDArray[np.uint8]
"""Array of an image: (height, width, 3), in BGR order."""

_USUAL_RATE_HZ = 25.0
_MOST_RATE_HZ = 1000.0


@dataclass(frozen=True, slots=True)
class VideoOptions:
    """Options for opening a camera. A device uses the nearest size and rate that it supports."""

    width_px: int | None = None
    height_px: int | None = None
    rate_hz: float | None = None
    open_timeout_s: float = 5.0
    read_timeout_s: float = 2.0
    tls: CameraTlsOptions = CHECKED


class VideoCapture:
    """An opened video. `grab` moves to the next frame; `decode` returns its image.

    This class splits JPEG streams into frames itself. OpenCV's own decoder crops every later image to the size of the
    first one, and returns damaged images that are half grey.
    """

    def __init__(self, capture: Any, relay: CameraRelay | None = None) -> None:
        """`relay` is closed together with the capture. `codec`: code of the video's codec, such as h264."""
        self._capture = capture
        self._relay = relay
        fourcc = (int(capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF).to_bytes(4, "little")
        self.codec = fourcc.decode("latin-1")
        self._is_jpeg = self.codec == "MJPG" and self.leave_encoded()

    @property
    def rate_hz(self) -> float:
        """Frames per second according to the container; 25 if the container states no plausible rate."""
        rate_hz = float(self._capture.get(cv2.CAP_PROP_FPS))
        return rate_hz if 0 < rate_hz <= _MOST_RATE_HZ else _USUAL_RATE_HZ

    @property
    def frame_count(self) -> int | None:
        """Number of frames according to the container; None if the container does not state it."""
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        return int(count) if 0 < count < 1e9 else None

    @property
    def position_ms(self) -> float:
        """Time of the last grabbed frame according to the container, in milliseconds. Meaningless for network
        cameras.
        """
        return float(self._capture.get(cv2.CAP_PROP_POS_MSEC))

    @property
    def captured_s(self) -> float:
        """Capture time of the last grabbed frame of a live source. This is the current time, because OpenCV does not
        report the capture time.
        """
        return time.monotonic()

    def grab(self) -> bool:
        """Move to the next frame. After one call has returned False, no later call returns a frame."""
        return bool(self._capture.grab())

    def decode(self, into: Image | None = None) -> Image | None:
        """Image of the grabbed frame, written into `into` if the sizes match. None if the frame is damaged."""
        try:
            if self._is_jpeg:
                image = self._jpeg()
            else:
                is_good, image = self._capture.retrieve() if into is None else self._capture.retrieve(into)
                image = _bgr_image(image) if is_good else None
        except cv2.error:  # a size or layout that OpenCV refuses
            return None
        if image is None or into is None or image.shape != into.shape:
            return image
        if not np.may_share_memory(image, into):
            np.copyto(into, image)
        return into

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the frames according to the stream."""
        width, height = (self._capture.get(each) for each in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        return int(width), int(height)

    def leave_encoded(self) -> bool:
        """From now on, `grab` moves to the next packet, and decodes nothing. False if this capture has no packets."""
        return self._capture.getBackendName() == "FFMPEG" and bool(self._capture.set(cv2.CAP_PROP_FORMAT, -1))

    def packet(self) -> NDArray[np.uint8] | None:
        """Bytes of the grabbed packet: (count,). H.264 and H.265 are in the byte-stream format (Annex B)."""
        is_good, packet = self._capture.retrieve()
        return packet.reshape(-1) if is_good and packet is not None else None

    @property
    def is_key_frame(self) -> bool:
        """True if decoding can start with the grabbed packet."""
        return bool(self._capture.get(cv2.CAP_PROP_LRF_HAS_KEY_FRAME))

    def headers(self) -> bytes:
        """Parameters (SPS and PPS) that precede the first packet. Empty if only the packets contain them."""
        index = int(self._capture.get(cv2.CAP_PROP_CODEC_EXTRADATA_INDEX))
        is_good, data = self._capture.retrieve(flag=index) if index > 0 else (False, None)
        found = bytes(data.reshape(-1)) if is_good and data is not None else b""
        return found if found.startswith((b"\0\0\0\1", b"\0\0\1")) else b""

    def hang_up(self) -> None:
        """End the connection, so that a `grab` call in another thread returns."""
        if self._relay is not None:
            self._relay.close()

    def close(self) -> None:
        self._capture.release()
        self.hang_up()

    def _jpeg(self) -> Image | None:
        packet = self.packet()
        return None if packet is None else decode_jpeg(packet)


def _bgr_image(image: Any) -> Image | None:
    """An image of any backend as (height, width, 3). None if its pixels do not have 8 bits."""
    if image is None or image.dtype != np.uint8:
        return None
    if image.ndim == 2 or image.shape[2] == 1:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    if image.shape[2] == 4:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGRA2BGR), dtype=np.uint8)
    return image if image.shape[2] == 3 else None


def open_file(path: str) -> VideoCapture | None:
    """Open the video file at `path`. None if that fails. Uses one decoding thread, so that every run returns the same
    frames.

    OpenCV crashes on a name that is not UTF-8. This function opens such a file itself and passes its descriptor to
    OpenCV.
    """
    if _is_text(path):
        return _capture_or_none(cv2.VideoCapture(path, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1]))
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return open_file(f"/proc/self/fd/{fd}")
    finally:
        os.close(fd)


def _is_text(name: str) -> bool:
    """False if the name contains bytes that are not UTF-8. Python represents them as surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def open_camera(source: str, options: VideoOptions) -> VideoCapture | None:
    """Open the camera or file that `source` names. None if that fails.

    It uses one decoding thread, because each further thread would delay the video by a frame. From a device it requests
    MJPG first, because many devices deliver full size at full rate only in that format. The code for devices follows
    OpenCV's documentation and has not been tested on hardware. Raises CameraRefusedError if a network camera cannot be
    trusted or does something that is not allowed.
    """
    kind = source_kind(source)
    if kind == "file":
        return open_file(source)
    if not _is_text(source):
        return None
    if kind == "device":
        return _capture_or_none(_open_device(source, options))
    return _open_through_relay(source, options)


def _open_through_relay(source: str, options: VideoOptions) -> VideoCapture | None:
    try:
        address = NetworkAddress.parse(source)
    except ValueError:
        return None
    relay = CameraRelay(address, options.tls, options.open_timeout_s)
    timeouts = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, int(options.open_timeout_s * 1000)]
    timeouts += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, int(options.read_timeout_s * 1000)]
    capture = cv2.VideoCapture(relay.url, cv2.CAP_FFMPEG, [*timeouts, cv2.CAP_PROP_N_THREADS, 1])
    if capture.isOpened():
        return VideoCapture(capture, relay)
    capture.release()
    relay.close()
    if relay.reason is not None:
        raise CameraRefusedError(relay.reason)
    return None


def _open_device(source: str, options: VideoOptions) -> Any:
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


def _capture_or_none(capture: Any) -> VideoCapture | None:
    if capture.isOpened():
        return VideoCapture(capture)
    capture.release()
    return None


class FrameTimestamps:
    """Time of each frame of a file since its first frame, in seconds, strictly increasing.

    The times come from the container. If it states no times, or the same time for the first two frames, a frame's time
    is its number divided by the frame rate. A frame has no time if its stated time is not a number, or not after that
    of the previous frame.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._index = -1
        self._first_ms = math.nan
        self._is_counted = False
        self._last_s: float | None = None
        self.step_s = 1 / rate_hz  # between the last two frames; the nominal frame length before that

    def next_frame_time_s(self, position_ms: float) -> float | None:
        """Time of the next frame in seconds, given its position in the container, `position_ms`. None if the frame
        has no time.
        """
        self._index += 1
        if self._index == 0:
            self._first_ms = position_ms
            self._is_counted = not math.isfinite(position_ms)
        elif self._index == 1:
            self._is_counted = self._is_counted or position_ms == self._first_ms
        at_s = self._index / self._rate_hz if self._is_counted else (position_ms - self._first_ms) / 1000
        if not math.isfinite(at_s) or (self._last_s is not None and at_s <= self._last_s):
            return None
        if self._last_s is not None:
            self.step_s = at_s - self._last_s
        self._last_s = at_s
        return at_s


class FrameSampler:
    """Selects frames so that on average `rate_hz` of them remain per second, the same frames in every run.

    The time since the first frame is divided into slots of 1 / `rate_hz` seconds. In each slot, the frame nearest to
    the slot's start is selected. With a rate of 15, a video with 25 frames per second gives 15 (40 or 80 ms apart), a
    video with 30 gives every second frame, and a video with 12 gives all frames.
    """

    def __init__(self, rate_hz: float | None) -> None:
        self._rate_hz = rate_hz
        self._first_s = 0.0
        self._last_s: float | None = None
        self._slot = -1

    def is_due(self, at_s: float) -> bool:
        """True if the frame at `at_s` is selected. Times must increase from call to call. Without a rate, every frame
        is selected.
        """
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

"""Measures processor time per frame: for decoding only, in the capture process, and for reading in the kiosk."""

import time
from dataclasses import dataclass
from pathlib import Path

import cv2

from edge.clock import Clock
from edge.kiosk.state import system_stats
from edge.sources.camera.camera import Camera
from edge.sources.camera.options import CameraOptions
from edge.tools.bench.people import RATE_HZ
from edge.tools.camera_text import camera_text

FIRST = 5  # pictures before the measurement, as warm-up
WAIT_S = 5.0


class BenchNoFramesError(Exception):
    """The bench's video returned no frame, so nothing was measured."""


@dataclass(frozen=True, slots=True)
class CaptureCost:
    """Processor time of the capture in milliseconds per frame."""

    decoding_ms: float  # decoding of the file alone
    capture_ms: float  # the whole capture process: decoding, image checks, writing to the frame buffer
    reading_ms: float  # the kiosk's process: receiving the notification and copying the picture


def measure_capture(film: Path, seconds: float) -> CaptureCost:
    """Measure the capture of a video at its own frame rate for `seconds`. Raises BenchNoFramesError."""
    pictures = round(seconds * RATE_HZ)
    decoding_ms = _measure_decoding_ms(film, pictures)
    with Camera(str(film), CameraOptions(loop=True), Clock().now) as camera:
        _read(camera, FIRST)
        child_s, own_s, before = _child_s(camera), time.process_time(), _given(camera)
        _read(camera, pictures)
        own_s, child_s = time.process_time() - own_s, _child_s(camera) - child_s
        given = _given(camera) - before
    return CaptureCost(decoding_ms, child_s / given * 1000, own_s / pictures * 1000)


def _measure_decoding_ms(film: Path, pictures: int) -> float:
    capture = cv2.VideoCapture(str(film))
    start_s, read = time.process_time(), 0
    while read < pictures and capture.read()[0]:
        read += 1
    used_s = time.process_time() - start_s
    capture.release()
    if not read:
        raise BenchNoFramesError(
            f"bench: {film} contains no frame. Check that the installed OpenCV can read and write Motion JPEG."
        )
    return used_s / read * 1000


def _read(camera: Camera, pictures: int) -> None:
    for _ in range(pictures):
        if camera.newest_frame(WAIT_S) is None:
            raise BenchNoFramesError(
                f"bench: {camera_text(camera)} No frame has arrived for {WAIT_S:g} s. Run the command again."
            )


def _child_s(camera: Camera) -> float:
    return system_stats.processor_time_s([camera.capture_pid or 0])


def _given(camera: Camera) -> int:
    """Number of frames that the capture process delivered, whether or not the kiosk read them."""
    return camera.counts.taken + camera.counts.dropped

"""Processor time of getting pictures: decoding alone, the capture process, and the kiosk's side of the hand-over."""

import time
from dataclasses import dataclass
from pathlib import Path

import cv2

from edge.clock import Clock
from edge.kiosk import system_stats
from edge.sources.camera.camera import Camera, CameraOptions
from edge.tools.bench.people import RATE_HZ

FIRST = 5  # pictures until the way is warm
WAIT_S = 5.0


class NoFramesError(Exception):
    """The bench's own film gave none, so nothing was measured."""


@dataclass(frozen=True, slots=True)
class CaptureCost:
    """Milliseconds of processor time a picture."""

    decoding_ms: float  # of the file, with nothing around it
    capture_ms: float  # the whole capture process: decoding, looking for a blind camera, handing over
    taking_ms: float  # the kiosk's process: hearing of a picture and copying it


def taking(film: Path, seconds: float) -> CaptureCost:
    """Of a film at its own pace, for so many seconds. Raises NoPicturesError."""
    pictures = round(seconds * RATE_HZ)
    decoding_ms = _decoding_ms(film, pictures)
    with Camera(str(film), CameraOptions(loop=True), Clock().now) as camera:
        _take(camera, FIRST)
        child_s, own_s, before = _child_s(camera), time.process_time(), _shown(camera)
        _take(camera, pictures)
        own_s, child_s = time.process_time() - own_s, _child_s(camera) - child_s
        shown = _shown(camera) - before
    return CaptureCost(decoding_ms, child_s / shown * 1000, own_s / pictures * 1000)


def _decoding_ms(film: Path, pictures: int) -> float:
    capture = cv2.VideoCapture(str(film))
    began_s, read = time.process_time(), 0
    while read < pictures and capture.read()[0]:
        read += 1
    used_s = time.process_time() - began_s
    capture.release()
    if not read:
        raise NoFramesError(f"bench: {film} gave no picture. Can this OpenCV read and write Motion JPEG?")
    return used_s / read * 1000


def _take(camera: Camera, pictures: int) -> None:
    for _ in range(pictures):
        if camera.newest(WAIT_S) is None:
            raise NoFramesError(f"bench: {camera.condition.text} Nothing came for {WAIT_S:g} s; run it again.")


def _child_s(camera: Camera) -> float:
    return system_stats.cpu_s([camera.capture_pid or 0])


def _shown(camera: Camera) -> int:
    """Pictures that the capture process handed over, taken or not."""
    return camera.counts.taken + camera.counts.dropped

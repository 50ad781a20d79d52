"""Small real video files, written with OpenCV: good ones, and ones that a crash or a full disk has damaged."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import cv2

from tests.doubles.mjpeg import Image, noise

CODECS = {".mp4": "mp4v", ".mkv": "mp4v", ".avi": "MJPG"}


def write_film(path: Path, frames: int = 50, rate_hz: float = 25.0, width_px: int = 160, height_px: int = 120) -> Path:
    """Write a film of changing noise. The ending of `path` (mp4, mkv, avi) selects the format."""
    fourcc = cv2.VideoWriter.fourcc(*CODECS[path.suffix])
    writer = cv2.VideoWriter(str(path), fourcc, rate_hz, (width_px, height_px))
    if not writer.isOpened():
        raise OSError(f"OpenCV cannot write {path}")
    for image in islice(noise(width_px, height_px), frames):
        writer.write(image)
    writer.release()
    return path


def write_gif(path: Path, durations_ms: Sequence[int]) -> Path:
    """Write an animated GIF with one picture for each duration."""
    animation = cv2.Animation()
    animation.frames = list(islice(noise(64, 48), len(durations_ms)))
    animation.durations = list(durations_ms)
    if not cv2.imwriteanimation(str(path), animation):
        raise OSError(f"OpenCV cannot write {path}")
    return path


def write_jpegs(path: Path, images: Iterable[Image]) -> Path:
    """Write JPEG pictures one after the other: a raw MJPEG file, which has neither times nor a length."""
    path.write_bytes(b"".join(cv2.imencode(".jpg", image)[1].tobytes() for image in images))
    return path


def cut(path: Path, share: float) -> Path:
    """Write the first `share` of the file's bytes as a new file beside it."""
    data = path.read_bytes()
    short = path.with_name(f"cut_{path.name}")
    short.write_bytes(data[: int(len(data) * share)])
    return short

"""Small real video files, written with OpenCV: good ones, and ones as they come out of a crash or a full disk."""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import cv2

from tests.doubles.mjpeg import Image, noise

CODECS = {".mp4": "mp4v", ".mkv": "mp4v", ".avi": "MJPG"}


def write_film(path: Path, frames: int = 50, rate_hz: float = 25.0, width_px: int = 160, height_px: int = 120) -> Path:
    """A film of changing noise; the ending of `path` (mp4, mkv, avi) says which kind."""
    fourcc = cv2.VideoWriter.fourcc(*CODECS[path.suffix])
    writer = cv2.VideoWriter(str(path), fourcc, rate_hz, (width_px, height_px))
    if not writer.isOpened():
        raise OSError(f"OpenCV cannot write {path}")
    for image in islice(noise(width_px, height_px), frames):
        writer.write(image)
    writer.release()
    return path


def write_gif(path: Path, durations_ms: Sequence[int]) -> Path:
    """An animated GIF with one picture for each duration."""
    animation = cv2.Animation()
    animation.frames = list(islice(noise(64, 48), len(durations_ms)))
    animation.durations = list(durations_ms)
    if not cv2.imwriteanimation(str(path), animation):
        raise OSError(f"OpenCV cannot write {path}")
    return path


def write_jpegs(path: Path, images: Iterable[Image]) -> Path:
    """JPEG pictures one behind the other: a raw MJPEG file, which has neither times nor a length."""
    path.write_bytes(b"".join(cv2.imencode(".jpg", image)[1].tobytes() for image in images))
    return path


def cut(path: Path, share: float) -> Path:
    """The first `share` of the file's bytes alone, as a new file beside it."""
    data = path.read_bytes()
    short = path.with_name(f"cut_{path.name}")
    short.write_bytes(data[: int(len(data) * share)])
    return short

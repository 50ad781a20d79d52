"""Frames of an ad's video at the seconds that a report shows."""

from math import ceil
from pathlib import Path

from central.films import extract_frames
from central.reports.rendering.strip import Frames
from central.reports.values import Report

HEIGHT_PX = 180
MOST_FRAMES = 30


def strip_seconds(report: Report) -> list[float]:
    """Seconds of the film strip: evenly spaced seconds, and the middle of each moment."""
    length = len(report.curve)
    step = max(1, ceil(length / MOST_FRAMES))
    middles = [(moment.from_second + moment.to_second - 1) // 2 for moment in report.moments[:MOST_FRAMES]]
    return [float(second) for second in sorted({*range(0, length, step), *middles})]


def read_film_frames(path: Path, report: Report) -> Frames:
    """Frames of a video at the given seconds. Raises FilmError."""
    return sorted(extract_frames(path, strip_seconds(report), HEIGHT_PX).items())

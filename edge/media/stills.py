"""Extracts stills of an ad for a report. A child process with limits reads the file, as in check.py."""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from edge.media.check import OPENCV_LIMITS, missing_reader_text
from edge.media.child import MissingProgramError, start_python_child, wait_for_child

LONGEST_S = 60.0
_READER = "edge.media.stills_reader"
_DIED = "reading it took too much time or memory. Export it again, smaller"


@dataclass(frozen=True, slots=True)
class Stills:
    """JPEG images from an ad with their media seconds, in order. `reason`: why some or all images are missing, without
    a full stop.
    """

    pictures: tuple[tuple[float, bytes], ...] = ()
    reason: str | None = None


def extract_stills(path: Path, seconds: Sequence[float], height_px: int, within_s: float = LONGEST_S) -> Stills:
    """Stills of a video at the given seconds, each `height_px` high. An image has one still, at second 0."""
    limits = replace(OPENCV_LIMITS, wall_s=within_s)
    asked = {"path": os.fspath(path), "seconds": sorted(seconds), "height_px": height_px}
    try:
        ended = wait_for_child(start_python_child(_READER, limits), limits, json.dumps(asked).encode())
    except MissingProgramError as error:
        return Stills(reason=missing_reader_text(error))
    if ended is None:
        return Stills(reason=_DIED)
    lines = [json.loads(line) for line in ended.output.splitlines()]
    pictures = tuple((line["second"], base64.b64decode(line["jpeg"])) for line in lines if "jpeg" in line)
    reasons = [line["reason"] for line in lines if "reason" in line]
    return Stills(pictures, reasons[0] if reasons else None if ended.exit_code == 0 else _DIED)

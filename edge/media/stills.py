"""Stills of an advert for a report. A child process with limits reads the file, as before it is shown (media.py)."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge.media.check import CHILD_ENVIRONMENT
from edge.module_command import module_command

LONGEST_S = 60.0
_READER = "edge.media.stills_reader"
_DIED = "reading it took too much time or memory. Export it again, smaller"


@dataclass(frozen=True, slots=True)
class Stills:
    """Seconds with their JPEG pictures, in order. `reason`: why there are none, or no more, without a full stop."""

    pictures: tuple[tuple[float, bytes], ...] = ()
    reason: str | None = None


def film_stills(path: Path, seconds: Sequence[float], height_px: int, within_s: float = LONGEST_S) -> Stills:
    """Pictures of a film at these seconds, `height_px` high; of a picture itself, at second 0."""
    asked = {"path": os.fspath(path), "seconds": sorted(seconds), "height_px": height_px}
    try:
        run = subprocess.run(
            module_command(_READER),
            input=json.dumps(asked).encode(),
            env={
                **os.environ,
                **CHILD_ENVIRONMENT,
                "PYTHONPATH": os.pathsep.join(place for place in sys.path if place),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=within_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Stills(reason=_DIED)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    pictures = tuple((line["second"], base64.b64decode(line["jpeg"])) for line in lines if "jpeg" in line)
    reasons = [line["reason"] for line in lines if "reason" in line]
    return Stills(pictures, reasons[0] if reasons else None if run.returncode == 0 else _DIED)

"""People that a kiosk finds in a video, at each of the scales: replays, so that no frame is dropped."""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.camera_cost.videos import PEOPLE, PRESENT_S, ROUND_S, SCALES
from tests.system import shop

STEP_S = 0.2  # between two rows of a visit in the trace


@dataclass(frozen=True)
class Seen:
    """People found at one scale. `found`, `smiling`: shares of the time in which all people are in view."""

    face_px: float
    visits: int
    found: float
    smiling: float


def replay(video: Path) -> list[Seen]:
    """One entry for each of the scales, with the models of a shop."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace.csv"
        done = shop.vitrina("replay", "--video", video, "--k", "1", "--trace", trace, "--out", f"{folder}/messages")
        assert done.returncode == 0, done.stderr
        with trace.open(newline="", encoding="utf-8") as rows:
            return seen_in(list(csv.DictReader(rows)))


def seen_in(rows: list[dict[str, str]]) -> list[Seen]:
    """People in the rows of a trace."""
    return [_seen([row for row in rows if float(row["at_s"]) // ROUND_S == index]) for index in range(len(SCALES))]


def _seen(rows: list[dict[str, str]]) -> Seen:
    wanted = PEOPLE * PRESENT_S / STEP_S
    return Seen(
        face_px=median([float(row["w"]) for row in rows] or [0.0]),
        visits=len({row["visit"] for row in rows}),
        found=len(rows) / wanted,
        smiling=sum(float(row["happiness"] or 0) > 0.5 for row in rows) / wanted,
    )

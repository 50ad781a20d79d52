"""The trace of a recording: one row a visit and 0.2 s, for checking perception. Never of a live camera.

Readings come frame by frame; which tracks were one visit is known when it closes. So steps are kept until the end.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from edge.app import output
from edge.audience.rules import Rules, is_attentive
from edge.events import EXPRESSIONS, Abstained, FaceSeen, FrameSeen, Verdict, VisitClosed

STEP_S = 0.2
BOX = ("x", "y", "w", "h", "yaw", "pitch")
READ = (*EXPRESSIONS, "valence", "arousal")
COLUMNS = ("at_s", "visit", *BOX, "attentive", "frames", "verdicts", *READ)


@dataclass(slots=True)
class _Step:
    frames: int = 0
    verdicts: int = 0
    attentive: int = 0
    box: list[float] = field(default_factory=lambda: [0.0] * len(BOX))
    read: list[float] = field(default_factory=lambda: [0.0] * len(READ))

    def add(self, face: FaceSeen, reading: Verdict | Abstained | None, attentive: bool) -> None:
        seen = (face.x_px, face.y_px, face.w_px, face.h_px, face.yaw_deg, face.pitch_deg)
        self.frames += 1
        self.attentive += attentive
        self.box = [total + value for total, value in zip(self.box, seen, strict=True)]
        if isinstance(reading, Verdict):
            values = (*reading.probabilities, reading.valence, reading.arousal)
            self.verdicts += 1
            self.read = [total + value for total, value in zip(self.read, values, strict=True)]

    def row(self, step: int, visit: int) -> list[str]:
        box = [f"{total / self.frames:.1f}" for total in self.box]
        read = [f"{total / self.verdicts:.4f}" if self.verdicts else "" for total in self.read]
        attentive = f"{self.attentive / self.frames:.2f}"
        return [f"{step * STEP_S:.1f}", str(visit), *box, attentive, str(self.frames), str(self.verdicts), *read]


class Trace:
    """Collects while a recording is replayed; `write` ends it."""

    def __init__(self, start_s: float, rules: Rules) -> None:
        self._start_s, self._rules = start_s, rules
        self._steps: dict[tuple[int, int], _Step] = {}  # by track and step
        self._visits: list[VisitClosed] = []

    def see(self, seen: FrameSeen, readings: Sequence[Verdict | Abstained | None]) -> None:
        """One analysed frame, with a reading for each of its faces, in their order."""
        # a frame at 0.2 s may be stamped 0.19999999
        step = int((seen.at_s - self._start_s) / STEP_S + 1e-6)
        for face, reading in zip(seen.faces, readings, strict=True):
            found = self._steps.setdefault((face.track, step), _Step())
            found.add(face, reading, is_attentive(face, self._rules))

    def close(self, visit: VisitClosed) -> None:
        self._visits.append(visit)

    def rows(self) -> Iterable[list[str]]:
        """Rows in the order of visits, numbered from 1 by their start, then of time."""
        by_track: dict[int, list[tuple[int, _Step]]] = {}
        for (track, step), found in self._steps.items():
            by_track.setdefault(track, []).append((step, found))
        for number, visit in enumerate(sorted(self._visits, key=lambda v: (v.start_s, v.tracks)), 1):
            last = int((visit.end_s - self._start_s) / STEP_S + 1e-6)
            for step, found in sorted(
                (pair for track in visit.tracks for pair in by_track.get(track, [])), key=lambda pair: pair[0]
            ):
                if step <= last:
                    yield found.row(step, number)

    def write(self, path: Path) -> None:
        """As CSV. Raises OutputError."""
        with output.opened(path) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(self.rows())

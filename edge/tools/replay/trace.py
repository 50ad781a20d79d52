"""The trace of a recording: one row a visit and 0.2 s, a decision of the ear, a second of a kit; for checking
perception. Never of live senses.

Readings come frame by frame; which tracks were one visit is known when it closes. So steps are kept until the end.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from edge.audience.rules import AudienceRules, is_attentive
from edge.events import EXPRESSIONS, Abstention, ExpressionScores, FaceObservation, FrameObservation, VisitClosed
from edge.perception.audio.laughter import AudioPrediction
from edge.perception.body.arousal import BodySecond
from edge.tools import output_files

STEP_S = 0.2
BOX = ("x", "y", "w", "h", "yaw", "pitch")
READ = (*EXPRESSIONS, "valence", "arousal")
COLUMNS = ("at_s", "visit", *BOX, "attentive", "frames", "verdicts", *READ)
SOUND_COLUMNS = ("at_s", "level_db", "laughter")  # and the classes of the network
BODY_COLUMNS = ("at_s", "kit", "eda_us", "hr_bpm", "quality", "on_body", "arousal")


@dataclass(slots=True)
class _TraceStep:
    frames: int = 0
    verdicts: int = 0
    attentive: int = 0
    box: list[float] = field(default_factory=lambda: [0.0] * len(BOX))
    read: list[float] = field(default_factory=lambda: [0.0] * len(READ))

    def add(self, face: FaceObservation, reading: ExpressionScores | Abstention | None, attentive: bool) -> None:
        seen = (face.x_px, face.y_px, face.w_px, face.h_px, face.yaw_deg, face.pitch_deg)
        self.frames += 1
        self.attentive += attentive
        self.box = [total + value for total, value in zip(self.box, seen, strict=True)]
        if isinstance(reading, ExpressionScores):
            values = (*reading.probabilities, reading.valence, reading.arousal)
            self.verdicts += 1
            self.read = [total + value for total, value in zip(self.read, values, strict=True)]

    def row(self, step: int, visit: int) -> list[str]:
        box = [f"{total / self.frames:.1f}" for total in self.box]
        read = [f"{total / self.verdicts:.4f}" if self.verdicts else "" for total in self.read]
        attentive = f"{self.attentive / self.frames:.2f}"
        return [f"{step * STEP_S:.1f}", str(visit), *box, attentive, str(self.frames), str(self.verdicts), *read]


class ReplayTrace:
    """Collects while a recording is replayed; `write` ends it."""

    def __init__(self, start_s: float, rules: AudienceRules) -> None:
        self._start_s, self._rules = start_s, rules
        self._steps: dict[tuple[int, int], _TraceStep] = {}  # by track and step
        self._visits: list[VisitClosed] = []
        self._classes: Sequence[str] | None = None  # of the ear, where there is sound
        self._audio_rows: list[list[str]] = []
        self._body_rows: list[list[str]] = []
        self._has_kits = False

    def add_frame(self, seen: FrameObservation, readings: Sequence[ExpressionScores | Abstention | None]) -> None:
        """One analysed frame, with a reading for each of its faces, in their order."""
        # a frame at 0.2 s may be stamped 0.19999999
        step = int((seen.at_s - self._start_s) / STEP_S + 1e-6)
        for face, reading in zip(seen.faces, readings, strict=True):
            found = self._steps.setdefault((face.track, step), _TraceStep())
            found.add(face, reading, is_attentive(face, self._rules))

    def close(self, visit: VisitClosed) -> None:
        self._visits.append(visit)

    def start_audio(self, classes: Sequence[str]) -> None:
        """There is sound; the ear tells these classes apart."""
        self._classes = classes

    def add_audio(self, decision: AudioPrediction) -> None:
        heard = decision.observation
        probabilities = [f"{probability:.4f}" for probability in decision.probabilities]
        self._audio_rows.append(
            [self._at(heard.at_s), f"{heard.level_db:.1f}", str(int(heard.laughter is True)), *probabilities]
        )

    def start_body(self) -> None:
        """There are kits."""
        self._has_kits = True

    def add_body(self, felt: BodySecond) -> None:
        event = felt.observation
        given = (_text(felt.eda_us, 4), _text(event.hr_bpm, 1), _text(felt.quality, 2))
        self._body_rows.append(
            [self._at(event.at_s), felt.kit, *given, str(int(event.on_body)), _text(event.arousal, 4)]
        )

    def _at(self, at_s: float) -> str:
        return f"{at_s - self._start_s:.1f}"

    def rows(self) -> Iterable[list[str]]:
        """Rows in the order of visits, numbered from 1 by their start, then of time."""
        by_track: dict[int, list[tuple[int, _TraceStep]]] = {}
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
        """As CSV: visits in `path`; where there were sound and kits, theirs beside it. Raises OutputError."""
        _write(path, COLUMNS, self.rows())
        if self._classes is not None:
            _write(beside(path, "sound"), (*SOUND_COLUMNS, *self._classes), self._audio_rows)
        if self._has_kits:
            _write(beside(path, "body"), BODY_COLUMNS, self._body_rows)


def beside(path: Path, sense: str) -> Path:
    """Where the rows of "sound" or "body" go: FILE.sound.csv, FILE.body.csv."""
    return path.with_name(f"{path.name}.{sense}.csv")


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with output_files.opened(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _text(value: float | None, digits: int) -> str:
    return "" if value is None or not isfinite(value) else f"{value:.{digits}f}"

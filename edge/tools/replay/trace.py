"""Trace of a replay, for checking perception: CSV rows for visits, audio and kits. Never written for live input.

There is one row per visit and 0.2 s, one per audio prediction, and one per second of a kit. Which tracks belong to a
visit is known only when the visit closes, so rows wait until the end.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from edge.audience.rules import AudienceRules, is_attentive
from edge.events import EXPRESSIONS, Abstention, ExpressionScores, FaceObservation, FrameObservation, VisitClosed
from edge.perception.audio.sound_reader import AudioPrediction
from edge.perception.body.arousal import WearerSecond
from edge.tools import output_files

STEP_S = 0.2
BOX = ("x", "y", "w", "h", "yaw", "pitch")
READ = (*EXPRESSIONS, "valence", "arousal")
COLUMNS = ("at_s", "visit", *BOX, "attentive", "frames", "verdicts", *READ)
SOUND_COLUMNS = ("at_s", "level_db", "laughter")  # followed by the classes of the network
BODY_COLUMNS = ("at_s", "kit", "eda_us", "hr_bpm", "quality", "on_body", "arousal")


@dataclass(slots=True)
class _TraceStep:
    frames: int = 0
    verdicts: int = 0
    attentive: int = 0
    box: list[float] = field(default_factory=lambda: [0.0] * len(BOX))
    read: list[float | None] = field(default_factory=lambda: [0.0] * len(READ))  # None: the reader does not tell it

    def add_face(self, face: FaceObservation, reading: ExpressionScores | Abstention | None, attentive: bool) -> None:
        box = (face.x_px, face.y_px, face.w_px, face.h_px, face.yaw_deg, face.pitch_deg)
        self.frames += 1
        self.attentive += attentive
        self.box = [total + value for total, value in zip(self.box, box, strict=True)]
        if isinstance(reading, ExpressionScores):
            values = (*reading.probabilities, reading.valence, reading.arousal)
            self.verdicts += 1
            self.read = [_sum(total, value) for total, value in zip(self.read, values, strict=True)]

    def format_row(self, step: int, visit: int) -> list[str]:
        box = [f"{total / self.frames:.1f}" for total in self.box]
        read = [f"{total / self.verdicts:.4f}" if self.verdicts and total is not None else "" for total in self.read]
        attentive = f"{self.attentive / self.frames:.2f}"
        return [f"{step * STEP_S:.1f}", str(visit), *box, attentive, str(self.frames), str(self.verdicts), *read]


class ReplayTrace:
    """Collects rows during a replay. Call `write_csv_files` at the end."""

    def __init__(self, start_s: float, rules: AudienceRules) -> None:
        self._start_s, self._rules = start_s, rules
        self._steps: dict[tuple[int, int], _TraceStep] = {}  # by track and step
        self._visits: list[VisitClosed] = []
        self._classes: Sequence[str] | None = None  # of the voice network; None without audio
        self._audio_rows: list[list[str]] = []
        self._body_rows: list[list[str]] = []
        self._has_kits = False

    def add_frame(self, frame: FrameObservation, readings: Sequence[ExpressionScores | Abstention | None]) -> None:
        """Add an analysed frame, with one expression result for each of its faces, in their order."""
        # the time of a frame at 0.2 s may be 0.19999999
        number = int((frame.at_s - self._start_s) / STEP_S + 1e-6)
        for face, reading in zip(frame.faces, readings, strict=True):
            step = self._steps.setdefault((face.track, number), _TraceStep())
            step.add_face(face, reading, is_attentive(face, self._rules))

    def add_visit(self, visit: VisitClosed) -> None:
        self._visits.append(visit)

    def start_audio(self, classes: Sequence[str]) -> None:
        """Start the trace of audio. `classes`: the classes of the voice model."""
        self._classes = classes

    def add_audio(self, prediction: AudioPrediction) -> None:
        audio = prediction.observation
        probabilities = [f"{probability:.4f}" for probability in prediction.probabilities]
        self._audio_rows.append(
            [self._at(audio.at_s), f"{audio.level_db:.1f}", _laughs(audio.laughter, probabilities), *probabilities]
        )

    def start_body(self) -> None:
        """Start the trace of the kits."""
        self._has_kits = True

    def add_body(self, second: WearerSecond) -> None:
        body = second.observation
        values = (_text(second.eda_us, 4), _text(body.hr_bpm, 1), _text(second.quality, 2))
        self._body_rows.append(
            [self._at(body.at_s), second.kit, *values, str(int(body.on_body)), _text(body.arousal, 4)]
        )

    def _at(self, at_s: float) -> str:
        return f"{at_s - self._start_s:.1f}"

    def fetch_rows(self) -> Iterable[list[str]]:
        """Rows sorted by visit, then by time. Visits are numbered from 1, in the order in which they started."""
        by_track: dict[int, list[tuple[int, _TraceStep]]] = {}
        for (track, number), step in self._steps.items():
            by_track.setdefault(track, []).append((number, step))
        for visit_number, visit in enumerate(sorted(self._visits, key=lambda v: (v.start_s, v.tracks)), 1):
            last = int((visit.end_s - self._start_s) / STEP_S + 1e-6)
            for number, step in sorted(
                (pair for track in visit.tracks for pair in by_track.get(track, [])), key=lambda pair: pair[0]
            ):
                if number <= last:
                    yield step.format_row(number, visit_number)

    def write_csv_files(self, path: Path) -> None:
        """Write CSV files: visits to `path`, audio and kits to files beside it. Raises OutputFileError."""
        _write(path, COLUMNS, self.fetch_rows())
        if self._classes is not None:
            _write(sense_trace_path(path, "sound"), (*SOUND_COLUMNS, *self._classes), self._audio_rows)
        if self._has_kits:
            _write(sense_trace_path(path, "body"), BODY_COLUMNS, self._body_rows)


def sense_trace_path(path: Path, sense: str) -> Path:
    """Path for the rows of one sense ("sound" or "body"): FILE.sound.csv or FILE.body.csv."""
    return path.with_name(f"{path.name}.{sense}.csv")


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with output_files.open_output(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _laughs(laughter: bool | None, probabilities: Sequence[str]) -> str:
    """1 if the voice model detects laughter, otherwise 0; empty without a voice model."""
    return str(int(laughter is True)) if probabilities else ""


def _sum(total: float | None, value: float | None) -> float | None:
    return None if total is None or value is None else total + value


def _text(value: float | None, digits: int) -> str:
    return "" if value is None or not isfinite(value) else f"{value:.{digits}f}"

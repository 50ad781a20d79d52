"""The participant's face on an even 5 Hz grid. A row without exactly one face is empty, whatever the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from edge.events import EXPRESSIONS, Abstention, ExpressionScores, FaceObservation, FrameObservation
from edge.study.series import Row, Value

RATE_HZ = 5.0
STEP_S = 1.0 / RATE_HZ
HOLD_S = 0.4
"""Largest age in seconds of an expression result that still counts for a row: the model runs about once per row."""

LATE_S = 1.0
"""Age in seconds at which a row without a frame is written, because no frame for it will arrive any more."""

_NOTHING: Row = (*(None,) * (len(EXPRESSIONS) + 7), True)


@dataclass(frozen=True, slots=True)
class AttentionRule:
    """Largest angles, in degrees, at which a head counts as facing the screen."""

    yaw_deg: float
    pitch_deg: float

    def is_attentive(self, face: FaceObservation) -> bool:
        return abs(face.yaw_deg) <= self.yaw_deg and abs(face.pitch_deg) <= self.pitch_deg


class FaceGrid:
    """Turns the frames of the participant's zone into rows of the series `face`, without gaps since `start_s`.

    A row covers the 0.2 s that end at its time, and contains the newest frame in them. Only a frame with exactly one
    face has values.
    """

    def __init__(self, start_s: float, rule: AttentionRule) -> None:
        self._rule = rule
        self._start_s, self._next = start_s, 0
        self._face: tuple[float, FaceObservation] | None = None  # newest frame with exactly one face, and nothing since
        self._expression: tuple[float, ExpressionScores | Abstention] | None = None

    def add_frame(self, frame: FrameObservation) -> list[Row]:
        """Add a frame, and return the rows before it. Ignores a frame that is older than the written rows."""
        if frame.at_s <= self._time_s(self._next - 1):
            return []
        rows = self._rows_before(frame.at_s)
        if len(frame.faces) != 1:
            self._face = self._expression = None
            return rows
        (face,) = frame.faces
        if self._face is not None and self._face[1].track != face.track:
            self._expression = None
        self._face = (frame.at_s, face)
        if face.expression is not None:
            self._expression = (frame.at_s, face.expression)
        return rows

    def take_overdue_rows(self, now_s: float) -> list[Row]:
        """Return the rows that no later frame can fill."""
        return self._rows_before(now_s - LATE_S)

    def forget_face(self) -> None:
        """Drop the current face, for example when its consent ended or the camera was lost."""
        self._face = self._expression = None

    def _rows_before(self, at_s: float) -> list[Row]:
        count = max(0, ceil((at_s - self._start_s) * RATE_HZ) - self._next)
        rows = [self._row(self._time_s(self._next + number)) for number in range(count)]
        self._next += count
        return rows

    def _time_s(self, number: int) -> float:
        return self._start_s + number * STEP_S

    def _row(self, at_s: float) -> Row:
        if self._face is None or self._face[0] <= at_s - STEP_S:
            return (at_s, *_NOTHING)
        face = self._face[1]
        expression = self._expression
        known = expression[1] if expression is not None and expression[0] > at_s - HOLD_S else None
        return (at_s, *_scores(known), *self._head(face), _abstained(known), False)

    def _head(self, face: FaceObservation) -> Sequence[Value]:
        return face.yaw_deg, face.pitch_deg, self._rule.is_attentive(face), face.h_px


def _scores(known: ExpressionScores | Abstention | None) -> Sequence[Value]:
    if not isinstance(known, ExpressionScores):
        return (None,) * (len(EXPRESSIONS) + 2)
    return (*known.probabilities, known.valence, known.arousal)


def _abstained(known: ExpressionScores | Abstention | None) -> Value:
    return None if known is None else isinstance(known, Abstention)

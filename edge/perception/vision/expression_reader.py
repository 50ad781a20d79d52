"""Defines how the face pipeline calls an expression model, and restricts the result to the measures that may be
reported.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge.events import CLASSES_OF_MEASURE, EXPRESSIONS, ExpressionScores
from edge.perception.vision.face_reading import ExpressionPrediction, FaceGeometry


class ExpressionReader(Protocol):
    """Reads the expressions of all faces in a frame, or abstains. Keeps no data about a face after a call returns."""

    @property
    def label(self) -> str:
        """Name of the model and the first 12 digits of its hash."""

    @property
    def fallback(self) -> str | None:
        """Reason why TensorRT does not run the model although it should; None otherwise."""

    @property
    def predicts_head_pose(self) -> bool:
        """True if predictions contain the yaw and pitch of the head."""

    def predict(self, image: NDArray[np.uint8], faces: Sequence[FaceGeometry]) -> list[ExpressionPrediction]:
        """Returns a prediction for each face, in order. `image` is (height, width, 3) BGR uint8."""


class RestrictedReader:
    """Expression model that passes on only some measures, so that no observation contains a measure that may not be
    reported.
    """

    def __init__(self, reader: ExpressionReader, measures: Collection[str]) -> None:
        self._reader, self._measures = reader, measures

    @property
    def label(self) -> str:
        return self._reader.label

    @property
    def fallback(self) -> str | None:
        return self._reader.fallback

    @property
    def predicts_head_pose(self) -> bool:
        return self._reader.predicts_head_pose

    def predict(self, image: NDArray[np.uint8], faces: Sequence[FaceGeometry]) -> list[ExpressionPrediction]:
        """Returns the model's predictions, with None for measures that may not be reported."""
        return [
            replace(prediction, result=restrict_scores(prediction.result, self._measures))
            if isinstance(prediction.result, ExpressionScores)
            else prediction
            for prediction in self._reader.predict(image, faces)
        ]


def restrict_scores(scores: ExpressionScores, measures: Collection[str]) -> ExpressionScores:
    """Scores with only the classes in `measures`. `neutral` is 1 minus the sum of all other classes, so it is reported
    only together with them.
    """
    told = {name for measure, names in CLASSES_OF_MEASURE.items() if measure in measures for name in names}
    if set(CLASSES_OF_MEASURE) <= set(measures):
        told.add("neutral")
    return ExpressionScores(
        tuple(p if name in told else None for p, name in zip(scores.probabilities, EXPRESSIONS, strict=True)),
        scores.valence if "valence" in measures else None,
        scores.arousal if "arousal" in measures else None,
    )

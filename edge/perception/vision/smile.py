"""Detects smiles and head pose of all faces in a frame with MediaPipe's face mesh, in one call of the model. Abstains
for faces that it cannot judge.

The points of the mesh stay inside the model: its output per face is four numbers and no landmarks.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge.events import EXPRESSIONS, Abstention, ExpressionScores
from edge.perception.runtime import InferenceSession
from edge.perception.vision.face_crop import Picture, cut_face
from edge.perception.vision.face_reading import AbstentionRules, ExpressionPrediction, FaceGeometry
from models.serving.features.face_mesh import NET_PX, face_to_mesh, normalise

_HAPPINESS = EXPRESSIONS.index("happiness")


class SmileReader:
    """Detects smiles. Keeps no image and no data about a face after a call returns."""

    def __init__(self, session: InferenceSession, rules: AbstentionRules) -> None:
        self._session, self._rules = session, rules
        self._least_face = session.spec.thresholds["face"]
        self.label = session.spec.label

    @property
    def fallback(self) -> str | None:
        """Reason why TensorRT does not run the model although it should; None otherwise."""
        return self._session.fallback

    @property
    def predicts_head_pose(self) -> bool:
        """Always True: the mesh gives yaw and pitch of every face that it analyses."""
        return True

    def predict(self, image: NDArray[np.uint8], faces: Sequence[FaceGeometry]) -> list[ExpressionPrediction]:
        """Returns a prediction for each face, in order. `image` is (height, width, 3) BGR uint8."""
        abstentions = [self._rules.find_abstention(face) for face in faces]
        predictions = [None if abstention is None else ExpressionPrediction(abstention) for abstention in abstentions]
        chosen = [index for index, prediction in enumerate(predictions) if prediction is None]
        if chosen:
            crops = np.empty((len(chosen), NET_PX, NET_PX, 3), np.uint8)
            matrices = face_to_mesh(np.stack([faces[index].keypoints for index in chosen]))
            for crop, matrix in zip(crops, matrices, strict=True):
                cut_face(image, matrix, crop)
            for index, prediction in zip(chosen, self._read(crops), strict=True):
                predictions[index] = prediction
        return [prediction for prediction in predictions if prediction is not None]

    def _read(self, crops: Picture) -> list[ExpressionPrediction]:
        rows = zip(*(output.tolist() for output in self._session.run_network(normalise(crops))), strict=True)
        return [
            ExpressionPrediction(_scores(smile), (yaw, pitch))
            if face >= self._least_face
            else ExpressionPrediction(Abstention("unsure"))
            for (smile,), (face,), (yaw, pitch) in rows
        ]


def _scores(smile: float) -> ExpressionScores:
    """Scores that contain only the probability of happiness."""
    probabilities = tuple(smile if index == _HAPPINESS else None for index in range(len(EXPRESSIONS)))
    return ExpressionScores(probabilities, None, None)

"""Classifies the expressions of all faces in a frame in one call of the model. Abstains for faces that it cannot
judge.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.events import EXPRESSIONS, Abstention, ExpressionScores
from edge.perception.runtime import InferenceSession
from edge.perception.vision.class_mapping import ClassMapping
from edge.perception.vision.face_crop import cut_face
from edge.perception.vision.face_reading import AbstentionRules, ExpressionPrediction, FaceGeometry
from models.serving.features.expression import CropFormat, unreadable_error
from models.serving.spec import ModelSpec

Crops = NDArray[np.uint8]
"""Images of faces: (n, side, side) grey, or (n, side, side, 3) BGR."""

CENTROIDS_VERSION = "centroids-1"
"""Version of the table CENTROIDS, named in `models` of every reaction. A changed table gets a new version."""

CENTROIDS: dict[str, tuple[float, float]] = {
    "neutral": (0.0, 0.0),
    "happiness": (0.81, 0.51),
    "surprise": (0.0, 0.67),  # its valence depends on the situation, so it has none here
    "sadness": (-0.63, -0.27),
    "anger": (-0.51, 0.59),
    "disgust": (-0.60, 0.35),
    "fear": (-0.64, 0.60),
    "contempt": (0.0, 0.0),  # no sourced value for either; 0 claims nothing
}
"""Valence and arousal of each expression (Russell and Mehrabian 1977), -1 to 1. For surprise and contempt, see
docs/results/numbers.md.
"""

_TABLE = np.array([CENTROIDS[name] for name in EXPRESSIONS], np.float32)  # (8, 2)


class ExpressionClassifier:
    """Classifies expressions. Keeps no image and no data about a face after a call returns."""

    def __init__(self, session: InferenceSession, rules: AbstentionRules | None = None) -> None:
        """Raises ModelFileError if the model card does not specify the input and output of this model."""
        self._session = session
        self._rules = rules = rules or AbstentionRules()
        self._format = CropFormat.spec_format(session.spec)
        self._classes = ClassMapping(session.spec)
        self.sure_from = _abstain_below(session.spec) if rules.sure_from is None else rules.sure_from
        self.label = session.spec.label

    @property
    def fallback(self) -> str | None:
        """Reason why TensorRT does not run the model although it should; None otherwise."""
        return self._session.fallback

    @property
    def predicts_head_pose(self) -> bool:
        """True if the model has an output for yaw and pitch."""
        return "pose" in self._session.spec.outputs

    def classify(self, image: NDArray[np.uint8], faces: Sequence[FaceGeometry]) -> list[ExpressionScores | Abstention]:
        """Returns scores or an abstention for each face, in order. `image` is (height, width, 3) BGR uint8."""
        return [prediction.result for prediction in self.predict(image, faces)]

    def predict(self, image: NDArray[np.uint8], faces: Sequence[FaceGeometry]) -> list[ExpressionPrediction]:
        """Returns the same results as `classify`, and the head pose of each face."""
        abstentions = [self._rules.find_abstention(face) for face in faces]
        predictions = [None if abstention is None else ExpressionPrediction(abstention) for abstention in abstentions]
        chosen = [index for index, prediction in enumerate(predictions) if prediction is None]
        if chosen:
            matrices = self._format.crop_matrices(np.stack([faces[index].keypoints for index in chosen]))
            crops = self._format.allocate_crops(len(chosen))
            for crop, matrix in zip(crops, matrices, strict=True):
                cut_face(image, matrix, crop)
            for index, prediction in zip(chosen, self._predict_crops(crops), strict=True):
                predictions[index] = prediction
        return [prediction for prediction in predictions if prediction is not None]

    def _predict_crops(self, crops: Crops) -> list[ExpressionPrediction]:
        """Returns a prediction for each crop."""
        outputs = self._run_network(crops)
        sure = (outputs["classes"].max(axis=1, initial=0.0) >= self.sure_from).tolist()
        angles = [(yaw, pitch) for yaw, pitch in outputs["pose"].tolist()] if "pose" in outputs else [None] * len(crops)
        affects = outputs["affect"].tolist() if "affect" in outputs else [(None, None)] * len(crops)
        rows = zip(self._classes.probability_rows(outputs["probabilities"]), affects, angles, sure, strict=True)
        return [
            ExpressionPrediction(
                ExpressionScores(row, valence, arousal) if is_sure else Abstention("unsure"), angles_deg
            )
            for row, (valence, arousal), angles_deg, is_sure in rows
        ]

    def expression_probabilities(self, tiles: Crops) -> NDArray[np.float32]:
        """Probabilities (n, 8) float32 for grey tiles (n, 48, 48) uint8, in the order of EXPRESSIONS.

        The probability is 0 for a class that the model does not have.
        """
        return self._run_network(self._from_tiles(tiles))["probabilities"]

    def class_probabilities(self, tiles: Crops) -> NDArray[np.float32]:
        """Probabilities (n, k) float32 of the model's own classes, for grey tiles (n, 48, 48) uint8."""
        return self._run_network(self._from_tiles(tiles))["classes"]

    def valence_and_arousal(self, tiles: Crops) -> NDArray[np.float32]:
        """Valence and arousal (n, 2) float32, -1 to 1, for grey tiles (n, 48, 48) uint8; NaN if the model reports
        none.
        """
        return self._run_network(self._from_tiles(tiles)).get("affect", np.full((len(tiles), 2), np.nan, np.float32))

    def _from_tiles(self, tiles: Crops) -> Crops:
        """Returns crops in the model's format from grey tiles. The tiles show the same region of the face as
        FER2013.
        """
        if self._format.is_usual:
            return tiles
        crops, matrix = self._format.allocate_crops(len(tiles)), self._format.tile_matrix()
        for tile, crop in zip(tiles, crops, strict=True):
            cut_face(cv2.cvtColor(tile, cv2.COLOR_GRAY2BGR), matrix, crop)
        return crops

    def _run_network(self, crops: Crops) -> dict[str, NDArray[np.float32]]:
        """Returns the model's outputs by name.

        `classes` are the probabilities (n, k) of the model's own classes, `probabilities` (n, 8) those of EXPRESSIONS.
        `affect` is valence and arousal (n, 2). If the model has such an output, it is used. Otherwise, if the model has
        all classes, it is the mean of CENTROIDS, weighted by the probabilities.
        """
        outputs = dict(
            zip(self._session.spec.outputs, self._session.run_network(self._format.input_tensor(crops)), strict=True)
        )
        outputs["classes"] = self._classes.model_probabilities(outputs)
        outputs["probabilities"] = self._classes.expression_probabilities(outputs["classes"])
        return (
            {"affect": affect_from_probabilities(outputs["probabilities"])} if self._classes.has_all_expressions else {}
        ) | outputs


def _abstain_below(spec: ModelSpec) -> float:
    if "abstain_below" not in spec.thresholds:
        raise unreadable_error(spec, "`thresholds` needs `abstain_below`, a number from 0 to 1")
    return spec.thresholds["abstain_below"]


def affect_from_probabilities(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Valence and arousal (n, 2), -1 to 1: the mean of CENTROIDS, weighted by the probabilities (n, 8)."""
    return np.asarray(probabilities @ _TABLE, np.float32)

"""Stand-in for a network that predicts a neutral expression and a fixed head pose for every face."""

import dataclasses
from typing import cast

import numpy as np
from numpy.typing import NDArray

from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.face_reading import AbstentionRules
from models.serving.spec import ZOO, ModelSpec

SHIPPED = ModelSpec.load(ZOO / "fer-1.4m.json")


class Pointing:
    """Session of that network. With `angles` None, the network has no head for the head pose."""

    def __init__(self, angles: tuple[float, float] | None) -> None:
        rows = {"probabilities": np.eye(8)[0], "affect": np.zeros(2)}
        self.rows = rows | ({} if angles is None else {"pose": np.array(angles)})
        outputs = {name: row.shape for name, row in self.rows.items()}
        self.spec = dataclasses.replace(SHIPPED, outputs=outputs)
        self.fallback = None

    def run_network(self, *rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        return tuple(np.tile(row, (len(rows[0]), 1)).astype(np.float32) for row in self.rows.values())


def pointing(angles: tuple[float, float] | None, rules: AbstentionRules | None = None) -> ExpressionClassifier:
    """Returns a classifier with that network."""
    return ExpressionClassifier(cast(InferenceSession, Pointing(angles)), rules or AbstentionRules())

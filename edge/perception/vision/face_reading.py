"""Input and output of an expression model, and the rules for faces that it does not analyse."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.events import Abstention, ExpressionScores
from models.serving.spec import SMALLEST_FACE_PX

FAR_PX = 1e5
"""Minimum distance in pixels between two keypoints that define a region of an image."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceGeometry:
    """Geometry of a face, for the expression model. `keypoints` (6, 2) float32 are in pixels, in MediaPipe's order."""

    keypoints: NDArray[np.float32]
    w_px: float
    yaw_deg: float
    pitch_deg: float


@dataclass(frozen=True, slots=True)
class ExpressionPrediction:
    """Output of the expression model for one face.

    `angles_deg` are yaw and pitch from the direction to the camera, signed as in head_pose.py. They are None if the
    model was not called for this face or has no such output.
    """

    result: ExpressionScores | Abstention
    angles_deg: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class AbstentionRules:
    """Limits beyond which the expression model abstains. If `sure_from` is None, the value on the model card
    applies.
    """

    min_width_px: float = SMALLEST_FACE_PX  # of the detector's box
    max_yaw_deg: float = 40.0  # above, half of the mouth is hidden
    max_pitch_deg: float = 30.0
    sure_from: float | None = None  # minimum probability of the most probable class

    def find_abstention(self, face: FaceGeometry) -> Abstention | None:
        """The reason to abstain, for a face that no model may analyse. None if the face may be analysed."""
        if face.w_px < self.min_width_px:
            return Abstention("small")
        # Keypoints that are not finite, or all in one place, define no region of the image.
        if not 1.0 < np.abs(face.keypoints - face.keypoints[0]).max() < FAR_PX:
            return Abstention("unsure")
        if abs(face.yaw_deg) > self.max_yaw_deg or abs(face.pitch_deg) > self.max_pitch_deg:
            return Abstention("turned")
        return None

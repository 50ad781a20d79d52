"""Alignment of a face for the face mesh, for training, evaluation and the kiosk. Uses only numpy."""

import numpy as np
from numpy.typing import NDArray

from models.serving.features.alignment import alignment_matrices

NET_PX = 192
"""Side of the square crop in pixels: the input of MediaPipe's face mesh."""

CANONICAL_PX = np.array(
    [[70.5, 76.2], [121.5, 76.2], [96.0, 107.2], [96.0, 128.3], [45.0, 84.0], [147.0, 84.0]], np.float64
)
"""Positions of eyes, nose tip, mouth and ears (in the detector's order) in the crop.

The mesh was made for a square 1.5 times as large as the face in it. The positions are medians of the full-range
detector's keypoints in such squares, over 986 faces of DiffusionFER, made symmetric. Single faces have standard
deviations of 4 degrees in roll, 7 % in scale and 6 px in shift. Training moves its crops by as much.
"""


def face_to_mesh(keypoints: NDArray[np.floating]) -> NDArray[np.float32]:
    """Matrices (..., 2, 3) float32 for cv2.warpAffine, from keypoints (..., 6, 2) in image pixels."""
    return alignment_matrices(keypoints, CANONICAL_PX)


def normalise(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Model input (n, 3, side, side) float32, RGB from 0 to 1, from crops (n, side, side, 3) uint8 BGR."""
    return np.ascontiguousarray(crops[..., ::-1].transpose(0, 3, 1, 2), np.float32) / np.float32(255.0)

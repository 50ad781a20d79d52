"""What a network sees of a face: the one geometry and the one normalisation, for training, evaluation and the kiosk.

numpy only. The warp itself is done by the caller (cv2 on the kiosk), with the matrix that comes from here.
"""

import numpy as np
from numpy.typing import NDArray

NET_PX = 48
"""Side of the square crop in pixels; FER2013 pictures have this size."""

MIN_STD = 4.0
"""Grey levels. Below this spread a crop is sensor noise, which must not be blown up to look like a face."""

CANONICAL_PX = np.array([[14.9, 18.2], [33.1, 18.2], [24.0, 28.6], [24.0, 36.9], [6.3, 21.7], [41.7, 21.7]], np.float64)
"""Where eyes, nose tip, mouth and ears (in MediaPipe's order) lie in a 48 px crop.

Medians of the full-range detector's keypoints over 1,135 tiles of FER2013's training part, made symmetric and scaled
so that frontal tiles are mapped onto themselves. Scatter of single tiles about it, one standard deviation: scale 14 %,
roll 7 degrees, 1.7 px across and 2.5 px up and down. Training moves its crops by more than that (recipes.Jitter).
"""

_WEIGHTS = np.array([1.0, 1.0, 1.0, 1.0, 0.3, 0.3]) / 4.6
"""Ears count less, as they are often guessed. They are there for turned heads, whose eyes come close together while
the ear that is seen moves out: over the most turned sixth of the tiles the scale is 8 % off with them, 29 % by the
eyes alone."""

_MIDDLE = _WEIGHTS @ CANONICAL_PX
_TARGET = (CANONICAL_PX - _MIDDLE) * _WEIGHTS[:, None]


def face_to_net(keypoints: NDArray[np.floating]) -> NDArray[np.float32]:
    """Keypoints (..., 6, 2) in pixels of the picture to matrices (..., 2, 3) float32 for cv2.warpAffine.

    The similarity transform (turn, scale, shift) that brings the keypoints nearest to CANONICAL_PX by weighted least
    squares (Umeyama 1991, without reflection). Keypoints count from the corner of the picture, cv2 from the middle
    of its first pixel; the half pixel is in the shift.
    """
    points = np.asarray(keypoints, np.float64)
    mean = _WEIGHTS @ points
    offset = points - mean[..., None, :]
    spread = np.maximum((offset**2).sum(axis=-1) @ _WEIGHTS, 1e-6)  # six points in one place: no scale is right
    cos = (offset * _TARGET).sum(axis=(-1, -2)) / spread
    sin = (offset[..., 0] * _TARGET[:, 1] - offset[..., 1] * _TARGET[:, 0]).sum(axis=-1) / spread
    matrix = np.empty((*points.shape[:-2], 2, 3), np.float32)
    matrix[..., 0, 0], matrix[..., 0, 1] = cos, -sin
    matrix[..., 1, 0], matrix[..., 1, 1] = sin, cos
    x, y = mean[..., 0] - 0.5, mean[..., 1] - 0.5
    matrix[..., 0, 2] = _MIDDLE[0] - 0.5 - (cos * x - sin * y)
    matrix[..., 1, 2] = _MIDDLE[1] - 0.5 - (sin * x + cos * y)
    return matrix


def normalise(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Crops (n, side, side) uint8 to network input (n, 1, side, side) float32: each with mean 0 and spread 1.

    Each crop is measured by itself, so exposure and contrast of the camera do not matter.
    """
    x = crops.astype(np.float32)
    x -= x.mean(axis=(1, 2), keepdims=True)
    spread = np.sqrt(np.einsum("nij,nij->n", x, x) / (x.shape[1] * x.shape[2]))
    x /= np.maximum(spread, MIN_STD)[:, None, None]
    return x[:, None]

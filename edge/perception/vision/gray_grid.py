"""Coarse grids of mean grey values, to detect later changes at a place in the image. No other part of an image is
kept.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.tracker import FaceTrack

Picture = NDArray[np.uint8]  # (height, width, 3), BGR
Grid = NDArray[np.float32]  # (n, n), grey levels

CELLS = 12
"""Number of grid cells per face width. An eye is about two cells wide, so a blink changes several cells."""

CONTROL_CELLS = 4
"""Number of cells along the side of a control place. These cells are as large as the cells of a face, so noise is
averaged equally in both.
"""

CONTROLS = tuple((x, y) for y in (0.08, 0.5, 0.92) for x in (0.08, 0.5, 0.92))
"""Positions of the control places, in fractions of the image. Places with a face in them are skipped."""

MAX_NOISE = 6.0
"""Largest change in grey levels that counts as noise. A larger change at the control places is movement: if the
camera moves, everything in the image moves.
"""


def sample_gray_grid(image: Picture, x: float, y: float, half: float, cells: int = CELLS) -> Grid:
    """Mean grey values (cells, cells) of the square around (x, y), clipped to the image. All zeros if the square is
    outside the image.
    """
    height, width = image.shape[:2]
    left, top = max(0, int(x - half)), max(0, int(y - half))
    right, bottom = min(width, int(x + half) + 1), min(height, int(y + half) + 1)
    if right <= left or bottom <= top:
        return np.zeros((cells, cells), np.float32)
    grey = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    means: Grid = cv2.resize(grey, (cells, cells), interpolation=cv2.INTER_AREA).astype(np.float32)
    return means


def largest_change(before: Grid, now: Grid) -> float:
    """Mean change, in grey levels of `before`, of the 5 % of cells that changed most.

    The mean brightness is equalised first, so that a lamp or the camera's exposure does not count as movement.
    """
    gain = float(before.mean()) / max(float(now.mean()), 1.0)
    changes = np.abs(now * gain - before).ravel()
    most = max(1, changes.size // 20)
    return float(np.partition(changes, -most)[-most:].mean())


class CameraNoiseEstimator:
    """Estimates the camera's noise at control places elsewhere in the frame, with cells as large as those of a face."""

    def __init__(self, image: Picture, face_px: float, tracks: Sequence[FaceTrack]) -> None:
        """Samples the image at each control place without a face."""
        height, width = image.shape[:2]
        self._half = half = face_px * CONTROL_CELLS / CELLS / 2
        self._places: list[tuple[float, float, Grid]] = []
        for across, down in CONTROLS:
            x = min(max(across * width, half), width - half)
            y = min(max(down * height, half), height - half)
            if all(max(abs(x - t.x.at), abs(y - t.y.at)) > 0.8 * t.size.at + half for t in tracks):
                self._places.append((x, y, sample_gray_grid(image, x, y, half, CONTROL_CELLS)))

    def noise_level(self, image: Picture) -> float:
        """Returns the noise in grey levels: the second smallest change since the first sample; 0 without a control
        place.

        Large changes are ignored, because people also walk through control places.
        """
        changes = sorted(
            largest_change(before, sample_gray_grid(image, x, y, self._half, CONTROL_CELLS))
            for x, y, before in self._places
        )
        return min(changes[min(1, len(changes) - 1)], MAX_NOISE) if changes else 0.0

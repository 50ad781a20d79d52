"""Coarse grids of grey means: all that is kept of a picture to tell later whether a place in it has changed."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.tracker import FaceTrack

Picture = NDArray[np.uint8]  # (height, width, 3), BGR
Grid = NDArray[np.float32]  # (n, n), grey levels

CELLS = 12
"""Cells to a face's width: an eye is about two of them wide, so a blink changes some."""

CONTROL_CELLS = 4
"""Cells to the side of a place elsewhere; each as large as those of the face, so noise is averaged the same."""

CONTROLS = tuple((x, y) for y in (0.08, 0.5, 0.92) for x in (0.08, 0.5, 0.92))
"""Where such places are, in fractions of the picture; those with a face in them are left out."""

NOISE_MOST = 6.0
"""Grey levels. More change elsewhere is movement, not noise: all of a moving camera's picture moves."""


def gray_grid(image: Picture, x: float, y: float, half: float, cells: int = CELLS) -> Grid:
    """Grey means (cells, cells) of the square around (x, y), cut at the picture's edge; zeros where none is left."""
    height, width = image.shape[:2]
    left, top = max(0, int(x - half)), max(0, int(y - half))
    right, bottom = min(width, int(x + half) + 1), min(height, int(y + half) + 1)
    if right <= left or bottom <= top:
        return np.zeros((cells, cells), np.float32)
    grey = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    means: Grid = cv2.resize(grey, (cells, cells), interpolation=cv2.INTER_AREA).astype(np.float32)
    return means


def difference(before: Grid, now: Grid) -> float:
    """How much the most changed twentieth of the cells changed, in grey levels of `before`.

    The brightness of the whole is taken out first, so that a lamp or the camera's exposure is no movement.
    """
    gain = float(before.mean()) / max(float(now.mean()), 1.0)
    off = np.abs(now * gain - before).ravel()
    most = max(1, off.size // 20)
    return float(np.partition(off, -most)[-most:].mean())


class NoiseEstimator:
    """What the camera's noise changes elsewhere in the frame, at places of cells as large as those of one face."""

    def __init__(self, image: Picture, face_px: float, seen: Sequence[FaceTrack]) -> None:
        """The picture as it is now, at places in which none of the faces is that are seen."""
        height, width = image.shape[:2]
        self._half = half = face_px * CONTROL_CELLS / CELLS / 2
        self._places: list[tuple[float, float, Grid]] = []
        for across, down in CONTROLS:
            x = min(max(across * width, half), width - half)
            y = min(max(down * height, half), height - half)
            if all(max(abs(x - t.x.at), abs(y - t.y.at)) > 0.8 * t.size.at + half for t in seen):
                self._places.append((x, y, gray_grid(image, x, y, half, CONTROL_CELLS)))

    def level(self, image: Picture) -> float:
        """Grey levels: the second least of the changes since, because people walk elsewhere too; 0 without a place."""
        changes = sorted(
            difference(was, gray_grid(image, x, y, self._half, CONTROL_CELLS)) for x, y, was in self._places
        )
        return min(changes[min(1, len(changes) - 1)], NOISE_MOST) if changes else 0.0

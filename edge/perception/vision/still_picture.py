"""Detects whether an image shows the same as the last searched one, so that a search would again find nobody.

Only a coarse grid of grey means of that image is kept, in memory.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.filters import Point, is_inside_polygon

Picture = NDArray[np.uint8]  # (height, width, 3), BGR
Grid = NDArray[np.float32]  # (rows, COLUMNS), grey levels

COLUMNS = 80
"""Cells across the image. The smallest face that the detector finds in a square of a 16:9 image is three wide."""

FACE_CELLS = 3
AROUND_CELLS = 15
"""A change is the mean over FACE_CELLS x FACE_CELLS cells, minus that over the wide surroundings: a lamp, a shadow and
the camera's exposure change broad areas.
"""

LEAST_CHANGE = 2.0
"""Change, in grey levels, below which an image is still. In an empty clip in H.264 single cells change by up to 2.0 in
a second (measured), and their means by less. The tests compare it with faces of 30 px in dim light.
"""

NOISE_FACTOR = 6.0
"""The same limit in standard deviations of the noise, which the median cell shows. With noise only, the largest change
of a single cell is 3.5 to 4.7 of them (measured for synthetic noise of 3 to 15 grey levels, and light from 0.1 to 1).
"""

DEVIATIONS = 1.4826
"""Standard deviations of normally distributed noise per median absolute value."""

SEARCH_EVERY_S = 0.9
"""Time after a search at which the next frame is searched, whatever it shows: one search per second."""


class StillPictureGate:
    """Compares images with the last one that was searched while nobody was followed."""

    def __init__(self, masks: Sequence[Sequence[Point]] = ()) -> None:
        """`masks`: polygons of (x, y) in fractions of the image. Changes inside them do not count."""
        self._masks = masks
        self._unmasked: Grid | None = None
        self._searched: Grid | None = None
        self._searched_s = 0.0

    def is_search_due(self, at_s: float) -> bool:
        """True if an image must be searched whatever it shows, because the last search was SEARCH_EVERY_S ago."""
        return self._searched is None or at_s - self._searched_s >= SEARCH_EVERY_S

    def is_still(self, image: Picture) -> bool:
        """True if the image shows nothing new."""
        return self._searched is not None and not self._has_changed(self._searched, sample_grey_grid(image))

    def note_search(self, at_s: float, image: Picture) -> bool:
        """Notes a search. True if the image shows something new, or if there was none to compare with; it is then
        remembered.

        Otherwise the previous image stays, so that slow movements add up.
        """
        before, now = self._searched, sample_grey_grid(image)
        self._searched_s = at_s
        if before is not None and not self._has_changed(before, now):
            return False
        self._searched = now
        return True

    def forget_picture(self) -> None:
        """Forgets the image, because somebody is followed or the next image comes after a gap."""
        self._searched = None

    def _has_changed(self, before: Grid, now: Grid) -> bool:
        if before.shape != now.shape:
            return True
        change = cell_changes(before, now)
        least = max(LEAST_CHANGE, NOISE_FACTOR * DEVIATIONS * float(np.median(change)))
        if self._masks:
            change *= self._unmasked_cells(now.shape)
        return float(change.max()) > least

    def _unmasked_cells(self, shape: tuple[int, ...]) -> Grid:
        """1 for each cell whose middle is outside all masks, else 0."""
        if self._unmasked is None or self._unmasked.shape != shape:
            rows, columns = shape
            self._unmasked = np.array(
                [
                    [
                        not any(is_inside_polygon((x + 0.5) / columns, (y + 0.5) / rows, mask) for mask in self._masks)
                        for x in range(columns)
                    ]
                    for y in range(rows)
                ],
                np.float32,
            )
        return self._unmasked


def sample_grey_grid(image: Picture) -> Grid:
    """Grey means of the image in square cells, COLUMNS of them in a row. Uses at most four rows of pixels per cell."""
    height, width = image.shape[:2]
    step = max(1, width // COLUMNS // 4)
    grey = cv2.cvtColor(image[::step], cv2.COLOR_BGR2GRAY)
    size = (COLUMNS, max(1, round(COLUMNS * height / width)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.float32)


def cell_changes(before: Grid, now: Grid) -> Grid:
    """Change around each cell, in grey levels of `before`. The mean brightness of both is equalised first."""
    gain = float(before.mean()) / max(float(now.mean()), 1.0)
    difference = now * np.float32(gain) - before
    local, around = (cv2.blur(difference, (cells, cells)) for cells in (FACE_CELLS, AROUND_CELLS))
    return np.asarray(np.abs(local - around), np.float32)

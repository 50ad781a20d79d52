"""Detects whether an image is unchanged since the last search, so that another search would again find nobody.

Only a coarse grid of the searched image's mean grey values is kept, in memory.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.filters import Point, is_inside_polygon

Picture = NDArray[np.uint8]  # (height, width, 3), BGR
Grid = NDArray[np.float32]  # (rows, COLUMNS), grey levels

COLUMNS = 80
"""Number of cells across the image. The smallest face that the detector finds in a square of a 16:9 image is three
cells wide.
"""

FACE_CELLS = 3
AROUND_CELLS = 15
"""Size in cells of the wide surroundings. A change is the mean over FACE_CELLS x FACE_CELLS cells minus the mean
over the surroundings, because a lamp, a shadow and the camera's exposure change broad areas.
"""

LEAST_CHANGE = 2.0
"""An image with a smaller change in grey levels is still. In an empty clip in H.264, single cells change by up to
2.0 in a second (measured), and means over several cells by less. The tests compare this limit with faces of 30 px in
dim light.
"""

NOISE_FACTOR = 6.0
"""An image is also still if its change is below this many standard deviations of the noise, which is estimated from the
median cell. If there is only noise, the largest change of a single cell is 3.5 to 4.7 standard deviations (measured for
synthetic noise of 3 to 15 grey levels, and light from 0.1 to 1).
"""

DEVIATIONS = 1.4826
"""Standard deviation of normally distributed noise, divided by its median absolute value."""

SEARCH_EVERY_S = 0.9
"""Seconds after a search until the next frame is searched in any case: one search per second."""


class StillPictureGate:
    """Compares images with the last searched image while nobody is tracked."""

    def __init__(self, masks: Sequence[Sequence[Point]] = ()) -> None:
        """`masks`: polygons of (x, y) in fractions of the image. Changes inside them do not count."""
        self._masks = masks
        self._unmasked: Grid | None = None
        self._searched: Grid | None = None
        self._searched_s = 0.0

    def is_search_due(self, at_s: float) -> bool:
        """True if an image must be searched in any case, because the last search was SEARCH_EVERY_S seconds ago."""
        return self._searched is None or at_s - self._searched_s >= SEARCH_EVERY_S

    def is_still(self, image: Picture) -> bool:
        """True if the image shows nothing new compared with the last searched image."""
        return self._searched is not None and not self._has_changed(self._searched, sample_grey_grid(image))

    def note_search(self, at_s: float, image: Picture) -> bool:
        """Records a search. If the image shows something new, or if there was none to compare with, stores the image
        and returns True.

        Otherwise the previous image stays, so that slow movements add up.
        """
        before, now = self._searched, sample_grey_grid(image)
        self._searched_s = at_s
        if before is not None and not self._has_changed(before, now):
            return False
        self._searched = now
        return True

    def forget_picture(self) -> None:
        """Drops the image, because somebody is tracked or the next image comes after a gap."""
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
        """1 for each cell with its middle outside all masks, otherwise 0."""
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
    """Mean grey values of the image in square cells, with COLUMNS cells per row. Uses at most four rows of pixels
    per cell.
    """
    height, width = image.shape[:2]
    step = max(1, width // COLUMNS // 4)
    grey = cv2.cvtColor(image[::step], cv2.COLOR_BGR2GRAY)
    size = (COLUMNS, max(1, round(COLUMNS * height / width)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.float32)


def cell_changes(before: Grid, now: Grid) -> Grid:
    """Change around each cell, in grey levels of `before`. The mean brightness of both images is equalised first."""
    gain = float(before.mean()) / max(float(now.mean()), 1.0)
    difference = now * np.float32(gain) - before
    local, around = (cv2.blur(difference, (cells, cells)) for cells in (FACE_CELLS, AROUND_CELLS))
    return np.asarray(np.abs(local - around), np.float32)

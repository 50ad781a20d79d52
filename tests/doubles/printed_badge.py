"""Pictures of printed badges, pasted into pictures as a camera would see them: turned, dim, blurred, moved, covered."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.badge import CELLS, marker_cell_rows

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

RIM = 0.125
"""Width of the white rim: 10 mm of a marker of 80 mm."""
FINE = 4
"""Pixels are drawn from so many by so many."""
DISTANCE = 6.0
"""Distance of the camera in sides of the marker, for the perspective."""
PAPER, INK = 225.0, 25.0


@dataclass(frozen=True)
class Look:
    """One badge in one picture. Lengths are in pixels."""

    number: int
    x_px: float  # centre
    y_px: float
    side_px: float  # of the marker, without its rim, if it were not turned
    turned_deg: float = 0.0  # about the upright
    roll_deg: float = 0.0
    light: float = 1.0
    blur_px: float = 0.6  # standard deviation: lens and focus
    motion_px: float = 0.0  # way during the exposure
    motion_deg: float = 0.0
    covered: float = 0.0  # share of the marker that is covered from below


def with_badge(picture: Picture, look: Look) -> Picture:
    """The picture with a badge, which may lie partly outside."""
    left, top, drawn, share = _drawn(look)
    result = picture.copy()
    height, width = drawn.shape
    y0, x0 = max(top, 0), max(left, 0)
    y1, x1 = min(top + height, picture.shape[0]), min(left + width, picture.shape[1])
    if y1 <= y0 or x1 <= x0:
        return result
    share = share[y0 - top : y1 - top, x0 - left : x1 - left, None]
    ink = drawn[y0 - top : y1 - top, x0 - left : x1 - left, None]
    part = result[y0:y1, x0:x1]
    part[:] = np.clip(part * (1 - share) + ink * look.light, 0, 255).astype(np.uint8)
    return result


def _drawn(look: Look) -> tuple[int, int, Floats, Floats]:
    """Left and top of a patch, its light, and the share of each pixel that the badge covers."""
    reach = int(look.side_px * 1.2 + look.motion_px + 4 * look.blur_px) + 3
    left, top = int(look.x_px) - reach, int(look.y_px) - reach
    size = 2 * reach * FINE
    source = _print(look.number)
    shown = np.ones_like(source)
    shown[int(len(source) * (1 - (RIM + look.covered) / (1 + 2 * RIM))) :] = 0 if look.covered else 1
    matrix = cv2.getPerspectiveTransform(_corners(source.shape[0]), _quad(look, left, top))
    inks, mask = (cv2.warpPerspective(one, matrix, (size, size)) for one in (source * shown, shown))
    smaller = (2 * reach, 2 * reach)
    inks, mask = (cv2.resize(one, smaller, interpolation=cv2.INTER_AREA) for one in (inks, mask))
    inks, mask = (_blurred(one, look) for one in (inks, mask))
    return left, top, inks, mask


@cache
def _print(number: int) -> Floats:
    """The printed badge with its rim, 20 pixels a cell."""
    rows = np.array(marker_cell_rows(number))
    marker = np.where(np.kron(rows, np.ones((20, 20), bool)), INK, PAPER).astype(np.float32)
    return np.pad(marker, int(RIM * 20 * CELLS), constant_values=PAPER)


def _corners(size: int) -> Floats:
    return np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)


def _quad(look: Look, left: int, top: int) -> Floats:
    """Corners of the printed badge in the patch, in fine pixels."""
    half, turned, roll = 0.5 + RIM, np.radians(look.turned_deg), np.radians(look.roll_deg)
    flat = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    rolled = flat @ np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    depth = DISTANCE / (DISTANCE + rolled[:, 0] * np.sin(turned))
    seen = np.stack([rolled[:, 0] * np.cos(turned) * depth, rolled[:, 1] * depth], axis=1) * look.side_px
    return np.asarray((seen + np.array((look.x_px - left, look.y_px - top))) * FINE, np.float32)


def _blurred(patch: Floats, look: Look) -> Floats:
    if look.motion_px > 1:
        patch = cv2.filter2D(patch, -1, _line(look.motion_px, look.motion_deg))
    return np.asarray(cv2.GaussianBlur(patch, (0, 0), look.blur_px) if look.blur_px else patch, np.float32)


def _line(length_px: float, angle_deg: float) -> Floats:
    """Kernel of a straight way during the exposure."""
    size = 2 * int(np.ceil(length_px / 2)) + 3
    kernel, middle = np.zeros((size, size), np.float32), (size - 1) / 2
    for step in np.linspace(-length_px / 2, length_px / 2, 16 * size):
        x, y = middle + step * np.cos(np.radians(angle_deg)), middle + step * np.sin(np.radians(angle_deg))
        column, row = int(x), int(y)
        for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
            kernel[row + dy, column + dx] += (1 - abs(x - column - dx)) * (1 - abs(y - row - dy))
    return np.asarray(kernel / kernel.sum(), np.float32)

"""Images with a real face: the portrait of Rear Admiral Hopper from matplotlib (U.S. Navy, public domain).

The portrait is drawn on a grey wall at any position, size and brightness, with a camera's noise.
"""

from functools import cache

import cv2
import numpy as np
from matplotlib import cbook
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

FACE_SHARE = 0.39
"""Width of the detector's box on the portrait, as a share of the portrait's width."""


@cache
def portrait() -> Picture:
    """The portrait (600, 512, 3), BGR."""
    picture = cv2.imread(str(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)))
    assert picture is not None
    return np.asarray(picture, np.uint8)


def wall(width: int = 640, height: int = 480, seed: int | None = None) -> Picture:
    """An empty wall; with a seed, with camera noise of 3 grey levels."""
    return noisy(np.full((height, width, 3), 128, np.uint8), seed)


def noisy(picture: Picture, seed: int | None) -> Picture:
    if seed is None:
        return picture
    return np.clip(picture + noise(picture.shape, seed), 0, 255).astype(np.uint8)


@cache
def noise(shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, 3, shape).astype(np.float32)


def with_face(picture: Picture, x: float, y: float, face_px: float, gain: float = 1.0) -> Picture:
    """Draws the portrait with its centre at (x, y), to fractions of a pixel; the detector's box is `face_px` wide."""
    source = portrait()
    height, width = source.shape[:2]
    scale = face_px / (FACE_SHARE * width)
    if scale < 1:
        source = cv2.GaussianBlur(source, (0, 0), 0.4 / scale)
    matrix = np.array([[scale, 0, x - scale * width / 2], [0, scale, y - scale * height / 2]], np.float32)
    size = (picture.shape[1], picture.shape[0])
    drawn = cv2.warpAffine(source, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, size, flags=cv2.INTER_NEAREST)
    result = picture.copy()
    result[mask > 0] = np.clip(drawn[mask > 0] * gain, 0, 255).astype(np.uint8)
    return result

"""Images with a real face: the portrait of Rear Admiral Hopper from matplotlib (U.S. Navy, public domain).

The portrait is drawn on a grey wall at any position, size and brightness, with a camera's noise.
"""

import math
from functools import cache, lru_cache

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
    return np.asarray(cv2.add(picture, noise(picture.shape, seed), dtype=cv2.CV_8U), np.uint8)


@cache
def noise(shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, 3, shape).astype(np.float32)


def with_face(picture: Picture, x: float, y: float, face_px: float, gain: float = 1.0) -> Picture:
    """Draws the portrait with its centre at (x, y), to fractions of a pixel; the detector's box is `face_px` wide."""
    height, width = portrait().shape[:2]
    scale = face_px / (FACE_SHARE * width)
    left, top = x - scale * width / 2, y - scale * height / 2
    x0, y0 = max(0, math.floor(left) - 1), max(0, math.floor(top) - 1)
    result = picture.copy()
    part = result[y0 : math.ceil(top + scale * height) + 1, x0 : math.ceil(left + scale * width) + 1]
    if 0 in part.shape:
        return result
    matrix = np.array([[scale, 0, left - x0], [0, scale, top - y0]], np.float32)
    size = (part.shape[1], part.shape[0])
    drawn = cv2.warpAffine(_portrait_for(scale), matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpAffine(np.full((height, width), 255, np.uint8), matrix, size, flags=cv2.INTER_NEAREST)
    part[mask > 0] = np.clip(drawn[mask > 0] * gain, 0, 255).astype(np.uint8)
    return result


@lru_cache(16)
def _portrait_for(scale: float) -> Picture:
    """The portrait, blurred so that it can be drawn smaller."""
    return portrait() if scale >= 1 else np.asarray(cv2.GaussianBlur(portrait(), (0, 0), 0.4 / scale), np.uint8)

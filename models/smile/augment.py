"""Adds degradations of cameras and crops to training images. Input and output are BGR in uint8."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.serving.features.face_mesh import NET_PX
from models.smile.recipe import CropRanges

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]


def degrade_picture(picture: Picture, ranges: CropRanges, rng: Generator) -> Picture:
    """An image (side, side, 3) as another camera would have taken it: smaller, blurred, in different light, with
    noise.
    """
    image = picture.astype(np.float32)
    if rng.random() < ranges.far:
        image = _far(image, ranges.least_px, rng)
    if rng.random() < ranges.blur:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 2.0)), np.float32)
    if rng.random() < ranges.moved:
        image = _moved(image, rng)
    image = _light(image, ranges, rng)
    if rng.random() < ranges.side_light:
        image = _side_light(image, rng)
    if rng.random() < ranges.grey:
        image = np.repeat(image.mean(axis=2, keepdims=True), 3, axis=2)
    noise = rng.normal(0.0, rng.uniform(0.0, ranges.noise), image.shape)
    return np.clip(image + noise, 0.0, 255.0).astype(np.uint8)


def draw_crop(matrix: NDArray[np.float64], ranges: CropRanges, rng: Generator) -> NDArray[np.float64]:
    """Matrix (2, 3) of a crop, which is randomly rotated, scaled and shifted about the middle of the crop."""
    turn, scale = np.radians(rng.normal(0.0, ranges.turn_deg)), np.exp(rng.normal(0.0, ranges.scale))
    cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
    rotation, middle = np.array([[cos, -sin], [sin, cos]]), np.full(2, NET_PX / 2)
    shift = middle - rotation @ middle + rng.normal(0.0, ranges.shift_px, 2)
    return np.hstack([rotation @ matrix[:, :2], (rotation @ matrix[:, 2] + shift)[:, None]])


def _far(image: Floats, least_px: float, rng: Generator) -> Floats:
    side = len(image)
    small = max(2, round(rng.uniform(least_px, side)))
    reduced = cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(reduced, (side, side), interpolation=cv2.INTER_LINEAR), np.float32)


def _light(image: Floats, ranges: CropRanges, rng: Generator) -> Floats:
    shares = np.clip(image, 0.0, 255.0) / 255.0
    curved = 255.0 * shares ** np.exp(rng.normal(0.0, ranges.gamma))
    return np.asarray(curved * np.exp(rng.normal(0.0, ranges.light)) + rng.normal(0.0, 12.0), np.float32)


def _moved(image: Floats, rng: Generator) -> Floats:
    line = np.zeros((5, 5), np.float32)
    line[2] = 1.0
    turn = cv2.getRotationMatrix2D((2.0, 2.0), rng.uniform(0.0, 180.0), 1.0)
    kernel = cv2.warpAffine(line, turn, (5, 5)) + 1e-9
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.float32)


def _side_light(image: Floats, rng: Generator) -> Floats:
    ramp = 1.0 + np.linspace(-1.0, 1.0, len(image)) * rng.normal(0.0, 0.4)
    factors = ramp[None, :, None] if rng.random() < 0.5 else ramp[:, None, None]
    return np.asarray(image * factors, np.float32)

"""Augments training crops with shifts and camera degradations. Input and output are uint8 and not normalised."""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.expression.recipe import AugmentationRanges

Grey = NDArray[np.uint8]


def augment_crops(images: Grey, side_px: int, jitter: AugmentationRanges, rng: Generator) -> Grey:
    """Crops (n, side, side) made from crops (n, 48, 48). Each crop is moved, mirrored and degraded with its own random
    draw from `rng`.
    """
    matrices = draw_affines(len(images), images.shape[1], side_px, jitter, rng)
    size = (side_px, side_px)
    out = np.empty((len(images), side_px, side_px), np.uint8)
    chance = rng.random((len(images), 9))
    for index, (image, matrix, dice) in enumerate(zip(images, matrices, chance, strict=True)):
        crop = cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        out[index] = degrade_crop(crop, dice, jitter, rng)
    return out


def draw_affines(
    count: int, from_px: int, side_px: int, jitter: AugmentationRanges, rng: Generator
) -> NDArray[np.float64]:
    """Random matrices (n, 2, 3) for cv2.warpAffine, about the centre of the crop. Half of them mirror the crop."""
    roll = np.radians(np.clip(rng.normal(0.0, jitter.roll_deg, count), -2.5 * jitter.roll_deg, 2.5 * jitter.roll_deg))
    grow = np.exp(rng.uniform(-jitter.scale, jitter.scale, count)) * side_px / from_px
    stretch = np.exp(rng.uniform(-jitter.aspect, jitter.aspect, count))
    mirror = rng.choice((-1.0, 1.0), count)
    shift = rng.uniform(-jitter.shift, jitter.shift, (count, 2)) * side_px
    matrices = np.empty((count, 2, 3))
    matrices[:, 0, 0] = np.cos(roll) * grow * stretch * mirror
    matrices[:, 0, 1] = -np.sin(roll) * grow
    matrices[:, 1, 0] = np.sin(roll) * grow * stretch * mirror
    matrices[:, 1, 1] = np.cos(roll) * grow
    middle = np.full(2, (from_px - 1) / 2)
    matrices[:, :, 2] = (side_px - 1) / 2 + shift - matrices[:, :, :2] @ middle
    return matrices


def degrade_crop(crop: Grey, dice: NDArray[np.float64], jitter: AugmentationRanges, rng: Generator) -> Grey:
    """Degrade one crop by light, lens, sensor, processing and codec, in this order. `dice` (9,): random numbers that
    select the steps.
    """
    if dice[0] < 0.5:
        crop = _gamma(crop, jitter.gamma, rng)
    if dice[1] < jitter.side_light:
        crop = _side_light(crop, rng)
    if dice[2] < jitter.far:
        crop = _far(crop, rng)
    if dice[3] < jitter.blur:
        crop = _blur(crop, rng)
    if dice[4] < jitter.noise:
        crop = _noise(crop, rng)
    if dice[5] < jitter.tone:
        crop = _tone(crop, rng)
    if dice[6] < jitter.sharpen:
        crop = _sharpen(crop, rng)
    if dice[7] < jitter.jpeg:
        crop = _jpeg(crop, rng)
    if dice[8] < jitter.erase:
        crop = _erase(crop, rng)
    return crop


def _gamma(crop: Grey, reach: float, rng: Generator) -> Grey:
    curve = np.linspace(0.0, 1.0, 256) ** np.exp(rng.uniform(-reach, reach))
    return np.asarray(cv2.LUT(crop, (curve * 255.0).astype(np.uint8)), np.uint8)


def _side_light(crop: Grey, rng: Generator) -> Grey:
    angle, strength = rng.uniform(0.0, 2 * np.pi), rng.uniform(0.1, 0.6)
    axis = np.linspace(-1.0, 1.0, len(crop), dtype=np.float32)
    ramp = 1.0 + strength * (np.cos(angle) * axis[None, :] + np.sin(angle) * axis[:, None])
    lit: Grey = np.clip(crop * ramp, 0, 255).astype(np.uint8)
    return lit


def _far(crop: Grey, rng: Generator) -> Grey:
    side = len(crop)
    small_px = max(8, round(side * rng.uniform(0.45, 0.9)))
    small = cv2.resize(crop, (small_px, small_px), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR), np.uint8)


def _blur(crop: Grey, rng: Generator) -> Grey:
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(crop, (5, 5), rng.uniform(0.4, 1.3)), np.uint8)
    length = int(rng.integers(2, 5))
    kernel = (length, 1) if rng.random() < 0.7 else (1, length)
    return np.asarray(cv2.blur(crop, kernel), np.uint8)


def _noise(crop: Grey, rng: Generator) -> Grey:
    contrast = rng.uniform(0.3, 1.1)
    noise = rng.standard_normal(crop.shape, np.float32) * np.float32(rng.uniform(1.0, 7.0))
    level = rng.uniform(60.0, 170.0)
    mean = float(crop.mean())
    return np.clip((crop - mean) * np.float32(contrast) + np.float32(level) + noise, 0, 255).astype(np.uint8)


def _tone(crop: Grey, rng: Generator) -> Grey:
    return np.asarray(cv2.createCLAHE(rng.uniform(1.0, 4.0), (3, 3)).apply(crop), np.uint8)


def _sharpen(crop: Grey, rng: Generator) -> Grey:
    strength = rng.uniform(0.3, 1.5)
    soft = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.7, 1.5))
    return np.asarray(cv2.addWeighted(crop, 1 + strength, soft, -strength, 0), np.uint8)


def _jpeg(crop: Grey, rng: Generator) -> Grey:
    _, coded = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 85))])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def _erase(crop: Grey, rng: Generator) -> Grey:
    side = len(crop)
    high, wide = rng.integers(side // 8, side // 2, 2)
    top, left = rng.integers(0, side - high), rng.integers(0, side - wide)
    hole = crop.copy()
    hole[top : top + high, left : left + wide] = rng.integers(0, 256)
    return hole

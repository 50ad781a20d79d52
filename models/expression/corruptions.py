"""Corruptions of face crops for the robustness table, each at three strengths. Uses only numpy and cv2.

Input and output are grey uint8 crops (n, 48, 48). Training uses milder, mixed degradations (augment.py). Here each
corruption is applied alone, at one strength, and in the same way for every model.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.serving.features.expression import NET_PX

Grey = NDArray[np.uint8]

FULL_LEVEL_ELECTRONS, READ_LEVELS = 1000.0, 2.0
"""A small sensor at the gain for a shop in the evening: number of electrons at full range, and read noise in grey
levels. The values were not measured on a particular camera.
"""

DETECTOR = {"scale": 0.14, "roll_deg": 7.0, "x_px": 1.7, "y_px": 2.5}
"""Standard deviations of the detector's keypoints over the tiles of FER2013 (see CANONICAL_PX)."""


@dataclass(frozen=True)
class ImageCorruption:
    """One kind of corruption of crops. `unit`: describes the strengths, which are sorted from mild to strong."""

    unit: str
    strengths: tuple[float, float, float]
    apply: Callable[[Grey, float, Generator], Grey]


def corrupt_crops(name: str, strength: float, crops: Grey, seed: int = 0) -> Grey:
    """Corrupt each crop with its own random draw. The result depends only on name, strength, crops and seed."""
    rng = np.random.default_rng((seed, zlib.crc32(f"{name} {strength}".encode())))
    return CORRUPTIONS[name].apply(crops, strength, rng)


def colour_cast(crops: Grey, gain: float, rng: Generator) -> Grey:
    """Light the crops with a lamp that has `gain` times the red light and 1 / `gain` times the blue light. In half of
    the crops the two are swapped. Red saturates, and the image is then converted to grey as on the kiosk.
    """
    out = np.empty_like(crops)
    for crop, into, swap in zip(crops, out, rng.random(len(crops)) < 0.5, strict=True):
        gains = np.array([1 / gain, 1.0, gain][:: -1 if swap else 1], np.float32)  # blue, green, red
        lit = np.clip(crop[..., None] * gains, 0, 255).astype(np.uint8)
        cv2.cvtColor(lit, cv2.COLOR_BGR2GRAY, dst=into)
    return out


def low_light(crops: Grey, light: float, rng: Generator) -> Grey:
    """Reduce the light to a given share, add photon noise and read noise, and round to whole grey levels."""
    level = crops.astype(np.float32) * np.float32(light)
    spread = np.sqrt(level * np.float32(255.0 / FULL_LEVEL_ELECTRONS) + np.float32(READ_LEVELS**2))
    return _levels(level + spread * rng.standard_normal(crops.shape, np.float32))


def motion_blur(crops: Grey, length_px: float, rng: Generator) -> Grey:
    """Blur along a straight line in a random direction."""
    out = np.empty_like(crops)
    size = int(length_px) | 1
    middle = size // 2
    for crop, into, angle in zip(crops, out, rng.uniform(0, np.pi, len(crops)).tolist(), strict=True):
        kernel = np.zeros((size, size), np.float32)
        reach = np.array([np.cos(angle), np.sin(angle)]) * (length_px - 1) / 2
        # drawn in 1/16 px, so that the directions differ in short lines as well
        ends = [tuple(round(float(v) * 16) for v in middle + sign * reach) for sign in (-1, 1)]
        cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_8, 4)
        cv2.filter2D(crop, -1, kernel / kernel.sum(), dst=into, borderType=cv2.BORDER_REPLICATE)
    return out


def small_face(crops: Grey, side_px: float, _rng: Generator) -> Grey:
    """Shrink the face to a given width, and scale it up again as the kiosk does."""
    out = np.empty_like(crops)
    side = round(side_px)
    for crop, into in zip(crops, out, strict=True):
        small = cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)
        cv2.resize(small, (NET_PX, NET_PX), dst=into, interpolation=cv2.INTER_LINEAR)
    return out


def compress_jpeg(crops: Grey, quality: float, _rng: Generator) -> Grey:
    """Compress the crops as JPEG with a given quality. The blocks are as large as possible relative to the face."""
    out = np.empty_like(crops)
    for crop, into in zip(crops, out, strict=True):
        _, coded = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, round(quality)])
        into[:] = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return out


def occlude(crops: Grey, share: float, rng: Generator) -> Grey:
    """Cover a given share of each crop with a uniform grey square at a random position."""
    out = crops.copy()
    side = round(NET_PX * share**0.5)
    places = rng.integers(0, NET_PX - side + 1, (len(crops), 2))
    for crop, (top, left), level in zip(out, places.tolist(), rng.integers(0, 256, len(crops)), strict=True):
        crop[top : top + side, left : left + side] = level
    return out


def rotate_crops(crops: Grey, degrees: float, rng: Generator) -> Grey:
    """Rotate the crops by a given angle about their centre, in a random direction."""
    turn = np.radians(degrees) * rng.choice((-1.0, 1.0), len(crops))
    return _warp_crops(crops, turn, np.ones(len(crops)), np.zeros((len(crops), 2)))


def crop_jitter(crops: Grey, multiple: float, rng: Generator) -> Grey:
    """Rotate, scale and move the crops as if keypoints had a given multiple of the standard deviations in DETECTOR."""
    count = len(crops)
    turn = np.radians(rng.normal(0.0, DETECTOR["roll_deg"] * multiple, count))
    scale = np.exp(rng.normal(0.0, DETECTOR["scale"] * multiple, count))
    shift = rng.normal(0.0, 1.0, (count, 2)) * (DETECTOR["x_px"] * multiple, DETECTOR["y_px"] * multiple)
    return _warp_crops(crops, turn, scale, shift)


def _warp_crops(
    crops: Grey, turn_rad: NDArray[np.float64], scale: NDArray[np.float64], shift_px: NDArray[np.float64]
) -> Grey:
    out, middle = np.empty_like(crops), (NET_PX - 1) / 2
    for crop, into, angle, factor, shift in zip(crops, out, turn_rad, scale, shift_px, strict=True):
        cos, sin = np.cos(angle) * factor, np.sin(angle) * factor
        turned = np.array([[cos, -sin], [sin, cos]])
        matrix = np.column_stack([turned, middle + shift - turned @ (middle, middle)])
        cv2.warpAffine(
            crop, matrix, (NET_PX, NET_PX), dst=into, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    return out


def _levels(values: NDArray[np.float32]) -> Grey:
    levels: Grey = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return levels


CORRUPTIONS: dict[str, ImageCorruption] = {
    # lamps of about 4000, 2700 and 2000 K with a camera balanced for daylight
    "colour_cast": ImageCorruption("gain of red relative to green", (1.3, 1.7, 2.2), colour_cast),
    # at the hardest strength a face has a spread of about 4 levels; below that, normalise() treats it as noise
    "low_light": ImageCorruption("share of the light", (0.25, 0.12, 0.06), low_light),
    "motion_blur": ImageCorruption("length of the smear, px", (3.0, 5.0, 9.0), motion_blur),
    # 24 px is the smallest face that is counted; the kiosk classifies expressions from 48 px
    "small_face": ImageCorruption("width of the face, px", (32.0, 24.0, 16.0), small_face),
    "jpeg": ImageCorruption("quality", (40.0, 20.0, 10.0), compress_jpeg),
    # a hand or a mask: a tenth, a fifth, a third
    "occlusion": ImageCorruption("share covered", (0.1, 0.2, 0.33), occlude),
    "roll": ImageCorruption("degrees, to either side", (7.0, 14.0, 20.0), rotate_crops),
    "crop_jitter": ImageCorruption("factor to the detector's scatter", (0.5, 1.0, 2.0), crop_jitter),
}

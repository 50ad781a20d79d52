"""Draws faces that the detectors find, to try detectors and models without an image of a real person."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # (height, width, 3), BGR
Colour = tuple[int, int, int]

WALL: Colour = (120, 125, 130)
SKIN: Colour = (140, 170, 220)
SHADE: Colour = (120, 150, 200)
HAIR: Colour = (30, 40, 60)
BROW: Colour = (40, 50, 70)
NOSTRIL: Colour = (80, 100, 150)
WHITE: Colour = (235, 240, 240)
PUPIL: Colour = (30, 30, 40)
LIPS: Colour = (80, 80, 170)
MOUTH: Colour = (50, 50, 110)

# Ellipses from back to front, in hundredths of the head's height from its middle: x, y, half width, half height.
HEAD: tuple[tuple[float, float, float, float, Colour], ...] = (
    (0, 45, 18, 30, SHADE),  # neck
    (0, -12, 44, 52, HAIR),
    (0, 2, 36, 47, SKIN),
    *((side * 37, 2, 5, 10, SHADE) for side in (-1, 1)),  # ears
    *((side * 15, -8, 7, 4, WHITE) for side in (-1, 1)),
    *((side * 15, -8, 3, 3.5, PUPIL) for side in (-1, 1)),
    *((side * 15, -17, 9, 2, BROW) for side in (-1, 1)),
    (0, 8, 5, 9, SHADE),  # nose
    *((side * 4, 14, 3, 2, NOSTRIL) for side in (-1, 1)),
    (0, 28, 13, 5, LIPS),
    (0, 28, 13, 1, MOUTH),
)


def draw_faces(width_px: int, height_px: int, count: int) -> Picture:
    """Image of `count` faces in a row in front of a wall.

    Each face is half as high as the image, or smaller if the row would be too long.
    """
    picture = np.full((height_px, width_px, 3), WALL, np.uint8)
    pitch_px = width_px / max(count, 1)
    head_px = min(height_px / 2, pitch_px * 0.8)
    for place in range(count):
        _draw(picture, (place + 0.5) * pitch_px, height_px / 2, head_px / 100)
    grain = np.random.default_rng(0).normal(0, 4, picture.shape)
    soft = cv2.GaussianBlur(picture, (0, 0), max(head_px / 100, 0.5))
    return np.asarray(np.clip(soft + grain, 0, 255), np.uint8)


def _draw(picture: Picture, x_px: float, y_px: float, unit_px: float) -> None:
    for dx, dy, half_width, half_height, colour in HEAD:
        centre = (round(x_px + dx * unit_px), round(y_px + dy * unit_px))
        axes = (max(1, round(half_width * unit_px)), max(1, round(half_height * unit_px)))
        cv2.ellipse(picture, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)

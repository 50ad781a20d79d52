"""Head orientation in degrees from the keypoints of a face: the direction of the head, not of the eyes."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVER = 145.0 / 120.0
"""Breadth of a head between the tragions, divided by the depth from the tragions to the tip of the nose: 145 mm and
120 mm (Farkas 1994: tragion to subnasale 130 mm, half of the breadth 72 mm, height 25 mm; the tip 18 mm in front of
it).
"""

LEVEL = 0.265
"""Height of the tragions above the tip of the nose when the head is level, as a fraction of the distance from eyes
to mouth (19 of 70 mm).
"""

DROP = 70.0 / 120.0
"""Distance from eyes to mouth, divided by the depth from the tragions to the tip of the nose."""


@dataclass(frozen=True, slots=True)
class ScreenDirection:
    """Direction to the screen's centre relative to the direction to the camera, as seen from where people stand."""

    yaw_deg: float = 0.0  # positive: to image right of the camera
    pitch_deg: float = 0.0  # positive: above the camera


def head_orientation(keypoints: NDArray[np.float32], screen: ScreenDirection) -> tuple[float, float]:
    """Yaw and pitch of the head in degrees, relative to the direction to the screen's centre, from (6, 2) keypoints in
    pixels.

    Yaw is positive if the nose points to image right, pitch if it points up. Neither exceeds 90 degrees.

    The keypoints are first rotated until the eyes are level, so that a tilted head (roll) does not count as turned. The
    rest assumes a face that is small compared with its distance (weak perspective). Let b be the breadth between the
    ears, d the depth from the ears to the tip of the nose, and m the distance from eyes to mouth.

    - Yaw moves the nose by d sin(yaw) away from the middle of the ears. The ears then appear b cos(yaw) apart, so
      tan(yaw) = LEVER * move / distance of the ears.
    - Pitch moves the nose up by d sin(pitch) relative to the ears. The distance from eyes to mouth then appears as
      m cos(pitch), so tan(pitch) = DROP * (LEVEL - drop / m), with m as it appears.

    Among the six keypoints, the ears have the longest lever. If an ear is hidden, the detector guesses its position.

    Both angles are measured from the line between head and camera, at any position in the image. A face at the side of
    the image that looks into the camera is captured from the front, so its angles are 0. So the position in the image
    needs no correction; only the screen's direction relative to the camera is subtracted.
    """
    (left_x, left_y), (right_x, right_y), nose, mouth, ear_left, ear_right = keypoints.tolist()
    across, down = right_x - left_x, right_y - left_y
    eyes = math.hypot(across, down) or 1.0
    cos, sin = across / eyes, down / eyes

    def level(point: list[float]) -> tuple[float, float]:
        x, y = point[0] - (left_x + right_x) / 2, point[1] - (left_y + right_y) / 2
        return cos * x + sin * y, cos * y - sin * x

    nose_x, nose_y = level(nose)
    (one_x, one_y), (other_x, other_y) = level(ear_left), level(ear_right)
    breadth, height = max(other_x - one_x, 0.5 * eyes), max(level(mouth)[1], 0.2 * eyes)
    yaw = math.atan(LEVER * (nose_x - (one_x + other_x) / 2) / breadth)
    pitch = math.atan(DROP * (LEVEL - (nose_y - (one_y + other_y) / 2) / height))
    return math.degrees(yaw) - screen.yaw_deg, math.degrees(pitch) - screen.pitch_deg


def face_height_px(keypoints: NDArray[np.float32], width_px: float) -> float:
    """Height of a face from hairline to chin in pixels: 2.86 times the distance of the eyes (180 of 63 mm, Farkas
    1994), but at least the height of the box.

    The detector's box has this height if a face fills a tenth of the detector's input. For the smallest faces that the
    detector finds, the box is up to a quarter too small.
    """
    (left_x, left_y), (right_x, right_y) = keypoints[:2].tolist()
    return max(width_px, 2.86 * math.hypot(right_x - left_x, right_y - left_y))

"""Keypoints of a face to head orientation in degrees. Where the head points, not where the eyes look."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVER = 145.0 / 120.0
"""Breadth of a head between the tragions over the depth from there to the tip of the nose, in mm: 145 and 120
(Farkas 1994: tragion to subnasale 130 mm, half of the breadth 72 mm, height 25 mm; the tip 18 mm before it)."""

LEVEL = 0.265
"""Head level: how far the tip of the nose lies below the tragions, in distances from eyes to mouth (19 of 70 mm)."""

DROP = 70.0 / 120.0
"""Distance from eyes to mouth over the same depth."""


@dataclass(frozen=True, slots=True)
class ScreenDirection:
    """The direction to the screen's centre, from where people stand, beside that to the camera."""

    yaw_deg: float = 0.0  # positive: to image right of the camera
    pitch_deg: float = 0.0  # positive: above the camera


def orientation(keypoints: NDArray[np.float32], screen: ScreenDirection) -> tuple[float, float]:
    """Yaw and pitch of the head in degrees from the direction to the screen's centre; (6, 2) keypoints in pixels.

    Yaw is positive where the nose points to image right, pitch where it points up; 90 at most.

    The picture is first turned until the eyes are level, so that a tilted head (roll) is no turned one. Then, for a
    face that is small beside its distance (weak perspective), with b the breadth between the ears, d the depth from
    the ears to the tip of the nose, yaw moves the nose by d sin(yaw) against the middle of the ears, which are
    b cos(yaw) apart: tan(yaw) = LEVER * move / distance of the ears. Pitch moves the nose by d sin(pitch) up against
    the ears, and leaves m cos(pitch) of the distance m from eyes to mouth: tan(pitch) = DROP * (LEVEL - drop / m).
    The ears are the longest lever that the six keypoints have; where one is hidden, the detector guesses its place.

    These angles are those between the head and the line from it to the camera, wherever in the picture it is: a face
    at the picture's side that looks into the camera is seen from the front, and measures 0. So no correction for the
    place in the picture is wanted; only the screen's own direction beside the camera is taken off.
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
    """Hairline to chin: 2.86 times the distance of the eyes (180 of 63 mm, Farkas 1994), and no less than the box.

    The detector's box is that high where a face fills a tenth of what it was shown, and up to a quarter too small for
    the smallest faces that it finds.
    """
    (left_x, left_y), (right_x, right_y) = keypoints[:2].tolist()
    return max(width_px, 2.86 * math.hypot(right_x - left_x, right_y - left_y))

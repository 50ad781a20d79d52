"""Staff badges: ArUco markers below faces. A badge's number never leaves this module.

A badge is proven if two checks find the same number within 2 s, or if one check finds a large marker. False markers are
small and differ each time. The number is dropped as soon as it has been compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.detector import Detection

Picture = NDArray[np.uint8]

NUMBERS = 20
"""Badges have the numbers 0 to 19 of DICT_4X4_50. Other markers are not badges."""
CELLS = 6
"""Number of cells along the side of a printed marker: four from the dictionary, plus the black border."""
WIDTHS_WIDE, WIDTHS_HIGH = 3.0, 3.0
"""Size of the area below a face that is searched for a badge, in face widths."""
ENLARGED = 2.0
LARGEST_PX = 300
"""The part of the image below a face is enlarged to at most this width. The badge of a near person is already large,
so enlarging it more would only cost time.
"""
WINDOWS_PX = (5, 15, 5)
"""Sizes of the windows in which a pixel is judged dark or light, in pixels: smallest, largest, and step. With
OpenCV's own values (3, 23, 10), 15 % of the checks read a badge that gets a quarter of the light of its
surroundings; with these values, 44 % do.
"""
SMALLEST_SHARE = 0.2
"""Smallest sum of a marker's four sides, as a share of the longer side of the searched part. It corresponds to at
most 15 pixels per side; markers of this size cannot be read anyway. With OpenCV's own value of 0.03, a check takes
twice as long, because of the outlines of folds and buttons.
"""
SURE_PX = 40.0
"""Least side length of a badge's marker, in camera pixels, at which one check is enough to prove the badge."""
TWICE_WITHIN_S = 2.0
TOLERANCE_S = 0.001


def can_read_badges() -> bool:
    """True if this build of OpenCV detects ArUco markers."""
    return hasattr(cv2, "aruco")


@dataclass(frozen=True, slots=True)
class Marker:
    """One detected marker. It exists during one check; only BadgeEvidence keeps its number, for seconds."""

    number: int
    side_px: float  # mean side in pixels of the camera


class BadgeFinder:
    """Searches for markers below faces. OpenCV uses as many threads as the caller has configured."""

    def __init__(self) -> None:
        rules = cv2.aruco.DetectorParameters()
        rules.adaptiveThreshWinSizeMin, rules.adaptiveThreshWinSizeMax, rules.adaptiveThreshWinSizeStep = WINDOWS_PX
        rules.minMarkerPerimeterRate = SMALLEST_SHARE
        self._detector = cv2.aruco.ArucoDetector(_dictionary(), rules)

    def find_markers(self, image: Picture, face: Detection) -> list[Marker]:
        """Returns the markers below a face with numbers that belong to badges."""
        part = _below(image, face)
        if min(part.shape[:2]) < CELLS:
            return []
        grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
        scale = min(ENLARGED, LARGEST_PX / part.shape[1])
        how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        corners, numbers, _ = self._detector.detectMarkers(
            cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how)
        )
        if numbers is None:
            return []
        found = zip(numbers.ravel(), corners, strict=True)
        return [Marker(int(number), _side(quad) / scale) for number, quad in found if number < NUMBERS]


class BadgeEvidence:
    """Evidence that one track wears a badge."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[int, float] = {}  # number to the time of its last look

    def add_markers(self, at_s: float, markers: Sequence[Marker]) -> bool:
        """Adds the markers of one check. Returns True if the track wears a badge; the numbers are then dropped."""
        self._seen = {n: seen_s for n, seen_s in self._seen.items() if at_s - seen_s <= TWICE_WITHIN_S + TOLERANCE_S}
        has_badge = any(marker.side_px >= SURE_PX or marker.number in self._seen for marker in markers)
        self._seen = {} if has_badge else self._seen | {marker.number: at_s for marker in markers}
        return has_badge


def marker_cell_rows(number: int) -> list[list[bool]]:
    """Cells of a printed marker, row by row from the top; True means black. The black border is included, the white
    rim is not.
    """
    cells = cv2.aruco.generateImageMarker(_dictionary(), number % NUMBERS, CELLS)
    return [[bool(cell == 0) for cell in row] for row in cells]


def _dictionary() -> Any:
    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def _below(image: Picture, face: Detection) -> Picture:
    """The part of the image below the chin, centred under the face."""
    centre, top = face.x_px + face.w_px / 2, max(0, int(face.y_px + face.h_px))
    left, right = centre - face.w_px * WIDTHS_WIDE / 2, centre + face.w_px * WIDTHS_WIDE / 2
    bottom = max(top, int(face.y_px + face.h_px + WIDTHS_HIGH * face.w_px))
    return image[top:bottom, max(0, int(left)) : max(0, int(right))]


def _side(quad: NDArray[np.float32]) -> float:
    """Mean length of the four sides of a marker."""
    corners = quad.reshape(4, 2)
    return float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).mean())

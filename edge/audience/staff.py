"""Detects unmasked staff before the camera: many visits of a day at one place, over no edge of the picture.

It keeps one count for each coarse place of the picture, until the local day ends. The counts identify no visit.
"""

from collections import Counter

from edge.events import FaceObservation

PLACE_PX = 96
"""Side of a coarse place. Places count in blocks of two by two, so that no border divides the visits at one place."""
SHARE = 0.3
"""Share of a day's visits: more than this at one place is reported."""

Place = tuple[int, int]


def place_of(face: FaceObservation) -> Place | None:
    """Coarse place of a face in the picture. None at the picture's edge."""
    if face.at_edge:
        return None
    return int(face.x_px + face.w_px / 2) // PLACE_PX, int(face.y_px + face.h_px / 2) // PLACE_PX


class UnmaskedStaffPlaceDetector:
    """Counts the places of the closed visits of one local day."""

    def __init__(self) -> None:
        self._visits = 0
        self._places: Counter[Place] = Counter()

    def add(self, began: Place | None, ended: Place | None) -> None:
        """Adds a closed visit with the places where it began and ended."""
        self._visits += 1
        if began and ended and abs(began[0] - ended[0]) <= 1 and abs(began[1] - ended[1]) <= 1:
            self._places[ended] += 1

    def end_day(self, k: int) -> bool | None:
        """Checks if more than SHARE of the day's visits were at one place, then starts the next day.

        None if the day had fewer than `k` visits.
        """
        most = max((self._most_around(*place) for place in self._places), default=0)
        is_one_place = most > SHARE * self._visits if self._visits >= max(k, 1) else None
        self._visits = 0
        self._places.clear()
        return is_one_place

    def _most_around(self, x: int, y: int) -> int:
        """Largest number of visits in a block of two by two places that contains this place."""
        corners = ((x + dx, y + dy) for dx in (-1, 0) for dy in (-1, 0))
        return max(sum(self._places[left + i, top + j] for i in (0, 1) for j in (0, 1)) for left, top in corners)

"""Whether a day looks as if somebody works before the camera, unmasked: many visits at one place, over no edge.

What is kept is a count for each coarse place of the picture, until the local day ends; no visit can be had from it.
"""

from collections import Counter

from edge.events import FaceObservation

PLACE_PX = 96
"""Side of a coarse place. Two by two of them are looked at together, so that no border parts what is one place."""
SHARE = 0.3
"""Of a day's visits; more than this at one place is told."""

Place = tuple[int, int]


def place_of(face: FaceObservation) -> Place | None:
    """Where a face is, coarsely; None at the picture's edge."""
    if face.at_edge:
        return None
    return int(face.x_px + face.w_px / 2) // PLACE_PX, int(face.y_px + face.h_px / 2) // PLACE_PX


class StaffPlaceDetector:
    """Closed visits of one local day; `end_day` gives the answer and begins the next."""

    def __init__(self) -> None:
        self._visits = 0
        self._places: Counter[Place] = Counter()

    def add(self, began: Place | None, ended: Place | None) -> None:
        """Where a closed visit began and ended."""
        self._visits += 1
        if began and ended and abs(began[0] - ended[0]) <= 1 and abs(began[1] - ended[1]) <= 1:
            self._places[ended] += 1

    def end_day(self, k: int) -> bool | None:
        """Whether more than SHARE of the day's visits were at one place; None where there were fewer than `k`."""
        most = max((self._around(*place) for place in self._places), default=0)
        answer = most > SHARE * self._visits if self._visits >= max(k, 1) else None
        self._visits = 0
        self._places.clear()
        return answer

    def _around(self, x: int, y: int) -> int:
        """The most visits in a block of two by two places that has this one in it."""
        corners = ((x + dx, y + dy) for dx in (-1, 0) for dy in (-1, 0))
        return max(sum(self._places[left + i, top + j] for i in (0, 1) for j in (0, 1)) for left, top in corners)

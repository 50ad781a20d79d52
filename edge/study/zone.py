"""The part of the frame in which the participant sits. The rest is cut off before any analysis."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from edge.study.errors import StudyError


@dataclass(frozen=True, slots=True)
class Zone:
    """A rectangle, as shares of the frame's width and height measured from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom

    def cut_from_picture(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The part of a frame (height, width, 3) inside the zone, as a separate image."""
        height, width = image.shape[:2]
        rows = slice(floor(self.top * height), ceil(self.bottom * height))
        columns = slice(floor(self.left * width), ceil(self.right * width))
        return np.ascontiguousarray(image[rows, columns])


WHOLE = Zone(0.0, 0.0, 1.0, 1.0)
NAMED = {
    "all": WHOLE,
    "left": Zone(0.0, 0.0, 0.5, 1.0),
    "middle": Zone(0.25, 0.0, 0.75, 1.0),
    "right": Zone(0.5, 0.0, 1.0, 1.0),
}


def parse_zone(text: str) -> Zone:
    """Parse a zone from its name, or from four numbers `left,top,right,bottom`. Raises StudyError."""
    if text in NAMED:
        return NAMED[text]
    try:
        left, top, right, bottom = (float(part) for part in text.split(","))
    except ValueError:
        left = top = right = bottom = 0.0
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise StudyError(
            f"study: {text!r} is not a zone. Use {', '.join(NAMED)}, or left,top,right,bottom from 0 to 1, for "
            "example 0.2,0,0.8,1."
        )
    return Zone(left, top, right, bottom)

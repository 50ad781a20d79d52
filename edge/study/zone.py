"""The zone of the picture in which the participant sits. Whatever is outside it is not searched for faces."""

from dataclasses import dataclass

from edge.study.errors import StudyError

Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A rectangle in shares of the picture's width and height, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def edges(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom

    def outside(self) -> tuple[Polygon, ...]:
        """Masks over all that is not in the zone, beyond the picture's own edges too."""
        low, high = -1.0, 2.0
        boxes = (
            (low, low, high, self.top),
            (low, self.bottom, high, high),
            (low, low, self.left, high),
            (self.right, low, high, high),
        )
        return tuple(_polygon(*box) for box in boxes)


WHOLE = Zone(0.0, 0.0, 1.0, 1.0)
NAMED = {
    "all": WHOLE,
    "left": Zone(0.0, 0.0, 0.5, 1.0),
    "middle": Zone(0.25, 0.0, 0.75, 1.0),
    "right": Zone(0.5, 0.0, 1.0, 1.0),
}


def read_zone(text: str) -> Zone:
    """A zone by its name, or by four numbers: left,top,right,bottom. Raises StudyError."""
    if text in NAMED:
        return NAMED[text]
    try:
        left, top, right, bottom = (float(part) for part in text.split(","))
    except ValueError:
        left = top = right = bottom = 0.0
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise StudyError(
            f"study: the zone {text!r} is none. Take {', '.join(NAMED)}, or left,top,right,bottom from 0 to 1, such as "
            "0.2,0,0.8,1."
        )
    return Zone(left, top, right, bottom)


def _polygon(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))

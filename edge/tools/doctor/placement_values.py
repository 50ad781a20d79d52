"""Facts about the place of a camera. Nothing in it is about people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LightMeasure:
    """Grey values from 0 to 255, and shares of the picture. `middle`: median of the middle half of width and height,
    where people stand."""

    mean: float
    middle: float
    white: float
    black: float


@dataclass(frozen=True, slots=True)
class TapeMeasure:
    """Measurements of a technician where the camera hangs. None: not measured."""

    height_m: float | None = None  # of the lens above the floor
    tilt_deg: float | None = None  # of the lens, up or down
    distance_m: float | None = None  # of the people from the lens
    view_deg: float | None = None  # angle that the lens shows from side to side


NO_TAPE = TapeMeasure()

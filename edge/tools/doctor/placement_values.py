"""Measurements of a camera's place. They contain nothing about people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LightMeasure:
    """Light in a frame: grey values from 0 to 255, and shares of the frame.

    `middle`: median grey value of the middle half of width and height, where people stand.
    """

    mean: float
    middle: float
    white: float
    black: float


@dataclass(frozen=True, slots=True)
class TapeMeasure:
    """Measurements of a technician at the camera. None: not measured."""

    height_m: float | None = None  # of the lens above the floor
    tilt_deg: float | None = None  # of the lens, up or down
    distance_m: float | None = None  # of the people from the lens
    view_deg: float | None = None  # angle that the lens shows from side to side


NO_TAPE = TapeMeasure()

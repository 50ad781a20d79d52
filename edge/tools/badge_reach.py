"""Distance up to which a badge is read, from the table of docs/badges.md."""

import math

STANDING_PX = 24.0
"""A badge of this side is read if its wearer stands, walks by up to 5 pixels a picture, or is turned by up to 45°."""
WALKING_PX = 32.0
"""A badge of this side is read if its wearer walks by 9 pixels a picture."""
BADGE_MM = 80.0


def badge_reading_distance_m(width_px: int, view_deg: float, side_px: float, side_mm: float = BADGE_MM) -> float:
    """Distance in metres at which a marker is `side_px` wide in a picture of `width_px` with this angle of view."""
    return width_px * side_mm / 1000 / (2 * side_px * math.tan(math.radians(view_deg / 2)))

"""Largest distance at which a badge can be read, from the table in docs/evidence/camera.md."""

import math

STANDING_PX = 24.0
"""Smallest marker side in pixels for a wearer who stands, walks at up to 5 px per frame, or turns by up to 45°."""
WALKING_PX = 32.0
"""Smallest marker side in pixels for a wearer who walks at 9 px per frame."""
BADGE_MM = 80.0


def badge_reading_distance_m(width_px: int, view_deg: float, side_px: float, side_mm: float = BADGE_MM) -> float:
    """Distance in metres at which a marker is `side_px` wide in the image, for a frame width and an angle of view."""
    return width_px * side_mm / 1000 / (2 * side_px * math.tan(math.radians(view_deg / 2)))

"""Rule that decides whether a new face continues a lost track. Visits and staff tracks share it.

The tracker loses a person who looks away for a moment, and then starts a new track. This module imports only the
standard library and reads no clock: each face contains its time.
"""

from math import hypot

from edge.events import FaceObservation

FOUND_AGAIN_S = 5.0
"""Seconds after which a lost track can no longer be found again as the same person."""
NEAR_WIDTHS = 1.5
"""Largest distance at which a new face may be the same person as a lost face, in face widths, from centre to centre."""
SIMILAR_SIZE = 1.5
"""Largest ratio between the widths of two faces that may be the same person."""
TOLERANCE_S = 0.001
"""Tolerance of time comparisons in seconds: times are floats with a resolution of 2e-7 s."""


def is_lost_for_good(lost_s: float) -> bool:
    """True if a track was lost too long ago to be found again. `lost_s`: seconds since its last detection."""
    return lost_s > FOUND_AGAIN_S + TOLERANCE_S


def matching_distance_px(face: FaceObservation, last: FaceObservation) -> float | None:
    """Distance in pixels between the centres of the lost face `last` and a face that may be the same person.

    None if it cannot be the same person: `last` was at the edge of the image, or the faces are too far apart or too
    different in size.
    """
    large_px, small_px = max(face.w_px, last.w_px), min(face.w_px, last.w_px)
    if last.at_edge or large_px > SIMILAR_SIZE * small_px:
        return None
    distance_px = hypot(
        face.x_px + face.w_px / 2 - last.x_px - last.w_px / 2, face.y_px + face.h_px / 2 - last.y_px - last.h_px / 2
    )
    return distance_px if distance_px <= NEAR_WIDTHS * last.w_px else None

"""The rule for finding a lost face again, shared by visits and staff tracks.

A person who looks away is lost for a moment and gets a new track. Standard library only; time comes with the faces.
"""

from math import hypot

from edge.events import FaceObservation

FOUND_AGAIN_S = 5.0
"""A track that was lost for at most this long may be found again as the same person."""
NEAR_WIDTHS = 1.5
"""Same place: at most this many face widths from the last place of the face, centre to centre."""
SIMILAR_SIZE = 1.5
"""Similar size: neither face is wider than the other by more than this factor."""
TOLERANCE_S = 0.001
"""Tolerance of time comparisons: times are floats of 2e-7 s."""


def is_lost_for_good(lost_s: float) -> bool:
    """True if a track is too old to be found again. `lost_s`: time since its last detection."""
    return lost_s > FOUND_AGAIN_S + TOLERANCE_S


def matching_distance_px(face: FaceObservation, last: FaceObservation) -> float | None:
    """Distance from the lost face `last` to one that may be the same, centre to centre.

    None if it is not the same: `last` was at the edge of the image, or the two are far apart or of different size.
    """
    large_px, small_px = max(face.w_px, last.w_px), min(face.w_px, last.w_px)
    if last.at_edge or large_px > SIMILAR_SIZE * small_px:
        return None
    distance_px = hypot(
        face.x_px + face.w_px / 2 - last.x_px - last.w_px / 2, face.y_px + face.h_px / 2 - last.y_px - last.h_px / 2
    )
    return distance_px if distance_px <= NEAR_WIDTHS * last.w_px else None

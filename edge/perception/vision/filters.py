"""Filters for faces that do not count as people: faces in a mask, faces that are too small, and static faces such as
posters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edge.perception.vision.detector import Detection
from edge.perception.vision.static_faces import StaticFaceChanges, StaticFaceDetector
from edge.perception.vision.tracker import FaceTrack
from edge.signals import Frame

Point = tuple[float, float]

VERIFY_FROM = 0.75
"""A face is verified if it has at least this share of the minimum size, because it may soon be large enough to
count.
"""


@dataclass(frozen=True, slots=True)
class FaceFilterRules:
    """Rules of the face filters."""

    min_px: float = 24.0  # of the face, from hairline to chin
    masks: tuple[tuple[Point, ...], ...] = ()  # polygons of (x, y) in fractions of the image
    still_s: float = 8.0  # time without change after which a face is static


class FaceFilters:
    """Filters for one camera. Masks apply to every detection, the static-face filter to every confirmed track."""

    def __init__(self, rules: FaceFilterRules | None = None) -> None:
        self.rules = rules or FaceFilterRules()
        self.static_faces = StaticFaceDetector(self.rules.still_s)

    def is_masked(self, detection: Detection, width_px: int, height_px: int) -> bool:
        """True if the centre of the box is in a mask."""
        x = (detection.x_px + detection.w_px / 2) / width_px
        y = (detection.y_px + detection.h_px / 2) / height_px
        return any(is_inside_polygon(x, y, mask) for mask in self.rules.masks)

    def is_too_small_to_count(self, height_px: float) -> bool:
        """True if a face of this height, from hairline to chin, is too small to count."""
        return height_px < self.rules.min_px

    def is_too_small_to_verify(self, height_px: float) -> bool:
        """True if a face is too small even for verification.

        Faces slightly below the minimum size are verified, so that an approaching person is already confirmed on
        reaching it.
        """
        return height_px < VERIFY_FROM * self.rules.min_px

    def update_static_tracks(self, frame: Frame, tracks: Sequence[FaceTrack]) -> StaticFaceChanges:
        """Returns the tracks that have become static or are no longer static. All given tracks have a detection in
        this frame.
        """
        return self.static_faces.update_static_tracks(frame.at_s, frame.image, tracks)

    def keep_only_tracks(self, alive: Iterable[int], at_s: float) -> None:
        """Drops the filters' state for tracks that have ended."""
        self.static_faces.keep_only_tracks(alive, at_s)

    def is_static(self, track: int) -> bool:
        return track in self.static_faces.static

    def forget_tracks(self) -> None:
        """Drops tracks and candidates, for example after a gap. Remembered static places stay."""
        self.static_faces.forget_tracks()

    def forget_everything(self) -> None:
        """Drops all state at the end of the local day."""
        self.static_faces = StaticFaceDetector(self.rules.still_s)


def is_inside_polygon(x: float, y: float, polygon: Sequence[Point]) -> bool:
    """True if the point is inside the polygon (even-odd rule: a ray to the right crosses an odd number of sides)."""
    inside = False
    for (ax, ay), (bx, by) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside

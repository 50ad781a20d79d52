"""Which boxes are nobody: what lies in a mask, what is too small, and what hangs on a wall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edge.perception.vision.detector import Detection
from edge.perception.vision.static_faces import StaticFaceDetector, StaticFaces
from edge.perception.vision.tracker import FaceTrack
from edge.signals import Frame

Point = tuple[float, float]

NEARLY = 0.75
"""Of the least size: from here on a face may soon count."""


@dataclass(frozen=True, slots=True)
class FaceFilterRules:
    """Where and from what size on there is somebody."""

    min_px: float = 24.0  # of the face, from hairline to chin
    masks: tuple[tuple[Point, ...], ...] = ()  # polygons of (x, y) in fractions of the picture
    still_s: float = 8.0  # a picture that has not changed for so long is a poster


class FaceFilters:
    """One camera's places. Masks are asked for every detection, posters once for every track that is believed."""

    def __init__(self, rules: FaceFilterRules | None = None) -> None:
        self.rules = rules or FaceFilterRules()
        self.posters = StaticFaceDetector(self.rules.still_s)

    def is_masked(self, detection: Detection, width_px: int, height_px: int) -> bool:
        """Whether the middle of the box lies in a mask."""
        x = (detection.x_px + detection.w_px / 2) / width_px
        y = (detection.y_px + detection.h_px / 2) / height_px
        return any(is_inside(x, y, mask) for mask in self.rules.masks)

    def is_small(self, height_px: float) -> bool:
        """Whether a face of this height, from hairline to chin, is ignored."""
        return height_px < self.rules.min_px

    def is_far(self, height_px: float) -> bool:
        """Whether it is too small even to be looked at twice; who comes nearer is to be believed once it counts."""
        return height_px < NEARLY * self.rules.min_px

    def process(self, frame: Frame, seen: Sequence[FaceTrack]) -> StaticFaces:
        """Which of the tracks, all seen in this frame, were just found to be posters, or to be posters no longer."""
        return self.posters.process(frame.at_s, frame.image, seen)

    def keep_only(self, alive: Iterable[int], at_s: float) -> None:
        """Forget what is known of tracks that are not alive."""
        self.posters.keep_only(alive, at_s)

    def is_static(self, track: int) -> bool:
        return track in self.posters.nobody

    def reset(self) -> None:
        """After a gap: what was being watched is begun anew. Remembered posters stay."""
        self.posters.reset()

    def forget(self) -> None:
        """At the end of the local day: nothing is remembered."""
        self.posters = StaticFaceDetector(self.rules.still_s)


def is_inside(x: float, y: float, polygon: Sequence[Point]) -> bool:
    """Even-odd rule: a ray to the right crosses the polygon's sides an odd number of times."""
    inside = False
    for (ax, ay), (bx, by) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside

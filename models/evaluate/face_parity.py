"""Compares the faces that two detectors find in the same images. Contains only arithmetic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from edge.perception.vision.detector import Detection

SURE = 0.5
"""Least score at which a face found by one detector must also be found by the other detector, with any score."""

SAME = 0.5
"""Lowest overlap at which two boxes belong to the same face, as a share of their union."""

BOX_OFF, SCORE_OFF = 0.02, 0.02
"""Largest differences that are ignored: for the edge of a box, in face widths, and for a score."""


@dataclass
class FaceParity:
    """Differences between two detectors over many images. `ours`: faces from the tested model. `theirs`: faces from
    MediaPipe.
    """

    pictures: int = 0
    calls: int = 0
    boxes_off: list[float] = field(default_factory=list)  # one a pair: of the worst edge, in widths of the face
    scores_off: list[float] = field(default_factory=list)
    alone: list[dict[str, Any]] = field(default_factory=list)  # faces of one detector without a face of the other

    def add(self, where: str, theirs: Sequence[Detection], ours: Sequence[Detection]) -> None:
        """Add the results of one call of each detector. `where`: name of the image, for the list of faces that only
        one detector finds.
        """
        self.calls += 1
        for face, other in _pairs(theirs, ours):
            if other is None:
                self._alone(where, "MediaPipe", face)
            else:
                self.boxes_off.append(max(map(abs, _differences(face, other))) / face.w_px)
                self.scores_off.append(abs(face.score - other.score))
        for face, other in _pairs(ours, theirs):
            if other is None:
                self._alone(where, "served", face)

    def _alone(self, where: str, by: str, face: Detection) -> None:
        place = {"x": round(face.x_px), "y": round(face.y_px), "width": round(face.w_px)}
        self.alone.append({"picture": where, "found by": by, "score": round(face.score, 3), **place})

    def parity_figures(self) -> dict[str, Any]:
        """Shares and largest values. Shares are None if there are no faces at all."""
        n = len(self.boxes_off)
        return {
            "pictures": self.pictures,
            "calls": self.calls,
            "faces": n,
            "box_within": _share(self.boxes_off, BOX_OFF),
            "score_within": _share(self.scores_off, SCORE_OFF),
            "largest_box_difference": max(self.boxes_off, default=None),
            "largest_score_difference": max(self.scores_off, default=None),
            "alone_share": len(self.alone) / (n + len(self.alone)) if n or self.alone else None,
            "alone": self.alone,
        }


def _share(differences: Sequence[float], allowed: float) -> float | None:
    return sum(off <= allowed for off in differences) / len(differences) if differences else None


def _pairs(faces: Sequence[Detection], others: Sequence[Detection]) -> Iterator[tuple[Detection, Detection | None]]:
    """Each certain face of one detector, paired with the most overlapping face of the other detector, or with None."""
    for face in faces:
        if face.score >= SURE:
            other = max(others, key=lambda one: overlap(face, one), default=None)
            yield face, other if other is not None and overlap(face, other) >= SAME else None


def _differences(one: Detection, other: Detection) -> tuple[float, float, float, float]:
    """Differences of the left, top, right and bottom edges of two boxes, in pixels."""
    left, top = one.x_px - other.x_px, one.y_px - other.y_px
    return left, top, left + one.w_px - other.w_px, top + one.h_px - other.h_px


def overlap(one: Detection, other: Detection) -> float:
    """Share of the union of two boxes that both boxes cover."""
    w = min(one.x_px + one.w_px, other.x_px + other.w_px) - max(one.x_px, other.x_px)
    h = min(one.y_px + one.h_px, other.y_px + other.h_px) - max(one.y_px, other.y_px)
    both = max(w, 0.0) * max(h, 0.0)
    union = one.w_px * one.h_px + other.w_px * other.h_px - both
    return both / union if union > 0 else 0.0

"""Input and output of MediaPipe's face detectors, for evaluation and the kiosk. Uses only numpy.

An image of any size becomes a square (letterbox). The model gives a box, six keypoints and a score for each of its
anchors. Anchors with a high score are faces. Most faces are found several times, so the mean of each group of boxes is
one face. All steps follow MediaPipe's own graph.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LAYERS: dict[int, tuple[tuple[int, int], ...]] = {192: ((4, 1),), 128: ((8, 2), (16, 6))}
"""Layers of anchors, by the side of the input in pixels. Each layer has the distance between anchor centres in pixels,
and the number of anchors at each centre.
"""

SHARED = 0.3
"""Overlap of two boxes, as a share of their union, above which they belong to the same face."""

VALUES = 16
"""Number of values per anchor: centre, width and height of the box, then six keypoints, each with x before y."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceBoxes:
    """Faces in one image, sorted by falling score."""

    boxes: Floats  # (n, 4): left, top, width, height
    keypoints: Floats  # (n, 6, 2)
    scores: Floats  # (n,), 0 to 1


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Square around an image. It has the same centre as the image, and its side is the longer side of the image."""

    side_px: int
    left_px: float  # of the square, in pixels of the picture: 0 or less
    top_px: float

    @classmethod
    def fit_picture(cls, width: int, height: int) -> "Letterbox":
        side = max(width, height)
        return cls(side, (width - side) / 2, (height - side) / 2)

    @property
    def corners(self) -> Floats:
        """Corners (4, 2) in image pixels: bottom left, top left, top right, bottom right."""
        return square_corners(self.left_px, self.top_px, self.side_px)

    def scale_to_picture(self, faces: FaceBoxes) -> FaceBoxes:
        """Convert the faces from shares of the square's side to image pixels."""
        origin = np.array((self.left_px, self.top_px), np.float32)
        side = np.float32(self.side_px)
        boxes = faces.boxes * side
        boxes[:, :2] += origin
        return FaceBoxes(boxes, faces.keypoints * side + origin, faces.scores)


def square_corners(left: float, top: float, side: float) -> Floats:
    """Corners (4, 2) of a square, in the order of `Letterbox.corners`. A pixel's coordinates are those of its
    corner.
    """
    right, bottom = left + side, top + side
    return np.array(((left, bottom), (left, top), (right, top), (right, bottom)), np.float32)


def anchor_centres(net_px: int) -> Floats:
    """Centres (n, 2) of the anchors of a model with this input, as shares of its side, with x before y."""
    centres = []
    for stride_px, count in LAYERS[net_px]:
        side = net_px // stride_px
        middle = (np.arange(side, dtype=np.float32) + np.float32(0.5)) / np.float32(side)
        grid = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)
        centres.append(np.repeat(grid, count, axis=0))
    return np.concatenate(centres)


def normalise(squares: NDArray[np.uint8]) -> Floats:
    """Model input (n, 3, side, side) float32, RGB from -1 to 1, from squares (n, side, side, 3) uint8 BGR."""
    count, height, width, channels = squares.shape
    planes = np.empty((count, channels, height, width), np.float32)
    planes[:] = squares[..., ::-1].transpose(0, 3, 1, 2)
    planes *= np.float32(2.0 / 255.0)
    planes -= np.float32(1.0)
    return planes


def decode_faces(values: Floats, scores: Floats, centres: Floats, least: float) -> FaceBoxes:
    """Faces in one image with a score of at least `least`, without duplicates. Coordinates are shares of the square's
    side.

    `values` (anchors, 16): output of the model, as shares of the side and relative to the anchors' `centres`. `scores`:
    (anchors,).
    """
    chosen = np.flatnonzero(scores >= least)
    chosen = chosen[np.argsort(-scores[chosen], kind="stable")]
    rows = values[chosen]
    centre, size = rows[:, :2] + centres[chosen], rows[:, 2:4]
    keypoints = rows[:, 4:] + np.tile(centres[chosen], VALUES // 2 - 2)
    rows = np.hstack((centre - size / 2, size, keypoints))
    is_box = (size >= 0).all(axis=1)
    return _merge_boxes(rows[is_box], scores[chosen][is_box])


def _merge_boxes(rows: Floats, scores: Floats) -> FaceBoxes:
    """One face for each group of boxes that overlap the best box of the group. The face is the mean of the group,
    weighted by the scores.
    """
    is_same, is_left = _overlaps(rows[:, :4]) > SHARED, np.ones(len(scores), bool)
    np.fill_diagonal(is_same, True)  # also of a box that is empty
    means, best = [], []
    for number in range(len(scores)):
        if is_left[number]:
            group = is_same[number] & is_left
            means.append((scores[group] @ rows[group]) / scores[group].sum())
            best.append(scores[number])
            is_left &= ~group
    merged = np.stack(means) if means else np.empty((0, VALUES), np.float32)
    return FaceBoxes(merged[:, :4], merged[:, 4:].reshape(-1, 6, 2), np.array(best, np.float32))


def _overlaps(boxes: Floats) -> Floats:
    """Overlap (n, n) of each pair of boxes (n, 4), as a share of their union."""
    left, top, width, height = boxes.T
    right, bottom, area = left + width, top + height, width * height
    both = np.maximum(np.minimum.outer(right, right) - np.maximum.outer(left, left), np.float32(0))
    both *= np.maximum(np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top), np.float32(0))
    union = area[:, None] + area - both
    return np.asarray(np.divide(both, union, out=np.zeros_like(both), where=union > 0), np.float32)

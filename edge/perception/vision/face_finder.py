"""Finds faces in the whole frame and, for distant faces, in overlapping squares. Also verifies single faces.

Keeps no image after a call returns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.detector import Detection, FaceDetector, FaceNetwork, read_checked_model
from edge.perception.vision.tiles import is_best_tile, make_tiles, merge_boxes
from edge.signals import Frame
from models.serving.spec import ZOO

FAR = "face_detection_full_range_sparse"
NEAR = "face_detection_short_range"

Picture = NDArray[np.uint8]

NetworkOpener = Callable[[str, float], FaceNetwork]
"""Function that opens the model FAR or NEAR with a minimum score. Raises ModelFileError."""

VERIFY_SCORE = 0.3
"""Minimum score of a detection during verification. A lower score counts as 0."""


@dataclass(frozen=True, slots=True)
class FaceFinderOptions:
    """Options of the face finder."""

    tiles: int | Literal["whole", "auto"] = "auto"  # see tiles.make_tiles for the cost of each
    score: float = 0.3  # minimum score of a detection; the tracker decides which detections start a track
    min_px: float = 24.0  # with "auto": no squares if a call on the whole image already finds faces of this size
    zoo: Path = ZOO


class FaceFinder:
    """Detects the faces in a frame and verifies single detections. Call `close` at the end."""

    def __init__(self, options: FaceFinderOptions | None = None, open_network: NetworkOpener | None = None) -> None:
        """Opens both models in about a second, by default with MediaPipe. Raises ModelFileError."""
        self.options = options or FaceFinderOptions()
        cv2.setNumThreads(1)  # for one small image, several threads cost more than they save
        open_network = open_network or _mediapipe(self.options.zoo)
        self._far = open_network(FAR, self.options.score)
        self._near = open_network(NEAR, VERIFY_SCORE)

    @property
    def provider(self) -> str:
        """Program that runs the model for whole frames and squares."""
        return self._far.provider

    @property
    def fallback(self) -> str | None:
        """Reason why TensorRT does not run a model although it should; None otherwise."""
        return self._far.fallback or self._near.fallback

    def detect(self, frame: Frame, *, squares: bool = True) -> list[Detection]:
        """Returns all faces in the frame without duplicates, the highest score first. Includes low scores and false
        faces.

        Without `squares`, it searches only the whole frame, where it finds large enough faces reliably.
        """
        height, width = frame.image.shape[:2]
        tiles = make_tiles(width, height, self.options.tiles, self.options.min_px)
        detections = []
        for tile in tiles if squares else tiles[:1]:
            part = frame.image[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
            in_tile = self._far.detect_bgr(part, tile.x, tile.y)
            detections += [d for d in in_tile if is_best_tile(tile, d, width, height, len(tiles) > 1)]
        return merge_boxes(detections)

    def verification_score(self, frame: Frame, candidate: Detection) -> float:
        """Returns the verification score of a candidate, 0 to 1: the mean score that two models give to an enlarged
        view of it.

        The two models were trained separately. The full-range model gets a square of 4 box widths around the candidate,
        the short-range model a square of 3. This takes about as long as one and a half calls of `detect`.
        """
        scores = (self._score(self._far, frame, candidate, 4.0), self._score(self._near, frame, candidate, 3.0))
        return sum(scores) / 2

    def _score(self, detector: FaceNetwork, frame: Frame, candidate: Detection, widths: float) -> float:
        crop, left, top = cut_square_around(frame.image, candidate, widths)
        half = candidate.w_px / 2
        x, y = candidate.x_px + half, candidate.y_px + candidate.h_px / 2
        scores = [
            d.score
            for d in detector.detect_bgr(crop, left, top)
            if abs(d.x_px + d.w_px / 2 - x) < half and abs(d.y_px + d.h_px / 2 - y) < half
        ]
        return max(scores, default=0.0)

    def close(self) -> None:
        self._far.close()
        self._near.close()


def _mediapipe(zoo: Path) -> NetworkOpener:
    """Opens the models with MediaPipe. Both files are checked first: if the check of one file fails, no model is open
    that would have to be closed.
    """
    content = {name: read_checked_model(name, zoo) for name in (FAR, NEAR)}
    return lambda name, score: FaceDetector(content[name], score)


def cut_square_around(image: Picture, box: Detection, widths: float) -> tuple[Picture, int, int]:
    """Returns a square around a box, `widths` box widths wide, and its left and top. Black outside the image."""
    side = max(int(box.w_px * widths), 8)
    left, top = int(box.x_px + box.w_px / 2 - side / 2), int(box.y_px + box.h_px / 2 - side / 2)
    height, width = image.shape[:2]
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + side, width), min(top + side, height)
    inside = image[y0:y1, x0:x1]
    if inside.shape[:2] == (side, side):
        return inside, left, top
    crop = np.zeros((side, side, 3), np.uint8)
    crop[y0 - top : y1 - top, x0 - left : x1 - left] = inside
    return crop, left, top

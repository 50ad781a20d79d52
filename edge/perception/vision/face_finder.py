"""Faces in a frame: the whole of it and, for far faces, overlapping squares; and the second look that a candidate gets
before it counts. Keeps no picture after return."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.detector import Detection, FaceDetector, checked_model
from edge.perception.vision.tiles import covers, make_tiles, merge
from edge.signals import Frame
from models.serving.spec import ZOO

FAR = "face_detection_full_range_sparse"
NEAR = "face_detection_short_range"

Picture = NDArray[np.uint8]

VERIFY_SCORE = 0.3
"""Second looks of less count as 0."""


@dataclass(frozen=True, slots=True)
class FaceFinderOptions:
    """How faces are looked for."""

    tiles: int | Literal["whole", "auto"] = "auto"  # see tiles.views, which says what each costs
    score: float = 0.3  # the weakest detection that is reported; what begins a track is the tracker's to say
    min_px: float = 24.0  # with "auto": no squares where the whole picture shows such faces already
    zoo: Path = ZOO


class FaceFinder:
    """`find` the faces of a frame; give a candidate a `second_look` in it. Close it when done."""

    def __init__(self, options: FaceFinderOptions | None = None) -> None:
        """Opens both networks, which takes about a second. Raises ModelFileError."""
        self.options = options or FaceFinderOptions()
        cv2.setNumThreads(1)  # handing one small picture to several threads costs more than it saves
        zoo = self.options.zoo
        far, near = (checked_model(name, zoo) for name in (FAR, NEAR))
        self._far = FaceDetector(far, self.options.score)
        self._near = FaceDetector(near, VERIFY_SCORE)

    def detect(self, frame: Frame) -> list[Detection]:
        """All faces of the frame, best first, each once; weak ones and false ones among them."""
        height, width = frame.image.shape[:2]
        shown = make_tiles(width, height, self.options.tiles, self.options.min_px)
        found = []
        for view in shown:
            part = frame.image[view.y : view.y + view.height, view.x : view.x + view.width]
            here = self._far.detect(cv2.cvtColor(part, cv2.COLOR_BGR2RGB), view.x, view.y)
            found += [d for d in here if covers(view, d, width, height, len(shown) > 1)]
        return merge(found)

    def verify(self, frame: Frame, candidate: Detection) -> float:
        """How much a candidate looks like a face when it is shown large, 0 to 1.

        The mean score of two networks that were trained apart: full range on a square of 4 widths around it, short
        range on one of 3. Costs about one and a half calls of `find`.
        """
        looks = (self._look(self._far, frame, candidate, 4.0), self._look(self._near, frame, candidate, 3.0))
        return sum(looks) / 2

    def _look(self, detector: FaceDetector, frame: Frame, candidate: Detection, widths: float) -> float:
        crop, left, top = square_around(frame.image, candidate, widths)
        half = candidate.w_px / 2
        x, y = candidate.x_px + half, candidate.y_px + candidate.h_px / 2
        scores = [
            d.score
            for d in detector.detect(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB), left, top)
            if abs(d.x_px + d.w_px / 2 - x) < half and abs(d.y_px + d.h_px / 2 - y) < half
        ]
        return max(scores, default=0.0)

    def close(self) -> None:
        self._far.close()
        self._near.close()


def square_around(image: Picture, box: Detection, widths: float) -> tuple[Picture, int, int]:
    """A square of so many box widths around a box, and its left and top in the picture; black beyond the picture."""
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

"""Cuts the face out of a frame, rotates it upright and scales it to the input of a model."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def cut_face(image: Picture, matrix: NDArray[np.float32], into: Picture) -> None:
    """Fills the crop `into`, (side, side) grey or (side, side, 3) BGR, with the face that `matrix` (2, 3) defines.

    Outside the image, the pixels at its edge are repeated. Only the region of the face is read. A face that is much
    larger than the crop is first reduced by a whole factor with area averaging. Otherwise warping would pick single
    pixels, and the models were trained on smooth reductions.
    """
    (a, b, tx), (c, d, ty) = matrix.tolist()
    size2 = max(a * a + c * c, 1e-12)  # 0 where the keypoints fit no face
    shrink = max(1, int(size2**-0.5))  # image pixels per pixel of the crop, rounded down
    left, top, right, bottom = _crop_edges(image.shape, (a / size2, c / size2), (tx, ty), len(into), shrink)
    face = image[top:bottom, left:right]
    if into.ndim == 2:
        face = cv2.cvtColor(face, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
    if shrink > 1:
        size = (max(1, (right - left) // shrink), max(1, (bottom - top) // shrink))
        face = cv2.resize(face[: size[1] * shrink, : size[0] * shrink], size, interpolation=cv2.INTER_AREA)
    # The middle of shrunk pixel i lies at shrink * i + (shrink - 1) / 2 of the region.
    x, y = left + (shrink - 1) / 2, top + (shrink - 1) / 2
    moved = np.array(
        [[a * shrink, b * shrink, a * x + b * y + tx], [c * shrink, d * shrink, c * x + d * y + ty]], np.float64
    )
    cv2.warpAffine(face, moved, into.shape[1::-1], into, cv2.INTER_LINEAR, cv2.BORDER_REPLICATE)


def _crop_edges(
    shape: tuple[int, ...], back: tuple[float, float], shift: tuple[float, float], side: int, margin: int
) -> tuple[int, int, int, int]:
    """Returns the left, top, right and bottom edge of a crop with this side, limited to the image but at least one
    pixel wide.

    `back` is the rotation and scale from the crop to the image, `shift` the shift from the image to the crop.
    """
    (cos, sin), half = back, side / 2
    x, y = half - shift[0], half - shift[1]
    middle_x, middle_y = cos * x + sin * y, cos * y - sin * x
    reach = half * (abs(cos) + abs(sin)) + margin + 1
    height, width = shape[:2]
    left, top = int(max(0, min(middle_x - reach, width - 1))), int(max(0, min(middle_y - reach, height - 1)))
    right, bottom = int(max(left + 1, min(middle_x + reach, width))), int(max(top + 1, min(middle_y + reach, height)))
    return left, top, right, bottom

"""Decodes single frames of a JPEG stream, when they are needed."""

import cv2
import numpy as np
from numpy.typing import NDArray

JPEG_START = b"\xff\xd8"


def decode_jpeg(data: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The decoded JPEG image, (height, width, 3) in BGR. None if the bytes are not a JPEG, or if OpenCV cannot
    decode them.
    """
    if data[: len(JPEG_START)].tobytes() != JPEG_START:
        return None
    try:
        image: NDArray[np.uint8] | None = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except cv2.error:  # a size or layout
        return None
    return image

"""Images for the setup view: small, as JPEG in memory, with the kiosk's masks."""

from collections.abc import Sequence

import cv2
import numpy as np

from edge.sources.camera.video import Image

WIDEST_PX = 640
QUALITY = 70

Polygon = Sequence[tuple[float, float]]


def view_jpeg(image: Image, masks: Sequence[Polygon]) -> bytes:
    """The image, at most WIDEST_PX wide, with black where a mask is. Points of masks are shares of the image size."""
    height_px, width_px = image.shape[:2]
    scale = min(1.0, WIDEST_PX / width_px)
    size = max(1, round(width_px * scale)), max(1, round(height_px * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    for mask in masks:
        corners = np.rint(np.array(mask, dtype=np.float64) * (size[0] - 1, size[1] - 1)).astype(np.int32)
        cv2.fillPoly(small, [corners], (0, 0, 0))
    is_made, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    assert is_made, "OpenCV could not encode the image as JPEG"
    return bytes(jpeg)

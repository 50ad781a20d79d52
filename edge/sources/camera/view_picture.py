"""Images for the setup view: small JPEG images in memory, with the kiosk's masks drawn in."""

from collections.abc import Sequence

import cv2
import numpy as np

from edge.sources.camera.video import Image

WIDEST_PX = 640
QUALITY = 70

Polygon = Sequence[tuple[float, float]]


def view_jpeg(image: Image, masks: Sequence[Polygon]) -> bytes:
    """The image as JPEG, at most WIDEST_PX wide and black inside the masks. Points of masks are fractions of the
    image size.
    """
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

"""Pictures of the set-up view: small, and black where a mask is."""

import cv2
import numpy as np
import pytest

from edge.sources.camera.video import Image
from edge.sources.camera.view_picture import WIDEST_PX, view_jpeg


def decoded(jpeg: bytes) -> Image:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image  # type: ignore[no-any-return]


def white(width_px: int, height_px: int) -> Image:
    return np.full((height_px, width_px, 3), 255, np.uint8)


@pytest.mark.parametrize(
    ("given", "made"),
    [((1920, 1080), (640, 360)), ((640, 480), (640, 480)), ((160, 120), (160, 120)), ((4000, 2), (640, 1))],
)
def test_a_picture_is_at_most_640_pixels_wide_and_never_enlarged(given: tuple[int, int], made: tuple[int, int]) -> None:
    height_px, width_px = decoded(view_jpeg(white(*given), ())).shape[:2]
    assert (width_px, height_px) == made
    assert width_px <= WIDEST_PX


def test_what_is_masked_is_black_and_the_rest_is_not() -> None:
    """Up to the edges of the picture; the camera's own image stays as it was."""
    image = white(1280, 720)
    corner = ((0.0, 0.0), (0.25, 0.0), (0.25, 0.5), (0.0, 0.5))
    triangle = ((1.0, 1.0), (0.75, 1.0), (1.0, 0.5))
    picture = decoded(view_jpeg(image, (corner, triangle)))
    assert picture[:176, :156].max() < 30
    assert picture[355:, 630:].max() < 30
    assert picture[:170, 176:].min() > 225
    assert picture[192:250, :470].min() > 225
    assert image.min() == 255


def test_a_picture_holds_nothing_beside_its_pixels() -> None:
    """No time, no camera, no place."""
    jpeg = view_jpeg(white(64, 36), ())
    assert jpeg.startswith(b"\xff\xd8\xff\xe0")
    assert all(name not in jpeg for name in (b"Exif", b"http", b"Adobe", b"CREATOR"))

"""Bytes of a stream of JPEGs are a picture or none, and no error."""

import cv2
import numpy as np
import pytest

from edge.sources.camera.jpeg import decode_jpeg

IMAGE = np.linspace(0, 255, 48 * 64 * 3).reshape(48, 64, 3).astype(np.uint8)


def encoded(kind: str) -> bytes:
    return bytes(cv2.imencode(kind, IMAGE)[1].tobytes())


def test_a_jpeg_is_an_image_of_three_colours() -> None:
    """Grey ones too."""
    image = decode_jpeg(np.frombuffer(encoded(".jpg"), np.uint8))
    assert image is not None
    assert np.abs(image.astype(int) - IMAGE).mean() < 6
    grey = cv2.imencode(".jpg", IMAGE[:, :, 0])[1].reshape(-1)
    made = decode_jpeg(grey)
    assert made is not None
    assert made.shape == IMAGE.shape


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"\xff\xd8", b"\xff\xd8" + bytes(100), encoded(".jpg")[:60], encoded(".png"), encoded(".bmp")],
    ids=["nothing", "one byte", "start", "zeros", "cut", "PNG", "BMP"],
)
def test_other_bytes_are_no_image(data: bytes) -> None:
    """OpenCV would read a PNG, which no camera sends."""
    assert decode_jpeg(np.frombuffer(data, np.uint8)) is None

"""Film strips for tests and for looking at pages: drawn frames as JPEG."""

import cv2
import numpy as np


def frame(second: float, width: int = 320, height: int = 180) -> bytes:
    """Frame with a sky, a sun that moves, and its second."""
    across = np.linspace(0.0, 1.0, width)[None, :, None]
    down = np.linspace(0.0, 1.0, height)[:, None, None]
    warm = 0.5 + 0.5 * np.sin(second / 4.0)
    top, bottom = np.array([200, 150, 60 + 90 * warm]), np.array([90 + 80 * warm, 170, 240])
    picture = (top * (1 - down) + bottom * down + 20 * across).clip(0, 255).astype(np.uint8)
    sun = (int(width * (0.15 + 0.7 * ((second / 30.0) % 1.0))), int(height * (0.6 - 0.3 * np.sin(second / 5.0))))
    cv2.circle(picture, sun, height // 7, (210, 240, 255), -1, cv2.LINE_AA)
    hill = np.array([[0, height], [0, int(height * 0.8)], [width // 3, int(height * 0.62)], [width, height]], np.int32)
    cv2.fillPoly(picture, [hill], (60, 90, 40), cv2.LINE_AA)
    cv2.putText(
        picture, f"{second:g}", (8, height - 10), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 1, cv2.LINE_AA
    )
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 72])[1])


def film(seconds: int, step: float = 1.0, width: int = 320, height: int = 180) -> list[tuple[float, bytes]]:
    """Frames of a whole advert, at most 60."""
    step = max(step, seconds / 60)
    return [(at, frame(at, width, height)) for at in np.arange(0, seconds, step).tolist()]

"""Films whose frames say which they are: 16 black or white cells, 4 bits for the film and 12 for the frame."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.doubles.adverts import CODECS

WIDTH_PX, HEIGHT_PX, RATE_HZ = 640, 360, 30
CELL_PX, LEFT_PX, TOP_PX = 36, 32, 140
CELLS = 16


def write_film(path: Path, film: int, seconds: float) -> Path:
    """Writes a webm (VP9) of 640x360 at 30 frames a second. `film`: 1 to 15."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"VP90"), RATE_HZ, (WIDTH_PX, HEIGHT_PX))
    assert writer.isOpened(), "this OpenCV writes no VP9"
    for picture in _pictures(film, seconds):
        writer.write(picture)
    writer.release()
    return path


def write_long_film(path: Path, film: int, seconds: float) -> Path:
    """Writes an mp4 (H.264) by the program ffmpeg, which takes a tenth of the time."""
    size = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH_PX}x{HEIGHT_PX}", "-r", str(RATE_HZ), "-i", "-"]
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *size, *CODECS["h264"], "-movflags", "+faststart"]
    with subprocess.Popen([*command, str(path)], stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for picture in _pictures(film, seconds):
            process.stdin.write(picture.tobytes())
    assert process.returncode == 0
    return path


def _pictures(film: int, seconds: float) -> Iterator[NDArray[np.uint8]]:
    for frame in range(round(seconds * RATE_HZ)):
        picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 90, np.uint8)
        picture[:, :, film % 3] = 160
        for cell in range(CELLS):
            bit = (film << 12 | frame) >> (CELLS - 1 - cell) & 1
            left = LEFT_PX + cell * CELL_PX
            picture[TOP_PX : TOP_PX + 2 * CELL_PX, left : left + CELL_PX] = 255 * bit
        yield picture


def cell_centres(stage: tuple[float, float, float, float]) -> list[tuple[int, int]]:
    """Pixels in which the cells are read, of a film that is fitted into a box (x, y, width, height) of the screen."""
    x, y, width, height = stage
    scale = min(width / WIDTH_PX, height / HEIGHT_PX)
    left, top = x + (width - WIDTH_PX * scale) / 2, y + (height - HEIGHT_PX * scale) / 2
    row = round(top + (TOP_PX + CELL_PX) * scale)
    return [(round(left + (LEFT_PX + (cell + 0.5) * CELL_PX) * scale), row) for cell in range(CELLS)]

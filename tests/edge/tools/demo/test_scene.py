"""The people of the demo, with drawings in their place: who is where and when; an empty wall is no blind camera."""

import numpy as np
import pytest

from edge.signals import Frame
from edge.sources.camera.image_checks import FreezeAndDarkDetector
from edge.sources.camera.video_file import VideoFile
from edge.tools.demo.scene import HEIGHT, RATE_HZ, TILE, WIDTH, DemoScene, Picture, walls
from tests.people import HEIGHT_PX, WIDTH_PX, Films


def drawing(value: int, height: int = TILE, width: int = TILE) -> Picture:
    return np.full((height, width, 3), value, np.uint8)


@pytest.fixture
def scene() -> DemoScene:
    return DemoScene(([drawing(250)] * 3, [drawing(5)] * 3), drawing(200, 667, 1000), present_s=2.0, away_s=1.0)


def test_people_are_there_and_then_they_are_gone(scene: DemoScene) -> None:
    """So many tiles, each in its place, while they are present; the wall alone while they are away."""
    frames = list(scene.frames(people=6))
    assert len(frames) == round(3.0 * RATE_HZ)
    assert {frame.shape for frame in frames} == {(HEIGHT, WIDTH, 3)}
    present, away = frames[: 2 * RATE_HZ], frames[2 * RATE_HZ :]
    assert all((frame == 250).all(axis=2).sum() >= TILE * TILE for frame in present)
    assert all((frame == 5).all(axis=2).sum() >= TILE * TILE for frame in present)
    assert all((frame == walls()[i % len(walls())]).all() for i, frame in enumerate(away, 2 * RATE_HZ))


def test_an_empty_wall_is_a_camera_that_sees(scene: DemoScene) -> None:
    """Neither dark nor, looked at once a second, always the same picture."""
    blindness = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    for second in range(30):
        assert blindness.check(scene.frame(second, people=0), float(second)) == "ok"


def test_the_real_people_are_on_film(films: Films) -> None:
    """Fetched, checked by sha256 and arranged: eight seconds, at the size that the tests use."""
    frames: list[Frame] = list(VideoFile(films(7), 0.0).frames())
    assert len(frames) == 8 * RATE_HZ
    assert frames[0].image.shape == (HEIGHT_PX, WIDTH_PX, 3)

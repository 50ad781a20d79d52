"""The scene of the demo, with plain tiles in place of the people. An empty wall does not count as a camera fault."""

import numpy as np
import pytest

from edge.signals import Frame
from edge.sources.camera.image_checks import FreezeAndDarkDetector
from edge.sources.camera.video_file import VideoFile
from edge.tools.demo.scene import HEIGHT, RATE_HZ, TILE, WIDTH, DemoScene, Picture, draw_empty_walls
from tests.people import HEIGHT_PX, WIDTH_PX, Films


def drawing(value: int, height: int = TILE, width: int = TILE) -> Picture:
    return np.full((height, width, 3), value, np.uint8)


@pytest.fixture
def scene() -> DemoScene:
    return DemoScene(([drawing(250)] * 3, [drawing(5)] * 3), drawing(200, 667, 1000), present_s=2.0, away_s=1.0)


def test_people_are_present_and_then_away(scene: DemoScene) -> None:
    """While the people are present, the picture has their tiles; while they are away, the wall alone."""
    frames = list(scene.draw_frames(people=6))
    assert len(frames) == round(3.0 * RATE_HZ)
    assert {frame.shape for frame in frames} == {(HEIGHT, WIDTH, 3)}
    present, away = frames[: 2 * RATE_HZ], frames[2 * RATE_HZ :]
    assert all((frame == 250).all(axis=2).sum() >= TILE * TILE for frame in present)
    assert all((frame == 5).all(axis=2).sum() >= TILE * TILE for frame in present)
    assert all(
        (frame == draw_empty_walls()[i % len(draw_empty_walls())]).all() for i, frame in enumerate(away, 2 * RATE_HZ)
    )


def test_an_empty_wall_is_no_camera_fault(scene: DemoScene) -> None:
    """At one check a second the pictures are neither dark nor always the same."""
    detector = FreezeAndDarkDetector(frozen_after_s=10.0, dark_after_s=5.0)
    for second in range(30):
        assert detector.detect_fault(scene.draw_frame(second, people=0), float(second)) == "ok"


def test_the_real_people_are_arranged_in_a_film(films: Films) -> None:
    """The media are fetched and checked by sha256. The film has eight seconds at the size that the tests use."""
    frames: list[Frame] = list(VideoFile(films(7), 0.0).read_frames())
    assert len(frames) == 8 * RATE_HZ
    assert frames[0].image.shape == (HEIGHT_PX, WIDTH_PX, 3)

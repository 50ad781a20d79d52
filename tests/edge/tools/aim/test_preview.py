"""What is seen for the technician is what the kiosk would count, and why not."""

import threading
from collections.abc import Sequence
from itertools import islice
from typing import cast

import pytest

from edge.kiosk import build
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.sources.camera.camera import Camera, CameraCondition
from edge.sources.camera.video_file import VideoFile
from edge.tools.aim.preview import LivePreview, PreviewFrame, build_preview_pipeline
from tests.people import Films

FIRST_S = 1.0  # of the films: all are there


class Showing:
    """A camera that gives these frames, and is lost for a moment before the last."""

    def __init__(self, frames: Sequence[Frame], stop: threading.Event) -> None:
        self.frames, self.stop = list(frames), stop
        self.eyes: LivePreview | None = None
        self.seen: list[PreviewFrame | None] = []
        self.condition = CameraCondition("ok", "", 0.0)

    def newest(self, timeout_s: float) -> Frame | None:
        assert self.eyes is not None
        self.seen.append(self.eyes.newest)
        if len(self.frames) == 1 and self.condition.state == "ok":
            self.condition = CameraCondition("lost", "", 0.0)
            return None
        self.condition = CameraCondition("ok", "", 0.0)
        if self.frames:
            return self.frames.pop(0)
        self.stop.set()
        return None

    def take_events(self) -> list[object]:
        return []


def looked_at(frames: Sequence[Frame], settings: Settings) -> list[PreviewFrame | None]:
    """What was seen after each of them, the loss before the last, and the end."""
    stop = threading.Event()
    camera = Showing(frames[1:], stop)
    with build_preview_pipeline(settings) as seeing:
        eyes = camera.eyes = LivePreview(cast(Camera, camera), seeing)
        eyes.run(stop, frames[0])
        return [*camera.seen, eyes.newest]


def settings(**faces: object) -> Settings:
    return Settings.model_validate({"faces": {"tiles": "whole", **faces}})


@pytest.fixture
def frames(films: Films) -> list[Frame]:
    """Two people, for a second."""
    return list(islice((f for f in VideoFile(films(2), 0.0).frames() if f.at_s >= FIRST_S), 15))


def test_people_are_people_where_they_are(frames: list[Frame]) -> None:
    """Masks and screen are not asked here: angles are those to the camera, and a masked face is one all the same."""
    everywhere = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]]
    seen = looked_at(frames, settings(masks=everywhere))[-4]
    assert seen is not None
    assert [face.seems for face in seen.faces] == ["person", "person"]
    for face in seen.faces:
        assert 24 < face.w_px <= face.h_px < 360
        assert face.x_px < face.middle[0] * 640 < face.x_px + face.w_px
        assert face.y_px < face.middle[1] * 360 < face.y_px + face.h_px
        assert abs(face.yaw_deg) < 60


def test_no_picture_is_kept_when_the_camera_is_lost_or_the_work_ends(frames: list[Frame]) -> None:
    """It is there after a frame, not after a loss, there again, and gone at the end."""
    seen = looked_at(frames[:4], settings())
    assert [looked is not None for looked in seen] == [True, True, True, False, True, False]


def test_who_is_too_small_says_so(frames: list[Frame]) -> None:
    """With the size, a technician can move the camera or change [faces] min_px."""
    seen = looked_at(frames, settings(min_px=400))[-4]
    assert seen is not None
    assert {face.seems for face in seen.faces} == {"small"}


def test_a_picture_that_hangs_still_is_a_poster(frames: list[Frame]) -> None:
    """After as long as the kiosk takes to find out."""
    still = [Frame(10.0 + 0.2 * step, frames[0].image) for step in range(50)]
    seen = [looked for looked in looked_at(still, settings()) if looked is not None]
    assert {face.seems for face in seen[2].faces} == {"person"}
    assert {face.seems for face in seen[-1].faces} == {"poster"}


def test_heads_are_measured_as_the_kiosk_measures_them() -> None:
    """By the network too, where it tells where heads point: the screen's centre must mean the same to both."""
    with build_preview_pipeline(settings()) as seeing:
        tells = "pose" in build.expression_spec(settings()).outputs
        assert (seeing.expression is not None) == tells

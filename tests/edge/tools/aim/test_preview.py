"""Preview: faces that the kiosk would count, and reasons why others do not count."""

import threading
from collections.abc import Sequence
from itertools import islice
from typing import cast

import pytest

from edge.kiosk.networks import model_spec
from edge.settings.models import ModelsSettings
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.sources.camera.camera import Camera
from edge.sources.camera.video_file import VideoFile
from edge.tools.aim.preview import LivePreview, PreviewFrame, build_preview_pipeline
from tests.people import Films

FIRST_S = 1.0  # time in the films at which all people are in view


class FakeCamera:
    """Gives these frames, and is lost once before the last."""

    def __init__(self, frames: Sequence[Frame], stop: threading.Event) -> None:
        self.frames, self.stop = list(frames), stop
        self.preview: LivePreview | None = None
        self.newest_frames: list[PreviewFrame | None] = []
        self.state = "ok"

    def newest_frame(self, timeout_s: float) -> Frame | None:
        assert self.preview is not None
        self.newest_frames.append(self.preview.newest)
        if len(self.frames) == 1 and self.state == "ok":
            self.state = "lost"
            return None
        self.state = "ok"
        if self.frames:
            return self.frames.pop(0)
        self.stop.set()
        return None

    def take_events(self) -> list[object]:
        return []


def preview_frames(frames: Sequence[Frame], settings: Settings) -> list[PreviewFrame | None]:
    """`newest` after each frame, after the loss before the last frame, and at the end."""
    stop = threading.Event()
    camera = FakeCamera(frames[1:], stop)
    with build_preview_pipeline(settings) as pipeline:
        preview = camera.preview = LivePreview(cast(Camera, camera), pipeline)
        preview.run(stop, frames[0])
        return [*camera.newest_frames, preview.newest]


def settings(**faces: object) -> Settings:
    return Settings.model_validate({"faces": {"tiles": "whole", **faces}, "models": {"use": "research"}})


@pytest.fixture
def frames(films: Films) -> list[Frame]:
    """One second with two people."""
    return list(islice((f for f in VideoFile(films(2), 0.0).read_frames() if f.at_s >= FIRST_S), 15))


def test_people_are_shown_where_they_are(frames: list[Frame]) -> None:
    """Masks and the direction to the screen are not applied: angles are to the camera, and masked faces are there."""
    everywhere = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]]
    frame = preview_frames(frames, settings(masks=everywhere))[-4]
    assert frame is not None
    assert [face.kind for face in frame.faces] == ["person", "person"]
    for face in frame.faces:
        assert 24 < face.w_px <= face.h_px < 360
        assert face.x_px < face.middle[0] * 640 < face.x_px + face.w_px
        assert face.y_px < face.middle[1] * 360 < face.y_px + face.h_px
        assert abs(face.yaw_deg) < 60


def test_no_frame_is_kept_after_a_loss_or_at_the_end(frames: list[Frame]) -> None:
    """`newest` is set after each frame, None after the loss, set again, and None at the end."""
    newest_frames = preview_frames(frames[:4], settings())
    assert [frame is not None for frame in newest_frames] == [True, True, True, False, True, False]


def test_faces_below_min_px_are_small(frames: list[Frame]) -> None:
    """A technician can then move the camera or change [faces] min_px."""
    frame = preview_frames(frames, settings(min_px=400))[-4]
    assert frame is not None
    assert {face.kind for face in frame.faces} == {"small"}


def test_a_face_that_never_moves_is_a_poster(frames: list[Frame]) -> None:
    """After the same time as in the kiosk."""
    still = [Frame(10.0 + 0.2 * step, frames[0].image) for step in range(50)]
    shown = [frame for frame in preview_frames(still, settings()) if frame is not None]
    assert {face.kind for face in shown[2].faces} == {"person"}
    assert {face.kind for face in shown[-1].faces} == {"poster"}


def test_head_pose_is_measured_as_in_the_kiosk() -> None:
    """With the network if it predicts head poses: the direction to the screen must mean the same to both."""
    with build_preview_pipeline(settings()) as pipeline:
        predicts_pose = "pose" in model_spec(settings(), "expression").outputs
        assert (pipeline.expression is not None) == predicts_pose


def test_without_a_reader_head_pose_comes_from_keypoints() -> None:
    """As in the kiosk: `[models] expression = "none"` opens no network here either."""
    unread = settings().model_copy(update={"models": ModelsSettings(expression="none")})
    with build_preview_pipeline(unread) as pipeline:
        assert pipeline.expression is None

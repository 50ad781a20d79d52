"""Counts of a camera do not show how many of its frames are wanted. That number tells if somebody is there.

An attacker reads the messages of the kiosk, which have the camera's rate and its lost frames.
"""

import os
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from edge.sources.camera.camera import Camera
from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.capture_process import CameraCaptureWorker
from edge.sources.camera.frame_buffer import FrameWriter, SkippedFrame, make_shared_memory
from edge.sources.camera.options import CameraOptions
from edge.sources.camera.video import Image, VideoOptions
from tests.doubles.mjpeg import MjpegCamera, noise, paced
from tests.edge.sources.camera.watching import now, watch

RATE_HZ = 15.0
JOB = CaptureJob("camera", VideoOptions(), RATE_HZ, loop=False, frozen_after_s=None, dark_after_s=None)
PICTURE = next(iter(noise()))


class FaultyVideo:
    """A VideoCapture: each frame is damaged with this probability."""

    def __init__(self, damaged: float) -> None:
        self._damaged, self._random = damaged, np.random.default_rng(1)

    def decode(self, into: Image | None = None) -> Image | None:
        return None if self._random.random() < self._damaged else PICTURE


class Kiosk:
    """A ParentProcessLink: keeps the kinds of messages."""

    def __init__(self, one_in: int) -> None:
        self.asked, self.kinds = str(one_in).encode(), list[str]()

    def send(self, kind: str, text: str = "") -> None:
        self.kinds.append(kind)

    def send_alive(self) -> None:
        """Sends nothing."""


@pytest.fixture
def memory_fd() -> Iterator[int]:
    fd = make_shared_memory()
    yield fd
    os.close(fd)


@pytest.mark.parametrize("damaged", [0.0, 0.1, 0.4])
def test_a_camera_with_damaged_frames_has_one_rate_whatever_is_wanted(memory_fd: int, damaged: float) -> None:
    """A frame that is left out is not decoded, so nobody knows if it is damaged: it counts like the one before it."""
    counted = {}
    for one_in in (1, 2, 3):
        kiosk, video = Kiosk(one_in), FaultyVideo(damaged)
        worker = CameraCaptureWorker(JOB, FrameWriter(memory_fd), kiosk)  # type: ignore[arg-type]
        for number in range(3000):
            worker._share_frame(video, number / RATE_HZ)  # type: ignore[arg-type]
        counted[one_in] = kiosk.kinds.count("picture") + kiosk.kinds.count("skipped")
        assert kiosk.kinds.count("picture") == pytest.approx(3000 * (1 - damaged) / one_in, rel=0.1)
    assert counted[2] == pytest.approx(counted[1], rel=0.05)
    assert counted[3] == pytest.approx(counted[1], rel=0.05)


def test_a_dark_camera_loses_as_many_frames_whatever_was_wanted_before() -> None:
    """The pipeline sees no frame of a dark camera, so what it last wanted stays. The count must not tell it."""
    black = np.zeros((240, 320, 3), np.uint8)
    # At this limit every second frame of the source is wanted after keep_one_in(3), and all that come 40 ms late pass.
    options = CameraOptions(max_rate_hz=2.4 * RATE_HZ, dark_after_s=0.3, frozen_after_s=None)
    shares = []
    for one_in in (1, 3):
        sent = Counter[str]()

        def counted(sent: Counter[str] = sent) -> Iterator[tuple[float, Image]]:
            for at_s, image in paced([*[PICTURE] * 12, *[black] * 300], RATE_HZ):
                sent["frames"] += 1
                yield at_s, image

        with MjpegCamera(counted) as source, Camera(source.url, options, now) as camera:
            watch(camera, lambda watched: bool(watched.frames))
            camera.keep_one_in(one_in)
            watch(camera, lambda _, camera=camera: camera.state == "dark")  # type: ignore[misc]
            before, sent_before = camera.counts.blind, sent["frames"]
            watch(camera, lambda _, camera=camera, before=before: camera.counts.blind > before + 35)  # type: ignore[misc]
            shares.append((camera.counts.blind - before) / (sent["frames"] - sent_before))
    assert shares == pytest.approx([1.0, 1.0], rel=0.15)


def test_a_skipped_frame_survives_its_message() -> None:
    frame = SkippedFrame(12.25, "dark", 7)
    assert SkippedFrame.from_text(frame.to_text()) == frame

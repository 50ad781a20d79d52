"""Watching a camera as a kiosk does, for the tests of this room."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from edge.events import SourceLost, SourceRestored
from edge.signals import Frame
from edge.sources.camera.camera import Camera, CameraOptions
from tests.doubles.mjpeg import MjpegCamera

KIOSK_AHEAD_S = 1_767_225_600.0
QUICK = CameraOptions(open_timeout_s=1.0, read_timeout_s=0.5)


def now() -> float:
    """A kiosk clock whose distance to the monotonic one is known."""
    return time.monotonic() + KIOSK_AHEAD_S


@dataclass
class Watched:
    """What a camera gave while somebody watched it."""

    frames: list[Frame] = field(default_factory=list)
    events: list[SourceLost | SourceRestored] = field(default_factory=list)


def watch(camera: Camera, until: Callable[[Watched], bool], within_s: float = 20.0) -> Watched:
    """Take frames and events until `until` says so."""
    seen, deadline_s = Watched(), time.monotonic() + within_s
    while not until(seen):
        assert time.monotonic() < deadline_s, f"not within {within_s} s; {camera.condition}"
        frame = camera.newest(0.1)
        seen.events += camera.take_events()
        if frame is not None:
            seen.frames.append(frame)
    return seen


def first_frame(camera: Camera) -> Frame:
    return watch(camera, lambda seen: bool(seen.frames)).frames[0]


def lost_and_back(source: MjpegCamera, camera: Camera, break_it: Callable[[], None]) -> str:
    """Break a camera that gives frames, wait for the loss, mend it, wait for its return; what the loss said."""
    good = first_frame(camera)
    break_it()
    seen = watch(camera, lambda _: camera.condition.state == "lost")
    text, last_good = camera.condition.text, (seen.frames or [good])[-1]
    assert seen.events == [SourceLost(last_good.at_s, "camera")]
    source.mode = "ok"
    seen = watch(camera, lambda seen: bool(seen.frames))
    assert seen.events == [SourceRestored(seen.frames[0].at_s, "camera")]
    assert seen.frames[0].at_s > last_good.at_s
    assert camera.condition.state == "ok"
    assert (camera.counts.lost, camera.counts.opened) == (1, 2)
    return text

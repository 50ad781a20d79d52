"""Helpers that read a camera as a kiosk does, for the tests of edge/sources."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from edge.events import SourceLost, SourceRestored
from edge.signals import Frame
from edge.sources.camera.camera import Camera
from edge.sources.camera.options import CameraOptions
from tests.doubles.mjpeg import MjpegCamera

KIOSK_AHEAD_S = 1_767_225_600.0
QUICK = CameraOptions(open_timeout_s=1.0, read_timeout_s=0.5)


def now() -> float:
    """Kiosk clock with a known distance to the monotonic one."""
    return time.monotonic() + KIOSK_AHEAD_S


@dataclass
class Watched:
    """Output of a camera while a test watched it."""

    frames: list[Frame] = field(default_factory=list)
    events: list[SourceLost | SourceRestored] = field(default_factory=list)
    pids: set[int] = field(default_factory=set)  # of the capture processes


def watch(camera: Camera, until: Callable[[Watched], bool], within_s: float = 60.0) -> Watched:
    """Take frames and events until `until` returns True; fail the test if that takes longer than `within_s`."""
    watched, deadline_s = Watched(), time.monotonic() + within_s
    while not until(watched):
        assert time.monotonic() < deadline_s, f"not within {within_s} s; {camera.state}, {camera.alerts}"
        frame = camera.newest_frame(0.1)
        watched.events += camera.take_events()
        if camera.capture_pid is not None:
            watched.pids.add(camera.capture_pid)
        if frame is not None:
            watched.frames.append(frame)
    return watched


def first_frame(camera: Camera) -> Frame:
    return watch(camera, lambda watched: bool(watched.frames)).frames[0]


def lost_and_back(source: MjpegCamera, camera: Camera, break_it: Callable[[], None]) -> str:
    """Break a working camera, wait for the loss, repair it, wait for its return. Returns the text of the loss."""
    good = first_frame(camera)
    first_pid = camera.capture_pid
    break_it()
    loss = watch(camera, lambda _: camera.state == "lost")
    text, last_good = camera.alerts[0].text, (loss.frames or [good])[-1]
    assert loss.events == [SourceLost(last_good.at_s, "camera")]
    source.mode = "ok"
    back = watch(camera, lambda watched: bool(watched.frames))
    assert back.events == [SourceRestored(back.frames[0].at_s, "camera")]
    assert back.frames[0].at_s > last_good.at_s
    assert camera.state == "ok"
    assert camera.capture_pid != first_pid
    assert {first_pid, *loss.pids, *back.pids} == {first_pid, camera.capture_pid}  # lost once, opened twice
    return text


def silence_s(text: str) -> float:
    """Seconds of silence in the text of an alert. The kiosk measures them, and a busy machine adds some tenths."""
    found = re.search(r"sent no frame for (\d+\.\d) s\.", text)
    assert found, text
    return float(found[1])

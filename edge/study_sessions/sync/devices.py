"""Devices of a clock offset measurement: opened for the measurement, and read until it ends."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk import build
from edge.kiosk.stages.camera_lock import CameraLock
from edge.settings.settings import Settings
from edge.sources.camera.camera import Camera
from edge.sources.microphone.file_microphone import FileMicrophone
from edge.sources.microphone.microphone import Microphone
from edge.study.errors import StudyError
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.machine_hold import wait_for_camera
from edge.study_sessions.sync.readings import Brightness, Levels, Readings
from edge.study_sessions.sync.stream import open_stream_channel

Value = TypeVar("Value")

WAIT_S = 0.2
FIRST_S = 20.0
"""Longest wait for a device's first value, in seconds."""


class SilentDeviceError(Exception):
    """A device sends no data."""


class FirstValueDeadline:
    """Deadline for a device's first value. `device`: name of the device for the error message."""

    def __init__(self, device: str, now: Callable[[], float]) -> None:
        self._device, self._now = device, now
        self._until_s = now() + FIRST_S
        self.has_come = False

    def check(self, alerts: str) -> None:
        """Raise SilentDeviceError if the device sent nothing in time. `alerts`: the device's own alerts."""
        if not self.has_come and self._now() > self._until_s:
            raise SilentDeviceError(
                f"study: the {self._device} sent no data within {FIRST_S:.0f} s. To find the fault, run vitrina "
                f"doctor. {alerts}"
            )


@dataclass(frozen=True)
class RecordingDevice:
    """An open device that records flashes. `read` reads it until the measurement is over: see read_device_until."""

    name: str
    readings: Readings
    alert_text: Callable[[], str]
    read: Callable[[Callable[[bool], None], Callable[[], bool]], None]


OpenDevice = Callable[[ExitStack], RecordingDevice]


def camera_opener(settings: Settings, clock: Clock) -> OpenDevice:
    """Opener of the camera, which records the brightness of its frames. The opener raises the camera's errors."""

    def open_device(undo: ExitStack) -> RecordingDevice:
        camera, brightness = undo.enter_context(open_camera(settings, clock)), Brightness()
        read = partial(read_device_until, camera.newest_frame, brightness.add)
        return RecordingDevice("camera", brightness.readings, lambda: _alert_texts(camera.alerts), read)

    return open_device


def microphone_opener(settings: Settings, clock: Clock) -> OpenDevice:
    """Opener of the microphone, which records the sound level. The opener raises StudyError and the device's errors."""

    def open_device(undo: ExitStack) -> RecordingDevice:
        microphone, levels = undo.enter_context(open_microphone(settings, clock)), Levels()
        read = partial(read_device_until, microphone.next_audio, levels.add)
        return RecordingDevice("microphone", levels.readings, lambda: _alert_texts(microphone.alerts), read)

    return open_device


def stream_opener(source: LslInput, channel: str | None, clock: Clock) -> OpenDevice:
    """Opener of one channel of a stream. `channel`: its label; None for the first. The opener raises StudyError."""

    def open_device(undo: ExitStack) -> RecordingDevice:
        reader = undo.enter_context(open_stream_channel(source, channel, clock.now))
        read = partial(read_device_until, reader.next_samples, reader.add)
        return RecordingDevice(f"stream {source.request.name}", reader.readings, lambda: "", read)

    return open_device


@contextmanager
def open_camera(settings: Settings, clock: Clock) -> Iterator[Camera]:
    """Open the camera with all its frames. A screen that is dark between flashes is not a fault here.

    Raises CameraError, and StudyError if the kiosk does not release the camera.
    """
    lock = CameraLock(settings.outbox.path)
    wait_for_camera(lock, clock.now)
    lock.take()
    options = replace(
        build.camera_options(settings),
        max_rate_hz=None,
        frozen_after_s=None,
        dark_after_s=None,
        moved_after_s=None,
        slow_below_hz=None,
    )
    try:
        with Camera(settings.camera.source, options, clock.now) as camera:
            yield camera
    finally:
        lock.release()


@contextmanager
def open_microphone(settings: Settings, clock: Clock) -> Iterator[Microphone | FileMicrophone]:
    """Open the microphone in the settings. Raises StudyError if there is none."""
    if not settings.microphone.records_sound:
        raise StudyError("study: the settings contain no microphone. Name a microphone with --microphone NAME")
    microphone = build.build_microphone(settings, clock.now)
    try:
        yield microphone
    finally:
        microphone.close()


def read_device_until(
    get: Callable[[float], Value | None],
    add: Callable[[Value], None],
    on_turn: Callable[[bool], None],
    is_over: Callable[[], bool],
) -> None:
    """Pass on frames or sound blocks until the measurement is over.

    `get` returns the next one, or None if none arrives in the given seconds. `on_turn` is called at least every WAIT_S,
    with True if a frame or block arrived.
    """
    while not is_over():
        value = get(WAIT_S)
        if value is not None:
            add(value)
        on_turn(value is not None)


def _alert_texts(alerts: Iterable[Alert]) -> str:
    return " ".join(alert.text for alert in alerts)

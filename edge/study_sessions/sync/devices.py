"""Devices of a clock offset measurement: opened for the measurement, and read until it ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from edge.clock import Clock
from edge.kiosk import build
from edge.kiosk.stages.camera_lock import CameraLock
from edge.settings.settings import Settings
from edge.sources.camera.camera import Camera
from edge.sources.microphone.file_microphone import FileMicrophone
from edge.sources.microphone.microphone import Microphone
from edge.study.errors import StudyError
from edge.study_sessions.machine_hold import wait_for_camera

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

"""`vitrina aim`: shows the camera's frame, grid, boxes and masks in the terminal, and saves masks to the settings."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from edge.clock import Clock
from edge.kiosk import build
from edge.settings.loading import LoadedSettings
from edge.signals import Frame
from edge.sources.camera.address import device_path, source_kind
from edge.sources.camera.camera import Camera, CameraError
from edge.tools.aim.canvas import terminal_depth
from edge.tools.aim.preview import LivePreview, build_preview_pipeline
from edge.tools.aim.session import AimSession
from edge.tools.aim.terminal import Terminal
from edge.tools.camera_text import camera_text, fault_text

REDRAW_S = 0.2


def run_aim(loaded: LoadedSettings) -> int:
    """Run `vitrina aim` until the technician quits.

    Raises OutputFileError without a terminal, SettingsError, CameraError and ModelFileError.
    """
    terminal = Terminal(0, 1, os.environ)  # not sys.stdin: that is None if it is closed
    settings = loaded.settings
    stop_requested = _stop_on_signals()
    clock = Clock()
    with build.build_camera(settings, clock.now) as camera:
        camera.start()
        sys.stderr.write(f"aim: waiting for the first frame of {camera.name} ...\n")
        with build_preview_pipeline(settings) as pipeline:
            first = _wait_for_first_frame(camera, settings.camera.source, stop_requested)
            preview = LivePreview(camera, pipeline)
            session = AimSession(loaded.path, settings, preview, camera, clock.now, terminal_depth())
            with _preview_thread(preview, first) as preview_run, terminal.raw_mode(), _logging_off():
                _run_session(terminal, session, preview_run, clock, stop_requested)
    return 0


def _stop_on_signals() -> threading.Event:
    """Event that the first stop signal sets. The main thread checks the event only while it holds no lock.

    An exception in the signal handler could leave a lock locked that the other thread waits for. Terminal and camera
    must be released in every case.
    """
    stop_requested = threading.Event()

    def request_stop(number: int, _: FrameType | None) -> None:
        stop_requested.set()
        signal.signal(number, signal.default_int_handler)  # a second signal stops the command at once

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, request_stop)
    return stop_requested


def _raise_if_stopped(stop_requested: threading.Event) -> None:
    if stop_requested.is_set():
        raise KeyboardInterrupt


def _run_session(
    terminal: Terminal, session: AimSession, preview_run: "Future[None]", clock: Clock, stop_requested: threading.Event
) -> None:
    due_s = 0.0
    while not session.is_over:
        _raise_if_stopped(stop_requested)
        if preview_run.done():
            preview_run.result()
        if session.handle_keys(terminal.read_keys(max(due_s - clock.now(), 0.0))) or clock.now() >= due_s:
            terminal.write(session.screen_text(terminal.size))
            due_s = clock.now() + REDRAW_S
        else:
            terminal.write(session.prompt_text(terminal.size))


def _wait_for_first_frame(camera: Camera, source: str, stop_requested: threading.Event) -> Frame:
    """Wait for the camera's first frame. Raises CameraError if none arrives.

    If the camera is lost later, the command continues, and the session shows the loss on the terminal.
    """
    while True:
        _raise_if_stopped(stop_requested)
        frame = camera.newest_frame(REDRAW_S)
        if frame is not None:
            return frame
        match camera.state:
            case "lost":
                device_exists = source_kind(source) == "device" and Path(device_path(source)).exists()
                cure = (
                    " If a kiosk is running here, it uses the camera. Stop it: systemctl stop vitrina."
                    if device_exists
                    else ""
                )
                raise CameraError(f"{fault_text(camera)}{cure}")
            case "ended" | "dark" | "frozen":
                raise CameraError(camera_text(camera))


@contextmanager
def _preview_thread(preview: LivePreview, first: Frame) -> "Iterator[Future[None]]":
    stop = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="looking") as executor:
        try:
            yield executor.submit(preview.run, stop, first)
        finally:
            stop.set()


@contextmanager
def _logging_off() -> Iterator[None]:
    """Silence log lines, which would overwrite the image. The session shows the camera's state on the terminal."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)

"""`vitrina aim`: what the camera sees, on this terminal alone, with grid, boxes and masks, which go into settings."""

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
from edge.settings import settings
from edge.signals import Frame
from edge.sources.camera.address import device_path, kind_of, why_not_opened
from edge.sources.camera.camera import Camera, CameraError
from edge.tools.aim import preview as aim_eyes
from edge.tools.aim.canvas import depth
from edge.tools.aim.preview import LivePreview
from edge.tools.aim.session import AimSession
from edge.tools.aim.terminal import Terminal

REDRAW_S = 0.2


def aim(path: Path) -> int:
    """Until quit. Raises OutputError without a terminal, SettingsError, CameraError, ModelFileError."""
    terminal = Terminal(0, 1, os.environ)  # not sys.stdin: a closed one is None
    wanted = settings.load(path)
    asked = _asked_to_end()
    clock = Clock()
    with build.build_camera(wanted, clock.now) as camera:
        camera.start()
        sys.stderr.write(f"aim: waiting for the first picture of {camera.name} ...\n")
        with aim_eyes.build_preview_pipeline(wanted) as sight:
            first = _first(camera, wanted.camera.source, asked)
            eyes = LivePreview(camera, sight)
            session = AimSession(path, wanted, eyes, camera, clock.now, depth())
            with _looking(eyes, first) as looking, terminal.taken(), _silence():
                _converse(terminal, session, looking, clock, asked)
    return 0


def _asked_to_end() -> threading.Event:
    """Set by the first signal to end, and looked at where nothing is held: an exception out of nowhere could leave a
    lock taken that the other thread waits for. The terminal is to be given back, and the camera too."""
    asked = threading.Event()

    def ask(number: int, _: FrameType | None) -> None:
        asked.set()
        signal.signal(number, signal.default_int_handler)  # whoever asks twice does not want to wait

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    return asked


def _stop_on_signal(asked: threading.Event) -> None:
    if asked.is_set():
        raise KeyboardInterrupt


def _converse(
    terminal: Terminal, session: AimSession, looking: "Future[None]", clock: Clock, asked: threading.Event
) -> None:
    due_s = 0.0
    while not session.is_over:
        _stop_on_signal(asked)
        if looking.done():
            looking.result()
        if session.type(terminal.keys(max(due_s - clock.now(), 0.0))) or clock.now() >= due_s:
            terminal.write(session.drawn(terminal.size))
            due_s = clock.now() + REDRAW_S
        else:
            terminal.write(session.prompt(terminal.size))


def _first(camera: Camera, source: str, asked: threading.Event) -> Frame:
    """Raises CameraError where there is none: later losses are told under the picture, this one ends the command."""
    while True:
        _stop_on_signal(asked)
        frame = camera.newest(REDRAW_S)
        if frame is not None:
            return frame
        match camera.condition.state:
            case "lost":
                held = kind_of(source) == "device" and Path(device_path(source)).exists()
                kiosk = " Does a kiosk run here? It holds the camera: systemctl stop vitrina." if held else ""
                raise CameraError(f"camera: {camera.name} could not be opened: {why_not_opened(source)}{kiosk}")
            case "ended" | "dark" | "frozen":
                raise CameraError(camera.condition.text)


@contextmanager
def _looking(eyes: LivePreview, first: Frame) -> "Iterator[Future[None]]":
    stop = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="looking") as executor:
        try:
            yield executor.submit(eyes.run, stop, first)
        finally:
            stop.set()


@contextmanager
def _silence() -> Iterator[None]:
    """What the log would say is said under the picture; on it, it would be a stain."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)

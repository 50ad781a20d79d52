"""Key input of the session leader: each key pressed in the terminal becomes a marker."""

import os
import select
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from edge.study.markers import ARRIVED_ERROR_S, Marker

_WAIT_S = 0.2


@contextmanager
def emit_key_markers(now: Callable[[], float], emit: Callable[[Marker], None]) -> Iterator[None]:
    """Turn pressed keys into markers while the context lasts. Does nothing if the input is not a terminal.

    Ctrl-C ends the command as usual.
    """
    if not sys.stdin.isatty():
        yield
        return
    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    closing = threading.Event()
    thread = threading.Thread(target=_read, args=(file, closing, now, emit), name="keys", daemon=True)
    tty.setcbreak(file)
    thread.start()
    try:
        yield
    finally:
        closing.set()
        thread.join()
        termios.tcsetattr(file, termios.TCSADRAIN, before)


def _read(file: int, closing: threading.Event, now: Callable[[], float], emit: Callable[[Marker], None]) -> None:
    while not closing.is_set():
        readable, _, _ = select.select([file], [], [], _WAIT_S)
        if not readable:
            continue
        at_s, pressed = now(), os.read(file, 64).decode(errors="replace")
        if not pressed:
            return
        for key in pressed:
            name = "space" if key == " " else "enter" if key in "\r\n" else key
            if name.isprintable():
                emit(Marker(at_s, "mark", name, error_s=ARRIVED_ERROR_S, origin="key"))

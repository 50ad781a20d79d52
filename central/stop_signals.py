"""Handles SIGTERM and SIGINT, which end a command that runs until it is stopped."""

import os
import signal
import threading
from contextlib import suppress

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def stop_by_signal() -> threading.Event:
    """Event that is set after SIGTERM or SIGINT.

    A signal handler interrupts the main thread, which may be holding the event's own lock. The handler therefore only
    writes to a pipe, and another thread sets the event.
    """
    stopping = threading.Event()
    read, write = os.pipe()
    os.set_blocking(write, False)

    def on_signal(*_: object) -> None:
        with suppress(BlockingIOError):  # the pipe is full of signals that are not read yet
            os.write(write, b"\0")

    def wait() -> None:
        os.read(read, 1)
        stopping.set()

    threading.Thread(target=wait, name="stop signals", daemon=True).start()
    for number in SIGNALS:
        signal.signal(number, on_signal)
    return stopping

"""SIGTERM and SIGINT, which end a kiosk."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Calls `stop` in a thread of its own after each signal, from now until the process ends.

    A signal handler interrupts the main thread, which may hold the lock that `stop` takes: the handler only writes to
    a pipe.
    """
    read, write = os.pipe()
    os.set_blocking(write, False)

    def on_signal(*_: object) -> None:
        with suppress(BlockingIOError):  # the pipe is full of signals that are not read yet
            os.write(write, b"\0")

    def wait() -> None:
        while os.read(read, 1):
            stop()

    threading.Thread(target=wait, name="stop signals", daemon=True).start()
    for number in SIGNALS:
        signal.signal(number, on_signal)

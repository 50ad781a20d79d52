"""SIGTERM and SIGINT, which end a kiosk, and SIGHUP, which makes it read its settings again."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress

STOPS = (signal.SIGTERM, signal.SIGINT)


def stop_on_signals(stop: Callable[[], None], reload: Callable[[], None] | None = None) -> None:
    """Calls `stop` or `reload` in a thread of its own after each signal, from now until the process ends.

    At a terminal SIGHUP stops: it says that the terminal was closed. One that is ignored, as under nohup, stays so. A
    signal handler interrupts the main thread, which may hold the lock that `stop` takes: the handler only writes to a
    pipe.
    """
    calls: dict[int, Callable[[], None]] = dict.fromkeys(STOPS, stop)
    if reload and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        calls[signal.SIGHUP] = stop if os.isatty(0) else reload
    read, write = os.pipe()
    os.set_blocking(write, False)

    def on_signal(number: int, _: object) -> None:
        with suppress(BlockingIOError):  # the pipe is full of signals that are not read yet
            os.write(write, bytes([number]))

    def wait() -> None:
        while number := os.read(read, 1):
            calls[number[0]]()

    threading.Thread(target=wait, name="stop signals", daemon=True).start()
    for number in calls:
        signal.signal(number, on_signal)

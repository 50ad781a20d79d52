"""Signal handling: SIGTERM and SIGINT stop a kiosk, and SIGHUP makes it read its settings again."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress

from edge.supervised_thread import SupervisedThread

STOPS = (signal.SIGTERM, signal.SIGINT)
_MANY = 65_536  # bytes: all that a pipe holds


def stop_on_signals(stop: Callable[[], None], reload: Callable[[], None] | None = None) -> None:
    """Calls `stop` after each SIGTERM or SIGINT, and `reload` after each SIGHUP, until the process ends. Signals that
    arrive during a call cause one more call.

    `stop` and `reload` run in separate threads, so a reload that fails or blocks does not delay a stop. In a terminal,
    SIGHUP stops the kiosk, because it means that the terminal was closed. An ignored SIGHUP, as under nohup, stays
    ignored.
    """
    stopping = _SignalThread(stop, "stop")
    for number in STOPS:
        signal.signal(number, stopping.on_signal)
    if reload and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        hangup = stopping if os.isatty(0) else _SignalThread(reload, "reload")
        signal.signal(signal.SIGHUP, hangup.on_signal)


class _SignalThread:
    """Calls `act` in a thread after each signal. Retries a failed call until it succeeds, with increasing waits.

    A signal handler interrupts the main thread, which may hold the lock that `act` acquires. So the handler only writes
    to a pipe.
    """

    def __init__(self, act: Callable[[], None], name: str) -> None:
        self._act = act
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        SupervisedThread(self._heed, name).start()

    def on_signal(self, *_: object) -> None:
        with suppress(BlockingIOError):  # the pipe is full of signals that are not read yet
            os.write(self._write, b"\0")

    def _heed(self) -> None:
        while os.read(self._read, _MANY):
            try:
                self._act()
            except BaseException:
                self.on_signal()
                raise

"""The end of the demo that its user asks for: by Ctrl-C, or by a signal."""

import os
import select
import signal
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # SIGHUP: a closed terminal must not leave a broker behind
INTERRUPT = b"\x03"  # of the key Ctrl-C


def interrupt_on_signals() -> None:
    """Lets every signal raise KeyboardInterrupt, for the time in which no thread runs yet."""
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)


class StopRequest:
    """Tells that the user wants the end.

    The first signal sets it: an exception could leave a lock taken, and what the kiosk has not sent would be lost. A
    second signal interrupts.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        for number in SIGNALS:
            signal.signal(number, self._ask)

    @property
    def is_asked(self) -> bool:
        """True from the first signal on."""
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        """Waits so long at most. True if the end is wanted."""
        return self._asked.wait(seconds)

    def _ask(self, number: int, _: FrameType | None) -> None:
        self._asked.set()
        signal.signal(number, signal.default_int_handler)


@contextmanager
def own_interrupt_key(fd: int = 0) -> Iterator[None]:
    """Makes Ctrl-C a key that interrupts this process alone, during the `with`. Nothing happens without a terminal.

    The terminal would send SIGINT to all processes in its foreground: `make` would end with an error, and a broker
    before the kiosk that still has something to send.
    """
    if not _is_in_foreground(fd):
        yield
        return
    before = termios.tcgetattr(fd)
    changed = termios.tcgetattr(fd)
    changed[3] &= ~(termios.ISIG | termios.ICANON | termios.ECHO)
    changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
    wake_read, wake_write = os.pipe()
    reader = threading.Thread(target=_read_keys, args=(fd, wake_read), name="demo keys", daemon=True)
    try:
        termios.tcsetattr(fd, termios.TCSANOW, changed)
        reader.start()
        yield
    finally:
        os.write(wake_write, b"\0")
        reader.join()
        with suppress(termios.error):  # the terminal was closed
            termios.tcsetattr(fd, termios.TCSANOW, before)
        os.close(wake_read)
        os.close(wake_write)


def _is_in_foreground(fd: int) -> bool:
    """True if this process may change the terminal. One in the background would be stopped."""
    try:
        return os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return False


def _read_keys(fd: int, wake_fd: int) -> None:
    while True:
        ready, _, _ = select.select([fd, wake_fd], [], [])
        if wake_fd in ready:
            return
        try:
            keys = os.read(fd, 1024)
        except OSError:
            keys = b""
        if not keys or INTERRUPT in keys:
            os.kill(os.getpid(), signal.SIGINT if keys else signal.SIGHUP)
        if not keys:
            return

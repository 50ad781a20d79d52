"""Stops the demo when the user presses Ctrl-C or a signal arrives."""

import os
import select
import signal
import termios
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # SIGHUP: a closed terminal must not leave a broker behind
INTERRUPT = b"\x03"  # of the key Ctrl-C


def raise_interrupt_on_signals() -> None:
    """Make every stop signal raise KeyboardInterrupt. Use this only before any thread runs."""
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)


class StopRequest:
    """Stores whether the user wants the demo to end.

    A signal sets it. An exception instead could leave a lock locked, and then the kiosk's unsent messages would be
    lost. A second Ctrl-C interrupts. The other signals may arrive twice, from the system and from a shell, and do not
    interrupt.
    """

    def __init__(self) -> None:
        # a pipe and no Event: its lock may be held by the thread that a signal interrupts
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        # Python runs `_ask` only between two of its instructions. A signal that arrives just before `select` blocks
        # would be seen after it. This makes the signal itself write to the pipe.
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        self._terminals = [output for output in (1, 2) if os.isatty(output)]
        for number in SIGNALS:
            signal.signal(number, self._ask)

    def wait(self, seconds: float) -> bool:
        """Wait at most this number of seconds. Returns True if the user wants the demo to end."""
        return bool(select.select([self._wake_read], [], [], seconds)[0])

    def _ask(self, number: int, _: FrameType | None) -> None:
        if number == signal.SIGINT:
            signal.signal(number, signal.default_int_handler)
        _discard(output for output in self._terminals if not os.isatty(output))  # it was closed


@contextmanager
def handle_ctrl_c_as_key(fd: int = 0) -> Iterator[None]:
    """Make Ctrl-C a key that interrupts only this process while the `with` block lasts. No effect without a terminal.

    Otherwise the terminal would send SIGINT to all processes in its foreground: `make` would end with an error, and a
    broker would end before the kiosk has sent everything.
    """
    if not _is_in_foreground(fd):
        yield
        return
    before = termios.tcgetattr(fd)
    changed = termios.tcgetattr(fd)
    changed[3] &= ~(termios.ISIG | termios.ICANON | termios.ECHO)
    changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0
    wake_read, wake_write = os.pipe()
    terminal = os.fstat(fd).st_rdev
    printed = [output for output in (1, 2) if os.isatty(output) and os.fstat(output).st_rdev == terminal]
    reader = threading.Thread(target=_read_keys, args=(fd, wake_read, printed), name="demo keys", daemon=True)
    reader.start()
    try:
        termios.tcsetattr(fd, termios.TCSANOW, changed)
        yield
    finally:
        os.write(wake_write, b"\0")
        reader.join()
        with suppress(termios.error):  # the terminal was closed
            termios.tcsetattr(fd, termios.TCSANOW, before)
        os.close(wake_read)
        os.close(wake_write)


def _is_in_foreground(fd: int) -> bool:
    """True if this process may change the terminal's settings. A background process that tried would be stopped."""
    try:
        return os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return False


def _read_keys(fd: int, wake_fd: int, printed: Sequence[int]) -> None:
    """Read keys until Ctrl-C, or until the terminal closes. `printed`: files that are also open on the terminal."""
    while True:
        ready, _, _ = select.select([fd, wake_fd], [], [])
        if wake_fd in ready:
            return
        try:
            keys = os.read(fd, 1024)
        except OSError:
            keys = b""
        if not keys:
            _discard(printed)  # before the signal: for a moment the terminal looks open, and the next line fails
            os.kill(os.getpid(), signal.SIGHUP)
            return
        if INTERRUPT in keys:
            os.kill(os.getpid(), signal.SIGINT)


def _discard(outputs: Iterable[int]) -> None:
    """Silently discard everything printed to these files from now on."""
    for output in outputs:
        os.dup2(os.open(os.devnull, os.O_WRONLY), output)

"""The terminal as a place to draw on and to hear keys from; left as it was found, whatever happens."""

import os
import select
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from edge.tools.output_files import OutputError

_BEGIN = "\x1b[?1049h\x1b[2J"  # a screen of its own, which is not scrolled back to
_END = "\x1b[0m\x1b[2J\x1b[H\x1b[?1049l"  # emptied before: not every terminal has a second one
_USUAL_SIZE = (80, 24)
_MOST_BYTES = 1024


class Terminal:
    """Two descriptors of one terminal."""

    def __init__(self, read_fd: int, write_fd: int, environment: "os._Environ[str] | Mapping[str, str]") -> None:
        """Raises OutputError where it is none that can be drawn on."""
        if not (os.isatty(read_fd) and os.isatty(write_fd)):
            raise OutputError(
                "aim: the picture is drawn on a terminal and goes nowhere else, and this is no terminal. "
                "Run it without | and >, at the kiosk or with ssh -t. Nothing was started."
            )
        if environment.get("TERM", "dumb") == "dumb":
            raise OutputError("aim: this terminal cannot be drawn on (TERM=dumb). Use another. Nothing was started.")
        self._read_fd, self._write_fd = read_fd, write_fd

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        columns, lines = os.get_terminal_size(self._write_fd)
        return (columns, lines) if columns and lines else _USUAL_SIZE

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Keys come one by one and unseen, on an empty screen. Ctrl-C still interrupts; others do nothing of theirs:
        Ctrl-S and Ctrl-Z would leave a picture standing, and Ctrl-\\ could leave it in a file, as a core dump."""
        before = termios.tcgetattr(self._read_fd)
        try:
            now = termios.tcgetattr(self._read_fd)
            now[0] &= ~termios.IXON
            now[3] &= ~(termios.ECHO | termios.ICANON)
            now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
            for key in (termios.VSUSP, termios.VQUIT):
                now[6][key] = b"\0"
            termios.tcsetattr(self._read_fd, termios.TCSAFLUSH, now)
            self.write(_BEGIN)
            yield
        finally:
            with suppress(termios.error):  # it was closed
                termios.tcflush(self._read_fd, termios.TCIFLUSH)  # what was typed for us is nothing for the shell
                termios.tcsetattr(self._read_fd, termios.TCSANOW, before)  # not once all is drawn: that may be never
            with suppress(OutputError):
                self.write(_END)

    def keys(self, timeout_s: float) -> bytes:
        """What was typed, within so long; nothing else. Raises OutputError where the terminal was closed."""
        if not select.select([self._read_fd], [], [], timeout_s)[0]:
            return b""
        with suppress(OSError):
            if keys := os.read(self._read_fd, _MOST_BYTES):
                return keys
        raise OutputError("aim: the terminal was closed. What was not saved is lost.")

    def write(self, text: str) -> None:
        """Raises OutputError where the terminal was closed."""
        left = memoryview(text.encode("utf-8"))
        try:
            while left:
                left = left[os.write(self._write_fd, left) :]
        except OSError:
            raise OutputError("aim: the terminal was closed. What was not saved is lost.") from None

"""Terminal that is drawn on and read key by key. Its modes are always restored."""

import os
import select
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from edge.tools.output_files import OutputFileError

_BEGIN = "\x1b[?1049h\x1b[2J"  # the alternate screen, which has no scrollback
_END = "\x1b[0m\x1b[2J\x1b[H\x1b[?1049l"  # cleared first: not every terminal has an alternate screen
_USUAL_SIZE = (80, 24)
_MOST_BYTES = 1024


class Terminal:
    """Terminal with two file descriptors, one for reading and one for writing."""

    def __init__(self, read_fd: int, write_fd: int, environment: "os._Environ[str] | Mapping[str, str]") -> None:
        """Raises OutputFileError if the descriptors are not a terminal, or if the terminal cannot be drawn on."""
        if not (os.isatty(read_fd) and os.isatty(write_fd)):
            raise OutputFileError(
                "aim: the output is not a terminal, but frames can only be drawn in a terminal. Run the command "
                "without | and >, at the kiosk or with ssh -t. Nothing was started."
            )
        if environment.get("TERM", "dumb") == "dumb":
            raise OutputFileError(
                "aim: this terminal cannot show frames (TERM=dumb). Use another terminal. Nothing was started."
            )
        self._read_fd, self._write_fd = read_fd, write_fd

    @property
    def size(self) -> tuple[int, int]:
        """Number of columns and lines of the terminal."""
        columns, lines = os.get_terminal_size(self._write_fd)
        return (columns, lines) if columns and lines else _USUAL_SIZE

    @contextmanager
    def raw_mode(self) -> Iterator[None]:
        r"""Clear the screen, and read keys one by one without echo while the context lasts.

        Ctrl-C still interrupts. Other control keys have no special effect: Ctrl-S and Ctrl-Z would leave the frame on
        the screen, and Ctrl-\ could write it to a core dump.
        """
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
            with suppress(termios.error):  # the terminal was closed
                termios.tcflush(self._read_fd, termios.TCIFLUSH)  # the shell must not read keys meant for us
                termios.tcsetattr(self._read_fd, termios.TCSANOW, before)  # not TCSADRAIN: output may never finish
            with suppress(OutputFileError):
                self.write(_END)

    def read_keys(self, timeout_s: float) -> bytes:
        """Keys typed within `timeout_s`, or an empty text. Raises OutputFileError if the terminal was closed."""
        if not select.select([self._read_fd], [], [], timeout_s)[0]:
            return b""
        with suppress(OSError):
            if keys := os.read(self._read_fd, _MOST_BYTES):
                return keys
        raise OutputFileError("aim: the terminal was closed. Changes that were not saved are lost.")

    def write(self, text: str) -> None:
        """Write text to the terminal. Raises OutputFileError if the terminal was closed."""
        left = memoryview(text.encode("utf-8"))
        try:
            while left:
                left = left[os.write(self._write_fd, left) :]
        except OSError:
            raise OutputFileError("aim: the terminal was closed. Changes that were not saved are lost.") from None

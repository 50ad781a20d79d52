"""A terminal with a program in it, and a person who reads its screen and presses keys."""

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
PATIENCE_S = 60.0


@dataclass
class TerminalWithProgram:
    """`see` waits for output since the last `see`. `output` has all bytes."""

    screen_fd: int
    terminal_fd: int
    process: "subprocess.Popen[bytes]"
    output: bytes = b""
    _seen: int = 0

    def see(self, *texts: str, patience_s: float = PATIENCE_S) -> str:
        """Waits until the program shows one of the texts. Returns what it showed since the last call."""
        until_s = time.monotonic() + patience_s
        while not self._shows(texts):
            has_ended = self.process.poll() is not None  # before the read, which then gets all that it wrote
            if (not self._read(0.2) and has_ended) or time.monotonic() > until_s:
                raise AssertionError(f"{texts} was not shown, but: {self._text()[-3000:]}")
        text, self._seen = self._text(), len(self.output)
        return text

    def type(self, line: str) -> None:
        self.press(f"{line}\r".encode())

    def press(self, keys: bytes) -> None:
        os.write(self.screen_fd, keys)

    def leave(self, patience_s: float = PATIENCE_S) -> int:
        """Waits for the end of the program, whose output never blocks. Returns its exit code."""
        until_s = time.monotonic() + patience_s
        while self.process.poll() is None and time.monotonic() < until_s:
            self._read(0.05)
        while self._read(0.0):
            pass
        return self.process.wait(0)

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.terminal_fd)

    def text(self) -> str:
        """All that was shown, without escape codes."""
        return CODES.sub("", self.output.decode("utf-8", "ignore"))

    def _shows(self, texts: Sequence[str]) -> bool:
        """True if one of the texts is shown, also where the program has wrapped it."""
        shown = self._text()
        return any(text in shown or text in " ".join(shown.split()) for text in texts)

    def _text(self) -> str:
        return CODES.sub("", self.output[self._seen :].decode("utf-8", "ignore"))

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self.screen_fd], [], [], timeout_s)[0]:
            return False
        new = os.read(self.screen_fd, 1 << 16)
        self.output += new
        return bool(new)


@contextmanager
def in_terminal(
    command: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    size: tuple[int, int] = (80, 24),
) -> Iterator[TerminalWithProgram]:
    """A terminal of `size`, columns and lines, whose foreground is the program, so that Ctrl-C reaches it."""
    screen_fd, terminal_fd = os.openpty()
    fcntl.ioctl(terminal_fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    process = subprocess.Popen(
        command,
        stdin=terminal_fd,
        stdout=terminal_fd,
        stderr=terminal_fd,
        cwd=cwd,
        env=dict(os.environ if environment is None else environment),
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    terminal = TerminalWithProgram(screen_fd, terminal_fd, process)
    try:
        yield terminal
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(PATIENCE_S)
        os.close(terminal.screen_fd)
        os.close(terminal.terminal_fd)

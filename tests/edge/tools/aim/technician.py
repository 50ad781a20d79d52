"""Runs the real `vitrina aim` in a pseudo-terminal: reads its screen and types like a technician."""

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.system import shop

CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
COLUMNS, LINES = 120, 40


@dataclass
class Technician:
    """Technician at the terminal. `see` waits for output since the last `see`."""

    screen_fd: int
    terminal_fd: int
    process: "subprocess.Popen[bytes]"
    _unread: bytes = b""
    output: bytes = b""  # all bytes since the start

    def see(self, *texts: str) -> str:
        """Wait until the command prints one of `texts`. Returns the output since the last call."""
        until_s = time.monotonic() + shop.PATIENCE_S
        while not any(text in self._text() for text in texts):
            if not self._read(0.2) and (time.monotonic() > until_s or self.process.poll() is not None):
                raise AssertionError(f"{texts} was not shown, but: {self._text()[-4000:]}")
        text, self._unread = self._text(), b""
        return text

    def type(self, line: str) -> None:
        os.write(self.screen_fd, f"{line}\r".encode())

    def press(self, key: bytes) -> None:
        os.write(self.screen_fd, key)

    def leave(self) -> int:
        """Wait until the command ends, and return its exit code. Reads all output, so that the command never blocks."""
        until_s = time.monotonic() + shop.PATIENCE_S
        while self.process.poll() is None and time.monotonic() < until_s:
            self._read(0.05)
        while self._read(0.0):
            pass
        return self.process.wait(0)

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.terminal_fd)

    def _text(self) -> str:
        return CODES.sub("", self._unread.decode("utf-8", "ignore"))

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self.screen_fd], [], [], timeout_s)[0]:
            return False
        new = os.read(self.screen_fd, 1 << 16)
        self._unread += new
        self.output += new
        return bool(new)


@contextmanager
def at_work(config: Path) -> Iterator[Technician]:
    """Start `vitrina aim` in the folder of its settings. Its home and temporary files are below that folder too."""
    screen_fd, terminal_fd = os.openpty()
    fcntl.ioctl(terminal_fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    environment = shop.environment(config.parent, PYTHONPATH=str(shop.ROOT), TERM="xterm-256color")
    process = subprocess.Popen(
        shop.command("aim", "--config", config),
        stdin=terminal_fd,
        stdout=terminal_fd,
        stderr=terminal_fd,
        cwd=config.parent,
        env=environment,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C reaches it
    )
    try:
        yield Technician(screen_fd, terminal_fd, process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(shop.PATIENCE_S)
        os.close(screen_fd)
        os.close(terminal_fd)

"""A technician at a terminal of their own: the real `vitrina aim` in a pseudo-terminal, seen and typed at."""

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
    """What `see` was shown is forgotten: it waits for news."""

    screen_fd: int
    terminal_fd: int
    process: "subprocess.Popen[bytes]"
    _shown: bytes = b""
    was_shown: bytes = b""  # all of it

    def see(self, *texts: str) -> str:
        """Wait until one of them stands on the screen; what stood there since the last time comes back."""
        until_s = time.monotonic() + shop.PATIENCE_S
        while not any(text in self._read() for text in texts):
            if not self._take(0.2) and (time.monotonic() > until_s or self.process.poll() is not None):
                raise AssertionError(f"{texts} was not shown, but: {self._read()[-4000:]}")
        seen, self._shown = self._read(), b""
        return seen

    def type(self, line: str) -> None:
        os.write(self.screen_fd, f"{line}\r".encode())

    def press(self, key: bytes) -> None:
        os.write(self.screen_fd, key)

    def leave(self) -> int:
        """Wait until the command has ended; its exit code. What it still shows is taken, or it would wait for that."""
        until_s = time.monotonic() + shop.PATIENCE_S
        while self.process.poll() is None and time.monotonic() < until_s:
            self._take(0.05)
        while self._take(0.0):
            pass
        return self.process.wait(0)

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.terminal_fd)

    def _read(self) -> str:
        return CODES.sub("", self._shown.decode("utf-8", "ignore"))

    def _take(self, within_s: float) -> bool:
        if not select.select([self.screen_fd], [], [], within_s)[0]:
            return False
        new = os.read(self.screen_fd, 1 << 16)
        self._shown += new
        self.was_shown += new
        return bool(new)


@contextmanager
def at_work(config: Path) -> Iterator[Technician]:
    """`vitrina aim`, started in the folder of its settings, below which its home and temporary files are too."""
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

"""A real mpv without a window, driven by its socket; and a socket that says what a test wants."""

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.doubles.waiting import wait_until

needs_mpv = pytest.mark.skipif(shutil.which("mpv") is None, reason="no mpv: apt-get install mpv")
QUIET = ("--no-config", "--idle=yes", "--ao=null", "--really-quiet", "--prefetch-playlist=yes")


@dataclass
class Mpv:
    """A player that runs."""

    process: "subprocess.Popen[bytes]"
    path: Path

    def command(self, *words: object) -> None:
        """Sends a command, and waits for its answer."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
            control.settimeout(20)
            control.connect(str(self.path))
            control.sendall(json.dumps({"command": words, "request_id": 1}).encode() + b"\n")
            lines = control.makefile("rb")
            while json.loads(lines.readline()).get("request_id") != 1:
                pass


@contextmanager
def mpv(path: Path, files: Sequence[Path] = (), *more: str, display: str | None = None) -> Iterator[Mpv]:
    """Runs mpv with a socket. `display`: X display that it draws on; without one it draws nowhere."""
    output = ["--vo=x11", "--fullscreen", "--force-window=yes"] if display else ["--vo=null"]
    command = ["mpv", *QUIET, *output, f"--input-ipc-server={path}", *more, *map(str, files)]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(path.parent), **({"DISPLAY": display} if display else {})}
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)
    try:
        wait_until(path.exists, "mpv's socket")
        yield Mpv(process, path)
    finally:
        process.kill()
        process.wait(20)


class FakeMpv:
    """A socket that sends bytes to whoever connects, and answers nothing. `connections`: how often somebody did."""

    def __init__(self, path: Path, says: bytes) -> None:
        self._says = says
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen()
        self.connections = 0
        self._clients: list[socket.socket] = []

    def serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._clients.append(client)
            with suppress(OSError):
                client.sendall(self._says)

    def close(self) -> None:
        for each in (self._listener, *self._clients):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def fake_mpv(path: Path, says: bytes) -> Iterator[FakeMpv]:
    """Runs the socket in a thread."""
    it = FakeMpv(path, says)
    thread = threading.Thread(target=it.serve, name="fake mpv", daemon=True)
    thread.start()
    try:
        yield it
    finally:
        it.close()
        thread.join(10)

"""What a process that reads a source knows of the kiosk that started it: one end of a socket, and silence elsewhere."""

import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress

ALIVE_EVERY_S = 0.25
LARGEST_JOB = 65536
_END_WITHIN_S = 0.5


class ParentLink:
    """The kiosk's end of the socket: what is told to it, and whether it still wants anything."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._sent_s = time.monotonic()
        self.gone = threading.Event()

    def send(self, word: str, text: str = "") -> None:
        """Tell the kiosk; a picture or a sign of life that it has no room for is left out, since more will come."""
        self.send_bytes(f"{word}\n{text}".encode(), waits=word not in ("picture", "alive"))

    def send_bytes(self, data: bytes, *, waits: bool = True) -> None:
        """Hand the kiosk these bytes; one who waits, waits until there is room for them."""
        self._sent_s = time.monotonic()
        try:
            self._link.send(data, 0 if waits else socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            self.gone.set()

    def send_alive(self) -> None:
        """A sign of life, if nothing was told for a while."""
        if time.monotonic() - self._sent_s >= ALIVE_EVERY_S:
            self.send("alive")

    def end_with_it(self) -> None:
        """Wait until the kiosk closes its end or dies; then end this process, even if a read hangs."""
        with suppress(OSError):  # it died with words of ours unread
            while self._link.recv(1):
                continue
        self.gone.set()
        time.sleep(_END_WITHIN_S)  # for the main thread to let go of its camera or microphone
        if os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)  # with what this process has started itself
        os._exit(1)


class SourceLostError(Exception):
    """The source gives no more; the text says why."""


def silence_output() -> None:
    """Silence the native libraries, which print addresses with their passwords; Python's own errors are still seen."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="replace")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)

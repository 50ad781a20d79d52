"""Connection from a capture process to the kiosk that started it: one end of a socket. All other output is
suppressed.
"""

import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress

ALIVE_EVERY_S = 0.25
LARGEST_JOB = 65536
_LARGEST_REQUEST = 16
_FREQUENT = ("picture", "skipped", "alive")
_END_WITHIN_S = 0.5


class ParentProcessLink:
    """Connection to the kiosk. It sends messages, stores the kiosk's last request, and sets `gone` when the kiosk
    closes the connection or dies.
    """

    def __init__(self, link: socket.socket, extra_end_s: float = 0.0) -> None:
        """`extra_end_s`: seconds that the source needs to close, in addition to half a second."""
        self._link = link
        self._sent_s = time.monotonic()
        self.asked = b""  # last request of the kiosk, after the job
        self.gone = threading.Event()
        self._end_within_s = _END_WITHIN_S + extra_end_s

    def send(self, kind: str, text: str = "") -> None:
        """Send one message to the kiosk.

        Messages of the kinds _FREQUENT are dropped when the socket is full, because more of them will follow.
        """
        self.send_bytes(f"{kind}\n{text}".encode(), blocking=kind not in _FREQUENT)

    def send_bytes(self, data: bytes, *, blocking: bool = True) -> None:
        """Send `data` to the kiosk. With `blocking`, wait until there is room; otherwise drop the data if there is
        none.
        """
        self._sent_s = time.monotonic()
        try:
            self._link.send(data, 0 if blocking else socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            self.gone.set()

    def send_alive(self) -> None:
        """Send a sign of life if nothing has been sent for ALIVE_EVERY_S seconds."""
        if time.monotonic() - self._sent_s >= ALIVE_EVERY_S:
            self.send("alive")

    def exit_with_parent(self) -> None:
        """Receive requests until the kiosk closes its end or dies. Then end this process, even if a read blocks."""
        with suppress(OSError):  # the kiosk died with unread messages in the socket
            while request := self._link.recv(_LARGEST_REQUEST):
                self.asked = request
        self.gone.set()
        time.sleep(self._end_within_s)  # time for the main thread to close its camera or microphone
        if os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)  # includes the processes that this one started
        os._exit(1)


class SourceLostError(Exception):
    """The source delivers no more data. The text explains why."""


def silence_output() -> None:
    """Suppress the output of native libraries, which print addresses with their passwords. Python's own errors stay
    visible.
    """
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="replace")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)

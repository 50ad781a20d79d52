"""The service manager's socket: takes the time of each beat of the watchdog."""

import socket
import threading
import time
from itertools import pairwise
from pathlib import Path

BEAT_S = 0.5


class Beats:
    """Receives the beats of a kiosk that runs with `environment`. It beats each second, as long as its stages work."""

    def __init__(self, address: Path) -> None:
        self.environment = {"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": str(int(3 * BEAT_S * 1e6))}
        self._at_s: list[float] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(address))
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def longest_s(self) -> float:
        """Longest time between two beats so far, or since the last one."""
        return max((later - earlier for earlier, later in pairwise([*self._at_s, time.monotonic()])), default=0.0)

    def close(self) -> None:
        self._socket.close()

    def _read(self) -> None:
        while True:
            try:
                message = self._socket.recv(4096)
            except OSError:
                return
            if message == b"WATCHDOG=1":
                self._at_s.append(time.monotonic())

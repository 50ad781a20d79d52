"""What systemd is told: ready, alive because there is progress, what is going on, stopping. Nothing without systemd.

The protocol is a datagram of KEY=VALUE lines to the socket named in $NOTIFY_SOCKET (sd_notify(3)).
"""

import os
import socket
import time
from collections.abc import Callable, Mapping

LONGEST_STATUS = 200


class SystemdNotifier:
    """One kiosk's voice. A message that cannot be delivered is dropped: the service manager judges silence itself."""

    def __init__(
        self, environment: Mapping[str, str] = os.environ, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._every_s = _watchdog_s(environment)
        self._monotonic = monotonic
        self._fed_s = float("-inf")
        self._status: str | None = None

    def ready(self) -> None:
        """The settings are good and the parts are there; whether the camera gives pictures is another matter."""
        self._send("READY=1")

    def progress(self) -> None:
        """Something was done that a hung kiosk would not do. Feeds the watchdog no more often than it needs."""
        now_s = self._monotonic()
        if self._every_s is not None and now_s - self._fed_s >= self._every_s:
            self._fed_s = now_s
            self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """A line for `systemctl status`, sent where it is another than before."""
        if text != self._status:
            self._status = text
            self._send(f"STATUS={text.splitlines()[0][:LONGEST_STATUS]}")

    def stopping(self) -> None:
        self._send("STOPPING=1")

    def _send(self, words: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
                door.setblocking(False)
                door.sendto(words.encode(), self._address)
        except OSError:
            return


def _watchdog_s(environment: Mapping[str, str]) -> float | None:
    """How often to feed the watchdog: at a third of its patience; None where there is none, or it is not for us."""
    text, pid = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
    if not text.isdecimal() or int(text) == 0 or (pid and pid != str(os.getpid())):
        return None
    return int(text) / 1e6 / 3

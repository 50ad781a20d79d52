"""Notifications to systemd: ready, watchdog, status line, stopping. Does nothing without systemd.

The protocol is a datagram of KEY=VALUE lines to the socket named in $NOTIFY_SOCKET (sd_notify(3)).
"""

import os
import socket
import time
from collections.abc import Callable, Mapping

LONGEST_STATUS = 200


class SystemdNotifier:
    """Sends the notifications of one kiosk. Drops a notification that cannot be delivered, because systemd reacts to
    missing notifications.
    """

    def __init__(
        self, environment: Mapping[str, str] = os.environ, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._every_s = _watchdog_s(environment)
        self._monotonic = monotonic
        self._watchdog_s = float("-inf")
        self._is_watchdog_changed = False
        self._status: str | None = None

    def extend_timeout(self, seconds: float) -> None:
        """Asks systemd to wait the given time longer for `notify_ready`. This extends the start timeout, or the
        watchdog timeout if the service was ready before, because no watchdog messages are sent until then.
        """
        self._send(f"EXTEND_TIMEOUT_USEC={round(seconds * 1e6)}")
        if self._every_s is not None:
            self._set_watchdog(seconds)
            self._is_watchdog_changed = True

    def notify_ready(self) -> None:
        """Reports that the settings are valid and all parts are built. The camera may still be opening."""
        if self._every_s is not None and self._is_watchdog_changed:
            self._set_watchdog(3 * self._every_s)
            self._is_watchdog_changed = False
        self._send("READY=1")

    def notify_progress(self) -> None:
        """Reports that the kiosk makes progress; a frozen kiosk does not call this. Sends WATCHDOG=1 no more often
        than needed.
        """
        now_s = self._monotonic()
        if self._every_s is not None and now_s - self._watchdog_s >= self._every_s:
            self._watchdog_s = now_s
            self._send("WATCHDOG=1")

    def set_status_text(self, text: str) -> None:
        """Sets the status line in `systemctl status`. Sends it only if it has changed."""
        if text != self._status:
            self._status = text
            self._send(f"STATUS={text.splitlines()[0][:LONGEST_STATUS]}")

    def notify_reloading(self) -> None:
        """Reports that a reload of the settings has started. It lasts until `notify_ready`."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={round(self._monotonic() * 1e6)}")

    def notify_stopping(self) -> None:
        self._send("STOPPING=1")

    def _set_watchdog(self, timeout_s: float) -> None:
        self._watchdog_s = self._monotonic()
        self._send(f"WATCHDOG_USEC={round(timeout_s * 1e6)}\nWATCHDOG=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
                client.setblocking(False)
                client.sendto(message.encode(), self._address)
        except OSError:
            return


def _watchdog_s(environment: Mapping[str, str]) -> float | None:
    """Interval between two watchdog messages, in seconds: a third of the timeout. None if systemd has no watchdog for
    this process.
    """
    text, pid = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
    if not text.isdecimal() or int(text) == 0 or (pid and pid != str(os.getpid())):
        return None
    return int(text) / 1e6 / 3

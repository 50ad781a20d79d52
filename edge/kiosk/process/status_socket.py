"""Server and client for the kiosk's status: one JSON object per connection to a Unix socket on this kiosk.

The socket is beside the outbox. A status file would still say "sensing" after a crash, and would need frequent writes
to the disk.
"""

import errno
import json
import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import TracebackType

from pydantic import TypeAdapter

from edge.kiosk.state.status import KioskStatus
from edge.supervised_thread import SupervisedThread

log = logging.getLogger(__name__)

TIMEOUT_S = 3.0
_RETRY_S = 0.5  # until the next client is asked for, while this process has no descriptor for one
_NO_MEANS = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_STATUS = TypeAdapter(KioskStatus)
_LARGEST = 65_536


class KioskNotRunningError(Exception):
    """No kiosk responds. The text lists possible reasons."""


class KioskNotAnsweringError(KioskNotRunningError):
    """A kiosk may be running, but it does not respond, or this user may not use its socket."""


def socket_path(outbox: Path) -> Path:
    return outbox.with_name(outbox.name + ".sock")


class KioskStatusServer:
    """Answers requests in its own thread until it is closed. `status` is called in that thread."""

    def __init__(self, outbox: Path, status: Callable[[], KioskStatus]) -> None:
        """Replaces an existing socket. This is safe because the caller holds the lock of the outbox. If no socket
        can be created, the kiosk runs without one and logs a warning.
        """
        self._path = socket_path(outbox)
        self._status = status
        self._socket: socket.socket | None = None
        self._closing = threading.Event()
        try:
            self._socket = listen_on_socket(self._path)
        except OSError as error:
            log.warning(
                "status: %s cannot be created (%s), so `vitrina status` will not find this kiosk", self._path, error
            )
            return
        SupervisedThread(partial(self._serve_requests, self._socket), "answering", self._closing).start()

    def close(self) -> None:
        self._closing.set()
        if self._socket is not None:
            self._path.unlink(missing_ok=True)
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread
            self._socket.close()

    def __enter__(self) -> "KioskStatusServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _serve_requests(self, server: socket.socket) -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                if self._closing.wait(_RETRY_S):
                    return
                continue  # for a moment this process has no descriptor; clients wait in the socket's queue
            with client, suppress(OSError):
                client.settimeout(TIMEOUT_S)
                client.sendall(json.dumps(asdict(self._status())).encode())


def request_kiosk_status(outbox: Path, timeout_s: float = TIMEOUT_S) -> KioskStatus:
    """Status of the kiosk that uses this outbox. Raises KioskNotRunningError."""
    path = socket_path(outbox)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(timeout_s)
            client.connect(str(path))
            with client.makefile("rb") as answer:
                return _STATUS.validate_json(answer.read(_LARGEST))
    except PermissionError:
        raise KioskNotAnsweringError(f"status: this user has no access to {path}. Try again with sudo.") from None
    except TimeoutError:
        raise KioskNotAnsweringError(f"status: the kiosk at {path} does not respond. Restart the kiosk.") from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _NO_MEANS:
            raise KioskNotAnsweringError(
                f"status: the kiosk at {path} cannot be reached ({error.strerror}). Close other programs and try again."
            ) from None
        raise KioskNotRunningError(
            f"status: no kiosk is running on {outbox}. Start the kiosk with systemctl start vitrina or vitrina run. If"
            " the kiosk has stopped, journalctl -u vitrina or the terminal of vitrina run shows why."
        ) from None


def listen_on_socket(path: Path) -> socket.socket:
    """Socket for this user that replaces an existing one. Raises OSError."""
    path.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        server.bind(str(path))
        path.chmod(0o600)
        server.listen()
    except OSError:
        server.close()
        raise
    return server

"""A running kiosk answers whoever asks on this machine how it stands: one JSON object for each connection.

A socket beside the outbox and not a file: a file would still say "sensing" when the kiosk is dead, and wear the disk.
"""

import json
import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from pydantic import TypeAdapter

from edge.kiosk.status import KioskStatus

log = logging.getLogger(__name__)

_PATIENCE_S = 3.0
_REPORT = TypeAdapter(KioskStatus)
_LARGEST = 65_536


class AlreadyRunningError(Exception):
    """Another kiosk has this outbox."""


class NotRunningError(Exception):
    """No kiosk answers. The text says what that may mean."""


class NoAnswerError(NotRunningError):
    """There may be one: it hangs, or this user may not ask it."""


def socket_path(outbox: Path) -> Path:
    return outbox.with_name(outbox.name + ".sock")


class StatusServer:
    """Answers from a thread of its own until closed. `report` is called there."""

    def __init__(self, outbox: Path, report: Callable[[], KioskStatus]) -> None:
        """Raises AlreadyRunningError. Where no socket can be made, the kiosk goes without and says so."""
        self._path = socket_path(outbox)
        self._report = report
        self._door: socket.socket | None = None
        if _is_answered(self._path):
            raise AlreadyRunningError(
                f"run: a kiosk runs already on {outbox}. Stop it, or name another file in [outbox] path."
            )
        try:
            self._door = _listening(self._path)
        except OSError as error:
            log.warning("status: %s cannot be made (%s); `vitrina status` will not find us", self._path, error)
            return
        threading.Thread(target=self._answer, args=(self._door,), name="answering", daemon=True).start()

    def close(self) -> None:
        if self._door is not None:
            self._path.unlink(missing_ok=True)
            with suppress(OSError):
                self._door.shutdown(socket.SHUT_RDWR)  # wakes the thread
            self._door.close()

    def __enter__(self) -> "StatusServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, door: socket.socket) -> None:
        while True:
            try:
                asker, _ = door.accept()
            except OSError:  # closed
                return
            with asker, suppress(OSError):
                asker.settimeout(_PATIENCE_S)
                asker.sendall(json.dumps(asdict(self._report())).encode())


def ask(outbox: Path) -> KioskStatus:
    """What the kiosk with this outbox says of itself. Raises NotRunningError."""
    path = socket_path(outbox)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.settimeout(_PATIENCE_S)
            door.connect(str(path))
            with door.makefile("rb") as answer:
                return _REPORT.validate_json(answer.read(_LARGEST))
    except PermissionError:
        raise NoAnswerError(f"status: this user may not ask {path}. Try it with sudo.") from None
    except TimeoutError:
        raise NoAnswerError(f"status: the kiosk at {path} does not answer; it hangs. Restart it.") from None
    except (OSError, ValueError):
        raise NotRunningError(
            f"status: no kiosk runs on {outbox}. Start it with systemctl start vitrina, or vitrina run; "
            "journalctl -u vitrina says why it ended."
        ) from None


def _is_answered(path: Path) -> bool:
    """Whether somebody listens there; a socket file that a killed kiosk left behind is nobody."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.settimeout(_PATIENCE_S)
        try:
            door.connect(str(path))
        except TimeoutError:
            return True
        except OSError:
            return False
    return True


def _listening(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        door.bind(str(path))
        path.chmod(0o600)
        door.listen()
    except OSError:
        door.close()
        raise
    return door

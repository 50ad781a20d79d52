"""Lock of an outbox. While a kiosk is running, the lock prevents a second kiosk and `vitrina forget` from using the
outbox. The kernel releases it however the process ends.
"""

import errno
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from edge.uplink.outbox.outbox import OutboxError

log = logging.getLogger(__name__)

_NO_FOLDER = (errno.ENOENT, errno.ENOTDIR)  # opening the outbox reports these, and what to do


class KioskAlreadyRunningError(Exception):
    """Another process holds the lock of this outbox."""


def lock_path(outbox: Path) -> Path:
    return outbox.with_name(outbox.name + ".lock")


@contextmanager
def hold_kiosk_lock(outbox: Path) -> Iterator[None]:
    """Acquires the lock.

    Raises KioskAlreadyRunningError if another process holds the lock, or OutboxError if the lock file belongs to
    another user. If no lock file can be created, for example on a full disk, the kiosk runs without a lock and logs a
    warning.
    """
    lock = _open_lock_file(lock_path(outbox))
    try:
        if lock is not None and not _take(lock, lock_path(outbox)):
            raise KioskAlreadyRunningError(
                f"run: a kiosk is already running on {outbox}. Stop that kiosk, or set [outbox] path to another file."
            )
        yield
    finally:
        if lock is not None:
            os.close(lock)  # the file stays: who deletes a lock may delete that of another


@contextmanager
def hold_existing_lock(outbox: Path) -> Iterator[None]:
    """Acquires the lock if there is a lock file. Never creates one. Raises the errors of `hold_kiosk_lock`."""
    with hold_kiosk_lock(outbox) if _is_there(lock_path(outbox)) else nullcontext():
        yield


def _open_lock_file(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        if not _is_there(path):
            return None  # the folder cannot be written: opening the outbox reports it
        raise OutboxError(
            f"outbox: {path} cannot be opened ({error.strerror}). The file must belong to the user account under which "
            "Vitrina runs. If no kiosk runs, delete it."
        ) from error
    except OSError as error:
        if error.errno not in _NO_FOLDER:
            _warn(path, error)
        return None


def _is_there(path: Path) -> bool:
    return os.path.exists(path)  # False as well in a folder that this user may not look into


def _take(lock: int, path: Path) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # a file system without locks
        _warn(path, error)
    return True


def _warn(path: Path, error: OSError) -> None:
    log.warning(
        "outbox: %s cannot be locked (%s), so a second kiosk could start with the same outbox", path, error.strerror
    )

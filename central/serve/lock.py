"""Locks of `serve`. Only one process may use a SQLite folder, and only one process may use a client id of a PostgreSQL
database.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from central.errors import CentralError, DatabaseError, UsageError
from central.store.held_lock import HeldLock
from central.store.store import Store

log = logging.getLogger(__name__)

NAME = "serve.lock"
LOOK_S = 30.0
"""Interval between two checks whether this server still has its lock in the database.

The lock is lost when the database restarts.
"""


@contextmanager
def serve_lock(data: Path | None) -> Iterator[None]:
    """Hold the lock of a data folder during a `with` block. Without a folder (None), the store is PostgreSQL, and
    several processes may run. Raises CentralError.
    """
    if data is None:
        yield
        return
    path = data / NAME
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UsageError(f"data: {path} cannot be written ({error.strerror}). Nothing was started.") from None
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CentralError(
                f"data: another `vitrina-central serve` uses {data}. Stop it, or give this one another folder."
                " Several servers can share a PostgreSQL database."
            ) from None
        yield
    finally:
        os.close(fd)


@contextmanager
def client_id_lock(store: Store, name: str, stopping: threading.Event) -> Iterator[None]:
    """Hold the lock of a `[broker] client_id` in a PostgreSQL database.

    Without the lock, two servers with the same id would end each other's session. Raises CentralError if another server
    of this database has the lock, or DatabaseError.
    """
    lock = HeldLock(store, f"client id {name}")
    refusal = (
        f"another `vitrina-central serve` of this database uses the client_id {name}. Stop it, or give one of"
        " them another [broker] client_id, and other topics. If its machine was switched off, try again in a"
        " minute."
    )
    if not lock.take():
        raise CentralError(f"broker: {refusal} Nothing was started.")
    thread = threading.Thread(target=_hold_lock, args=(lock, refusal, stopping), name="client id lock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
        lock.release()


def _hold_lock(lock: HeldLock, refusal: str, stopping: threading.Event) -> None:
    """Take the lock again after the database has lost it."""
    is_logged = False
    while not stopping.wait(LOOK_S):
        try:
            is_held = lock.take()
        except DatabaseError:
            continue  # the ingester logs that
        if not is_held and not is_logged:
            log.error("broker: %s", refusal)
        is_logged = not is_held

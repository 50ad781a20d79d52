"""Lock of a data folder: one `serve` alone uses it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from central.errors import CentralError, UsageError

NAME = "serve.lock"


@contextmanager
def serve_lock(data: Path | None) -> Iterator[None]:
    """Holds the lock of a data folder; of a PostgreSQL database (None) several may run. Raises CentralError."""
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
                f"data: another `vitrina-central serve` uses {data}. Stop it, or give this one another folder, or"
                " PostgreSQL, which several can share."
            ) from None
        yield
    finally:
        os.close(fd)

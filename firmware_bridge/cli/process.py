"""Prepares every program of this library at its start: protects recordings, and makes the standard streams usable.

`edge/cli/streams.py` does the same for `vitrina`. This library is independent and cannot import it.
"""

import ctypes
import io
import os
import resource
import sys
from contextlib import suppress
from typing import Any

_PR_SET_DUMPABLE = 4


class _ResultFile(io.FileIO):
    """File object for stdout. `failure`: first error while writing."""

    failure: OSError | None = None

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            self.failure = self.failure or error
            raise


class _LossyFile(io.FileIO):
    """File object for stderr. Writes never fail, and text that cannot be written is dropped."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data) or len(data)
        except OSError:
            return len(data)


_result: _ResultFile | None = None


def prepare_process() -> None:
    """Prepare the standard streams. Call this before any file is opened.

    Text that cannot be written to stderr is dropped. stdout still reports errors.
    """
    global _result
    _protect()
    for fd, flags in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(fd)
        except OSError:  # otherwise the next opened file gets this number
            os.set_inheritable(os.open(os.devnull, flags), True)
    _result = _ResultFile(1, "w", closefd=False)
    sys.stdout = _text(_result, sys.stdout)
    sys.stderr = _text(_LossyFile(2, "w", closefd=False), sys.stderr)


def _text(file: io.FileIO, before: Any) -> io.TextIOWrapper:
    is_buffered = getattr(before, "line_buffering", True), getattr(before, "write_through", False)
    encoding = getattr(before, "encoding", "utf-8")
    return io.TextIOWrapper(io.BufferedWriter(file), encoding, "backslashreplace", None, *is_buffered)


def stdout_failure_text() -> str | None:
    """Return the reason why stdout could not be written, and discard all further output; None if all output was
    written.
    """
    try:
        sys.stdout.flush()
        error = _result.failure if _result else None
    except OSError as failure:
        error = failure
    if error is None:
        return None
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
    return error.strerror or str(error)


def _protect() -> None:
    """Make new files private to this user, and forbid core files, which would contain a participant's data."""
    os.umask(0o077)
    with suppress(ValueError, OSError):  # a hard limit of 0
        resource.setrlimit(resource.RLIMIT_CORE, (1, 1))  # 1: with 0, a kernel may still pass it to a crash reporter
    with suppress(OSError, AttributeError):  # another libc
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)

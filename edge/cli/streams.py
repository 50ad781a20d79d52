"""Standard streams of a command. They work even if the caller has closed them, or if they lead to a full disk or a
broken pipe.

Text on stderr is for people and never changes the exit code. Text on stdout is the command's result: if it cannot be
written, the command fails.
"""

import io
import os
import sys
from typing import Any

_STDIN, _STDOUT, _STDERR = range(3)
_FLAGS = {_STDIN: os.O_RDONLY, _STDOUT: os.O_RDONLY, _STDERR: os.O_WRONLY}
"""Flags for opening a replacement for each closed stream: reads return nothing, writes to stdout still fail, and
stderr accepts everything.
"""


class _ResultFile(io.FileIO):
    """File of stdout. `failure` is the first write error, even if the caller ignored the exception."""

    failure: OSError | None = None

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            self.failure = self.failure or error
            raise


class _LossyFile(io.FileIO):
    """File of stderr. Writes never fail: text that cannot be written is dropped."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data) or len(data)
        except OSError:
            return len(data)


_result: _ResultFile | None = None


def prepare_streams() -> None:
    """Open the standard streams that are closed, and ignore write errors on stderr. Call this function before opening
    any file.

    Otherwise the next opened file gets the file descriptor of a closed stream, and native libraries write their
    messages into that file.
    """
    global _result
    for fd, flags in _FLAGS.items():
        try:
            os.fstat(fd)
        except OSError:
            os.set_inheritable(os.open(os.devnull, flags), True)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.FileIO(_STDIN, closefd=False), "utf-8")
    _result = _ResultFile(_STDOUT, "w", closefd=False)
    sys.stdout = _text(_result, sys.stdout)
    sys.stderr = _text(_LossyFile(_STDERR, "w", closefd=False), sys.stderr)


def _text(file: io.FileIO, before: Any) -> io.TextIOWrapper:
    """Text stream on a file, buffered like the stream that it replaces. File names that are not UTF-8 are written with
    \\udcXX.
    """
    is_buffered = getattr(before, "line_buffering", True), getattr(before, "write_through", False)
    encoding = getattr(before, "encoding", "utf-8")
    return io.TextIOWrapper(io.BufferedWriter(file), encoding, "backslashreplace", None, *is_buffered)


def stdout_failure_text() -> str | None:
    """Return why stdout could not be written; None if it could. After an error, redirects stdout to the null device,
    because Python flushes it again at exit.
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

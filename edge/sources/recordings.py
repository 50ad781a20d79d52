"""Errors that all recordings share: a file is unreadable, missing or truncated."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_NO_VIDEO = (
    "it is not a readable video, or it was cut off before its index was written. Check whether another player can "
    "play it."
)


def file_failure_text(path: Path, otherwise: str = _NO_VIDEO) -> str:
    """Text that explains why a recording's file could not be opened. Returns `otherwise` for a readable file that is
    not empty.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return "there is no such file."
    except OSError as error:
        return f"it cannot be reached ({error.strerror})."
    if not stat.S_ISREG(status.st_mode):
        return "that is not a file."
    if not os.access(path, os.R_OK):
        return "this user may not read it."
    if status.st_size == 0:
        return "the file is empty."
    return otherwise


class RecordingError(Exception):
    """A recording could not be opened, or not read to its end.

    `frames`: number of good frames, samples or rows that were read before the error.
    """

    def __init__(self, text: str, frames: int) -> None:
        super().__init__(text)
        self.frames = frames


def yield_until_error(items: Iterator[T], errors: list[RecordingError]) -> Iterator[T]:
    """Yield all items. If a recording is cut short, add its error to `errors`; if nothing was read, raise it."""
    try:
        yield from items
    except RecordingError as error:
        if not error.frames:
            raise
        errors.append(error)

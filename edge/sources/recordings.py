"""Errors that all recordings share: unreadable, missing or truncated files."""

import os
import stat
from pathlib import Path

_NO_VIDEO = (
    "it is not a readable video, or it was cut off before its index was written. Check whether another player can "
    "play it."
)


def file_failure_text(path: Path, otherwise: str = _NO_VIDEO) -> str:
    """Reason why a file could not be opened, as text. `otherwise` is returned for a readable, non-empty file."""
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
    """A recording could not be opened, or not be read to its end.

    `frames`: number of good frames, samples or rows that were read before the error.
    """

    def __init__(self, text: str, frames: int) -> None:
        super().__init__(text)
        self.frames = frames

"""Detects that somebody deleted, replaced or truncated an open file of the outbox.

SQLite does not detect this, and would continue to write to a file that no longer has a name.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from edge.uplink.outbox import wal
from edge.uplink.outbox.file import set_file_aside


class FileChange(Enum):
    """Change of an open file by somebody else, in words for an alert."""

    DELETED = "was deleted"
    REPLACED = "was replaced by another file"
    CUT = "was cut"


@dataclass(frozen=True, slots=True)
class OutboxFileLosses:
    """Number of times since the start that the outbox file or its write-ahead log was deleted, replaced or truncated.

    It also has a text about the last such loss.
    """

    count: int = 0
    last: str = ""


class FileWatch:
    """Identity and smallest valid size of one open file.

    The outbox and its write-ahead log never shrink on their own, except for a log that exceeds the size reserved for
    it.
    """

    def __init__(self, path: Path, reserved_bytes: int | None = None) -> None:
        """Raises OSError."""
        self._path = path
        self._reserved_bytes = reserved_bytes
        found = path.stat()
        self._identity, self._bytes = (found.st_dev, found.st_ino), 0
        self._note(found.st_size)

    def detect_change(self, right_bytes: Callable[[], int] | None = None) -> FileChange | None:
        """Change of the file since the last call, or None. `right_bytes` returns the correct size of the file."""
        try:
            found = self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return FileChange.DELETED
        except OSError:
            return None  # a fault of the disk: the next statement reports it
        if (found.st_dev, found.st_ino) != self._identity:
            return FileChange.REPLACED
        if found.st_size < self._bytes and (right_bytes is None or found.st_size < right_bytes()):
            return FileChange.CUT
        self._note(found.st_size)
        return None

    def note_growth(self) -> None:
        """Store the size after a write, so that a later truncation by the same amount is detected."""
        with suppress(OSError):
            self._note(max(self._bytes, self._path.stat().st_size))

    def _note(self, size: int) -> None:
        self._bytes = size if self._reserved_bytes is None else min(size, self._reserved_bytes)


class OutboxWatch:
    """Watches the outbox file and its write-ahead log from the moment they were opened."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._path = path
        self._file = FileWatch(path)
        self._log = FileWatch(wal.log_path(path), wal.BYTES)

    def detect_outbox_change(self, right_bytes: Callable[[], int]) -> FileChange | None:
        """Change of the outbox file by another program, or None. `right_bytes`: the file size that SQLite knows."""
        return self._file.detect_change(right_bytes)

    def note_growth(self) -> None:
        """Store the sizes of both files. Call this after each write."""
        self._file.note_growth()

    def detect_log_change(self) -> FileChange | None:
        """Change of the write-ahead log by somebody else, or None."""
        return self._log.detect_change()

    def set_file_aside(self) -> Path | None:
        """Rename the file that is now at the path, and return its new path; None if there is no file.

        The write-ahead log of a replaced file gets a name of its own, because SQLite would otherwise apply it to the
        other file. Raises OSError.
        """
        if self._file.detect_change() is not FileChange.REPLACED or self._log.detect_change() is FileChange.REPLACED:
            return set_file_aside(self._path)
        aside = set_file_aside(self._path, parts=("",))
        set_file_aside(self._path)
        return aside

    def set_log_aside(self, change: FileChange) -> None:
        """Rename the file now at the path of a replaced log, because closing the database would delete that file.

        Raises OSError.
        """
        if change is FileChange.REPLACED:
            set_file_aside(self._path, parts=("-wal",))


def loss_text(path: Path, change: FileChange, aside: Path | None) -> str:
    """Text about a lost outbox file. `aside`: new path of the file that was found at the path of the lost file."""
    kept = "" if aside is None or change is FileChange.DELETED else f" The other file is kept as {aside.name}."
    return (
        f"outbox: {path} {change.value} while the kiosk was running. A new one was created, and the unsent messages "
        f"are lost.{kept} Find out which program or person did that. Only the kiosk may touch this file."
    )


def refused_new_file_text(path: Path, change: FileChange) -> str:
    """Text about an outbox file that was lost so often that the kiosk creates no new one.

    Otherwise, the files set aside would fill the disk.
    """
    return (
        f"outbox: {path} {change.value} repeatedly while the kiosk was running. Messages are lost until you restart "
        "the kiosk. First find out which program or person did that."
    )


def log_loss_text(path: Path, change: FileChange) -> str:
    """Text about a changed write-ahead log of an existing file."""
    return (
        f"outbox: the log of {path} {change.value} while the kiosk was running. The file was opened again, and the "
        "newest messages may be lost. Find out which program or person did that. Only the kiosk may touch this file."
    )

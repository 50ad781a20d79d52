"""Watch over the open files of the outbox: detects that somebody deleted, replaced or truncated one of them. SQLite
itself detects none of this, and would continue to write into a file that no longer has a name.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from edge.uplink.outbox import wal
from edge.uplink.outbox.file import set_file_aside


class FileChange(Enum):
    """Change of an open file by somebody else, as words of an alert."""

    DELETED = "was deleted"
    REPLACED = "was replaced by another file"
    CUT = "was cut"


@dataclass(frozen=True, slots=True)
class OutboxFileLosses:
    """Number of times since the start that the outbox file or its log was deleted, replaced or truncated, and a text
    about the last one.
    """

    count: int = 0
    last: str = ""


class FileWatch:
    """Identity and smallest correct size of one open file. Neither the outbox nor its log shrinks on its own, except a
    log above the size that is reserved for it.
    """

    def __init__(self, path: Path, reserved_bytes: int | None = None) -> None:
        """Raises OSError."""
        self._path = path
        self._reserved_bytes = reserved_bytes
        found = path.stat()
        self._identity, self._bytes = (found.st_dev, found.st_ino), 0
        self._note(found.st_size)

    def detect_change(self, right_bytes: Callable[[], int] | None = None) -> FileChange | None:
        """The change since the last call, or None. `right_bytes` returns the correct size of a file that has shrunk."""
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
        """Notes the size after a write, so that a later truncation by the same amount is detected."""
        with suppress(OSError):
            self._note(max(self._bytes, self._path.stat().st_size))

    def _note(self, size: int) -> None:
        self._bytes = size if self._reserved_bytes is None else min(size, self._reserved_bytes)


class OutboxWatch:
    """Watch over the outbox file and its log, from the moment they were opened."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self._path = path
        self._file = FileWatch(path)
        self._log = FileWatch(wal.log_path(path), wal.BYTES)

    def detect_outbox_change(self, right_bytes: Callable[[], int]) -> FileChange | None:
        """Change of the file, or None. `right_bytes` returns its size as SQLite knows it."""
        return self._file.detect_change(right_bytes)

    def note_growth(self) -> None:
        """Notes the sizes. Call it after each write."""
        self._file.note_growth()

    def detect_log_change(self) -> FileChange | None:
        """Change of the log, or None."""
        return self._log.detect_change()

    def set_file_aside(self) -> Path | None:
        """Renames the file that is now at the path, and returns the new path; None if nothing is there. The log of a
        replaced file gets its own name, because SQLite would mix it into the other file. Raises OSError.
        """
        if self._file.detect_change() is not FileChange.REPLACED or self._log.detect_change() is FileChange.REPLACED:
            return set_file_aside(self._path)
        aside = set_file_aside(self._path, parts=("",))
        set_file_aside(self._path)
        return aside

    def set_log_aside(self, change: FileChange) -> None:
        """Renames the file at the path of a replaced log, because closing the file would delete it. Raises OSError."""
        if change is FileChange.REPLACED:
            set_file_aside(self._path, parts=("-wal",))


def loss_text(path: Path, change: FileChange, aside: Path | None) -> str:
    """Text about a lost file. `aside` is the new path of the file that was at its path."""
    kept = "" if aside is None or change is FileChange.DELETED else f" The other file is kept as {aside.name}."
    return (
        f"outbox: {path} {change.value} while the kiosk was running. A new one was created, and the unsent messages "
        f"are lost.{kept} Find out which program or person did that. Only the kiosk may touch this file."
    )


def refused_new_file_text(path: Path, change: FileChange) -> str:
    """Text about a file that was lost so often that no other one is created: the files set aside would fill
    the disk.
    """
    return (
        f"outbox: {path} {change.value} repeatedly while the kiosk was running. Messages are lost until you restart "
        "the kiosk. First find out which program or person did that."
    )


def log_loss_text(path: Path, change: FileChange) -> str:
    """Text about a changed log of an existing file."""
    return (
        f"outbox: the log of {path} {change.value} while the kiosk was running. The file was opened again, and the "
        "newest messages may be lost. Find out which program or person did that. Only the kiosk may touch this file."
    )

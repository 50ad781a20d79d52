"""New folder for an export, which only its owner can read."""

import os
import shutil
from pathlib import Path

from edge.study.errors import StudyError, StudyStorageError


class PrivateFolder:
    """A new folder with mode 0700; its files have mode 0600."""

    def __init__(self, path: Path) -> None:
        """Create the folder. Raises StudyError if the path exists or its parent folder is missing."""
        self.path = path
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            raise StudyError(
                f"study: {path} already exists, and an export overwrites nothing. Name a new folder."
            ) from None
        except OSError as error:
            raise StudyError(f"study: cannot create {path} ({error.strerror}). Name another folder.") from None

    def write(self, name: str, data: bytes) -> None:
        """Write a new file; `name` may contain subfolders. Raises StudyStorageError."""
        path = self.path / name
        try:
            for folder in reversed(path.relative_to(self.path).parents[:-1]):
                (self.path / folder).mkdir(mode=0o700, exist_ok=True)
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with os.fdopen(file, "wb") as opened:
                opened.write(data)
        except OSError as error:
            raise StudyStorageError(
                f"study: cannot write {path} ({error.strerror}). Free some space, or use another disk."
            ) from None

    def write_text(self, name: str, text: str) -> None:
        """Write a text as UTF-8. Raises StudyStorageError."""
        self.write(name, text.encode())

    def remove(self) -> None:
        """Remove the export folder and everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)

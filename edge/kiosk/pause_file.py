"""A pause by command, kept on the disk: a restart, a crash or an update does not end it."""

import json
import os
import threading
from pathlib import Path

UNREADABLE = "paused before the restart; the file of the reason cannot be read"


def pause_path(outbox: Path) -> Path:
    """Path of the file, beside the outbox."""
    return outbox.with_name(outbox.name + ".pause")


class PauseFile:
    """File with the reason of a pause. It exists while the pause lasts. Any thread may call it."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._stored = self.read()

    def read(self) -> str | None:
        """The reason of the pause, or None without one. A file that cannot be read is a pause: sensing must not begin
        by a fault of the disk."""
        try:
            return str(json.loads(self._path.read_text(encoding="utf-8"))["reason"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return UNREADABLE

    def write(self, reason: str | None) -> None:
        """Stores the reason; None ends the pause. Does nothing if it is stored already. Raises OSError."""
        with self._lock:
            if reason != self._stored:
                self._replace(reason)
                self._stored = reason

    def _replace(self, reason: str | None) -> None:
        if reason is None:
            self._path.unlink(missing_ok=True)
        else:
            new = self._path.with_name(self._path.name + ".new")
            with new.open("w", encoding="utf-8") as file:
                json.dump({"reason": reason}, file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

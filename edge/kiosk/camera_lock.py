"""Lock of the camera beside an outbox: of the kiosk and a study session, one at a time has the camera open."""

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from edge.sources.camera.camera import Camera, CameraOptions


def camera_lock_path(outbox: Path) -> Path:
    return outbox.with_name(outbox.name + ".camera")


class CameraLock:
    """Lock that one stage takes and releases. A process that ends releases it, however it ends."""

    def __init__(self, outbox: Path) -> None:
        self._path = camera_lock_path(outbox)
        self._file: int | None = None

    def take(self) -> bool:
        """False if another process has the camera. True as well where no lock can be made, as on a full disk."""
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            return error.errno != errno.EWOULDBLOCK
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class LockedCamera(Camera):
    """Camera that releases a lock when it is closed."""

    def __init__(self, source: str, options: CameraOptions, now: Callable[[], float], lock: CameraLock) -> None:
        super().__init__(source, options, now)
        self._lock = lock

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._lock.release()

"""Lock of the camera, beside an outbox: either the kiosk or a study session has the camera open, never both."""

import errno
import fcntl
import os
from pathlib import Path

from edge.alerts import Alert
from edge.events import SourceLost, SourceRestored
from edge.kiosk.stages.camera_stage import FrameCounts, FrameSource
from edge.signals import Frame


def camera_lock_path(outbox: Path) -> Path:
    return outbox.with_name(outbox.name + ".camera")


class CameraLock:
    """Lock that one stage acquires and releases. The kernel releases it however the process ends."""

    def __init__(self, outbox: Path) -> None:
        self._path = camera_lock_path(outbox)
        self._file: int | None = None

    def take(self) -> bool:
        """Acquires the lock. False if another process uses the camera. Returns True even if no lock file can be
        created, for example on a full disk.
        """
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


class LockedCamera:
    """Camera of a stage. Closing it releases the camera lock."""

    def __init__(self, camera: FrameSource, lock: CameraLock) -> None:
        self._camera, self._lock = camera, lock

    @property
    def counts(self) -> FrameCounts:
        return self._camera.counts

    @property
    def state(self) -> str:
        return self._camera.state

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return self._camera.alerts

    @property
    def opening_text(self) -> str | None:
        return self._camera.opening_text

    @property
    def capture_pid(self) -> int | None:
        return self._camera.capture_pid

    def start(self) -> None:
        self._camera.start()

    def newest_frame(self, timeout_s: float) -> Frame | None:
        return self._camera.newest_frame(timeout_s)

    def keep_one_in(self, count: int) -> None:
        self._camera.keep_one_in(count)

    def take_events(self) -> list[SourceLost | SourceRestored]:
        return self._camera.take_events()

    def forget_view(self) -> None:
        self._camera.forget_view()

    def close(self) -> None:
        try:
            self._camera.close()
        finally:
            self._lock.release()

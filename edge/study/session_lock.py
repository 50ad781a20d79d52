"""Lock on a study's folder while a session records into the study. The kernel releases it when the process ends."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from edge.study.errors import StudyError, StudyStorageError

FILE = "session.lock"
_RETRY_S = 0.1


@contextmanager
def hold_session_lock(
    folder: Path, now: Callable[[], float], wait_s: float = 0.0, participant: str = ""
) -> Iterator[None]:
    """Hold the session lock. Wait for it at most `wait_s`. Raises StudyError if another session is recording.

    `now`: any clock in seconds. `participant`: participant of the session that takes the lock; empty if another command
    takes it.
    """
    try:
        lock = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StudyStorageError(
            f"study: cannot open {folder / FILE} ({error.strerror}). Use a folder that you own."
        ) from None
    try:
        if not _take(lock, now, wait_s):
            raise StudyError(
                f"study: a session is recording into {folder}. Stop it first, with Ctrl-C in its terminal."
            )
        os.ftruncate(lock, 0)  # a process that was killed left its participant here
        os.write(lock, participant.encode())
        yield
        os.ftruncate(lock, 0)
    finally:
        os.close(lock)


def read_recorded_participant(folder: Path) -> str:
    """Participant of the session that is recording, or that was killed; empty if there is no such session."""
    try:
        return (folder / FILE).read_text()
    except OSError:
        return ""


def _take(lock: int, now: Callable[[], float], wait_s: float) -> bool:
    until_s = now() + wait_s
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if now() >= until_s:
                return False
            threading.Event().wait(_RETRY_S)
        else:
            return True

"""The kiosk's hold on one capture process: starts it, hears it, ends it. Nothing here waits for a camera."""

import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from typing import get_args

from edge.sources.capture import Job, Word
from edge.sources.handover import PictureReader, make_memory

_LARGEST_WORD = 4096
_END_WITHIN_S = 1.0
_WORDS: tuple[Word, ...] = get_args(Word)

_ENVIRONMENT = {
    "OPENCV_LOG_LEVEL": "OFF",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONSAFEPATH": "1",
}
# RTSP over UDP loses packets on a busy shop network and shows smeared pictures. (`fflags;nobuffer`, often advised with
# it, throws away the frames that were needed to open: the first of a film, the first key frame of a camera.)
_FFMPEG_OPTIONS = "rtsp_transport;tcp"


class CaptureProcess:
    """One process that runs edge/sources/capture.py, from now until `end`.

    A process of its own and not multiprocessing's, which would import the program that the kiosk was started from
    again in the child, networks and all, and keep a third process for the names of shared memory, which has none here.
    """

    def __init__(self, job: Job) -> None:
        """Raises OSError if this machine cannot start another process."""
        with ExitStack() as undo:
            self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            undo.callback(self._link.close)
            with theirs:
                self._memory_fd = make_memory()
                undo.callback(os.close, self._memory_fd)
                self._link.send(job.to_bytes())
                self._link.setblocking(False)
                self._process = _start(theirs.fileno(), self._memory_fd)
            undo.pop_all()
        self.pictures = PictureReader(self._memory_fd)

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        """Readable when there is something to hear."""
        return self._link.fileno()

    def hear(self) -> list[tuple[Word, str]]:
        """What the process told since the last call, in order; a death it could not tell of is told for it."""
        told: list[tuple[Word, str]] = []
        while True:
            try:
                data = self._link.recv(_LARGEST_WORD)
            except BlockingIOError:
                return told
            except ConnectionError:
                data = b""
            if not data:
                told.append(("failed", "the capture process ended unasked."))
                return told
            word, _, text = data.decode(errors="replace").partition("\n")
            told += [(known, text) for known in _WORDS if known == word]

    def end(self, *, gently: bool = True) -> None:
        """End the process; afterwards nothing of it is left.

        Gently, it may let go of its camera first, for at most a second (some network cameras count their clients); it
        is killed then. Not so one that hangs.
        """
        self._link.close()
        if not (gently and self._has_ended()):
            self._process.kill()
            # One that is stuck inside a driver stays until that lets go; subprocess collects it then.
            self._has_ended()
        self.pictures.close()
        os.close(self._memory_fd)

    def _has_ended(self) -> bool:
        try:
            self._process.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            return False
        return True


def _start(socket_fd: int, memory_fd: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        **_ENVIRONMENT,
        "OPENCV_FFMPEG_CAPTURE_OPTIONS": os.environ.get("OPENCV_FFMPEG_CAPTURE_OPTIONS", _FFMPEG_OPTIONS),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "edge.sources.capture", str(socket_fd), str(memory_fd)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(socket_fd, memory_fd),
        start_new_session=True,  # a Ctrl-C is for the kiosk, which ends its children in order
    )

"""The kiosk's hold on a process that reads a source: starts it, hears it, ends it. Nothing here waits for a source."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from typing import get_args

from edge.sources.capture import Job, Word
from edge.sources.handover import PictureReader, make_memory

_LARGEST_WORD = 4096
_END_WITHIN_S = 1.0
_WORDS: tuple[Word, ...] = get_args(Word)

_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}
_CAPTURE_ENVIRONMENT = {"OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
# RTSP over UDP loses packets on a busy shop network and shows smeared pictures. (`fflags;nobuffer`, often advised with
# it, throws away the frames that were needed to open: the first of a film, the first key frame of a camera.)
_FFMPEG_OPTIONS = "rtsp_transport;tcp"


class Child:
    """One process that runs a module of this package, from now until `end`; what to do comes to it through a socket.

    A process of its own and not multiprocessing's, which would import the program that the kiosk was started from
    again in the child, networks and all, and keep a third process for the names of shared memory, which has none here.
    """

    def __init__(
        self,
        module: str,
        job: bytes,
        environment: Mapping[str, str],
        fds: Sequence[int] = (),
        room_bytes: int | None = None,
    ) -> None:
        """`fds` are passed on and stay the caller's. `room_bytes`: for what it tells and nobody has heard yet.

        Raises OSError if this machine cannot start another process.
        """
        with ExitStack() as undo:
            self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            undo.callback(self._link.close)
            with theirs:
                if room_bytes is not None:
                    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, room_bytes // 2)  # the kernel doubles it
                self._link.send(job)
                self._link.setblocking(False)
                self._process = _start(module, [theirs.fileno(), *fds], environment)
            undo.pop_all()

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        """Readable when there is something to hear."""
        return self._link.fileno()

    def receive(self, largest: int) -> bytes | None:
        """The oldest message that was not received yet, of at most so many bytes; None if there is none, empty if the
        process has ended."""
        try:
            return self._link.recv(largest)
        except BlockingIOError:
            return None
        except ConnectionError:
            return b""

    def end(self, *, gently: bool = True) -> None:
        """End the process; afterwards nothing of it is left.

        Gently, it may let go of its source first, for at most a second (some network cameras count their clients); it
        is killed then. Not so one that hangs.
        """
        self._link.close()
        is_over = gently and self._has_ended()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # with what it has started itself
        if not is_over:
            # One that is stuck inside a driver stays until that lets go; subprocess collects it then.
            self._has_ended()

    def _has_ended(self) -> bool:
        try:
            self._process.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            return False
        return True


class CaptureProcess:
    """One process that runs edge/sources/capture.py, and the memory that it shows its pictures in."""

    def __init__(self, job: Job) -> None:
        """Raises OSError if this machine cannot start another process."""
        with ExitStack() as undo:
            self._memory_fd = make_memory()
            undo.callback(os.close, self._memory_fd)
            ffmpeg = os.environ.get("OPENCV_FFMPEG_CAPTURE_OPTIONS", _FFMPEG_OPTIONS)
            environment = {**_CAPTURE_ENVIRONMENT, "OPENCV_FFMPEG_CAPTURE_OPTIONS": ffmpeg}
            self._child = Child("edge.sources.capture", job.to_bytes(), environment, [self._memory_fd])
            undo.pop_all()
        self.pictures = PictureReader(self._memory_fd)

    @property
    def pid(self) -> int:
        return self._child.pid

    def fileno(self) -> int:
        """Readable when there is something to hear."""
        return self._child.fileno()

    def hear(self) -> list[tuple[Word, str]]:
        """What the process told since the last call, in order; a death it could not tell of is told for it."""
        told: list[tuple[Word, str]] = []
        while (data := self._child.receive(_LARGEST_WORD)) is not None:
            if not data:
                told.append(("failed", "the capture process ended unasked."))
                break
            word, _, text = data.decode(errors="replace").partition("\n")
            told += [(known, text) for known in _WORDS if known == word]
        return told

    def end(self, *, gently: bool = True) -> None:
        """End the process, as Child does; afterwards its memory is gone too."""
        self._child.end(gently=gently)
        self.pictures.close()
        os.close(self._memory_fd)


def _start(module: str, fds: Sequence[int], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, fds)],
        env={**os.environ, **_ENVIRONMENT, **environment, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=fds,
        start_new_session=True,  # a Ctrl-C is for the kiosk, which ends its children in order
    )

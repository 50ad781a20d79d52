"""The camera's capture process, as the kiosk holds it: starts it, receives its messages and frames, ends it."""

import os
from contextlib import ExitStack
from typing import get_args

from edge.sources.camera.capture_process import CaptureJob, Word
from edge.sources.camera.frame_buffer import FrameReader, make_memory
from edge.sources.process.child import ChildProcess

_LARGEST_WORD = 4096
_WORDS: tuple[Word, ...] = get_args(Word)

_CAPTURE_ENVIRONMENT = {"OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
# RTSP over UDP loses packets on a busy shop network and shows smeared pictures. (`fflags;nobuffer`, often advised with
# it, throws away the frames that were needed to open: the first of a film, the first key frame of a camera.)
_FFMPEG_OPTIONS = "rtsp_transport;tcp"


class CameraProcess:
    """One process that runs edge/sources/camera/capture_process.py, and the memory that it shows its pictures in."""

    def __init__(self, job: CaptureJob) -> None:
        """Raises OSError if this machine cannot start another process."""
        with ExitStack() as undo:
            self._memory_fd = make_memory()
            undo.callback(os.close, self._memory_fd)
            ffmpeg = os.environ.get("OPENCV_FFMPEG_CAPTURE_OPTIONS", _FFMPEG_OPTIONS)
            environment = {**_CAPTURE_ENVIRONMENT, "OPENCV_FFMPEG_CAPTURE_OPTIONS": ffmpeg}
            self._child = ChildProcess(
                "edge.sources.camera.capture_process", job.to_bytes(), environment, [self._memory_fd]
            )
            undo.pop_all()
        self.pictures = FrameReader(self._memory_fd)

    @property
    def pid(self) -> int:
        return self._child.pid

    def fileno(self) -> int:
        """Readable when there is something to hear."""
        return self._child.fileno()

    def receive(self) -> list[tuple[Word, str]]:
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

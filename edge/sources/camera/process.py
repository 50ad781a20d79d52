"""The camera's capture process, as the kiosk holds it: starts it, receives its messages and frames, ends it."""

import os
from contextlib import ExitStack
from typing import get_args

from edge.sources.camera.capture_process import CaptureJob, MessageKind
from edge.sources.camera.frame_buffer import FrameReader, make_memory
from edge.sources.process.child import ChildProcess

_LARGEST_MESSAGE = 4096
_KINDS: tuple[MessageKind, ...] = get_args(MessageKind)

_CAPTURE_ENVIRONMENT = {"OPENCV_LOG_LEVEL": "OFF", "OPENCV_FFMPEG_LOGLEVEL": "-8"}
# RTSP over UDP loses packets on a busy shop network and shows smeared pictures. `fflags;nobuffer` is often advised with
# it, but drops the frames that were needed to open: the first of a video file, the first key frame of a camera.
_FFMPEG_OPTIONS = "rtsp_transport;tcp"


class CameraProcess:
    """One process that runs edge/sources/camera/capture_process.py, and the memory in which it shares its frames."""

    def __init__(self, job: CaptureJob) -> None:
        """Start the process. Raises OSError if this machine cannot start another process."""
        with ExitStack() as undo:
            self._memory_fd = make_memory()
            undo.callback(os.close, self._memory_fd)
            ffmpeg = os.environ.get("OPENCV_FFMPEG_CAPTURE_OPTIONS", _FFMPEG_OPTIONS)
            environment = {**_CAPTURE_ENVIRONMENT, "OPENCV_FFMPEG_CAPTURE_OPTIONS": ffmpeg}
            self._child = ChildProcess(
                "edge.sources.camera.capture_process", job.to_bytes(), environment, [self._memory_fd]
            )
            undo.pop_all()
        self.frames = FrameReader(self._memory_fd)

    @property
    def pid(self) -> int:
        return self._child.pid

    def fileno(self) -> int:
        """File descriptor that is readable when a message is waiting."""
        return self._child.fileno()

    def receive(self) -> list[tuple[MessageKind, str]]:
        """Messages since the last call, in order: (kind, text). A process that died adds "failed"."""
        messages: list[tuple[MessageKind, str]] = []
        while (data := self._child.receive(_LARGEST_MESSAGE)) is not None:
            if not data:
                messages.append(("failed", "the capture process ended unasked."))
                break
            word, _, text = data.decode(errors="replace").partition("\n")
            messages += [(kind, text) for kind in _KINDS if kind == word]
        return messages

    def end(self, *, gently: bool = True) -> None:
        """End the process, as ChildProcess.end does, and free its memory."""
        self._child.end(gently=gently)
        self.frames.close()
        os.close(self._memory_fd)

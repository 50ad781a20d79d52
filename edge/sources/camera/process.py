"""The kiosk's side of the camera's capture process: starts the process, receives its messages and frames, and ends
it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from edge.sources.camera.address import source_kind
from edge.sources.camera.argus import extra_end_s
from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.frame_buffer import BufferedFrame, FrameReader, SkippedFrame, make_shared_memory
from edge.sources.process.child import ChildProcess, Message

_LARGEST_MESSAGE = 4096

_CAPTURE_ENVIRONMENT = {
    "OPENCV_LOG_LEVEL": "OFF",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "no_proxy": "127.0.0.1",  # the relay
}
# RTSP over UDP loses packets on a busy shop network and shows smeared pictures. `fflags;nobuffer` is often advised with
# it, but drops the frames that were needed to open: the first of a video file, the first key frame of a camera.
_FFMPEG_OPTIONS = "rtsp_transport;tcp"
# Formats of one stream. Playlists (HLS, DASH, concat) are not among them: they name other addresses and files.
_STREAMS = "mpjpeg,mjpeg,jpeg_pipe,mpegts,mpeg,h264,hevc,flv,matroska,mp4,avi,asf,ogg"
_ALLOWED = {
    "http": f"protocol_whitelist;http,tcp|format_whitelist;{_STREAMS}",
    "rtsp": f"{_FFMPEG_OPTIONS}|protocol_whitelist;rtsp,tcp|format_whitelist;rtsp,asf",
    "file": "protocol_whitelist;file",
}


def ffmpeg_capture_options(source: str) -> str:
    """Options for FFmpeg: the options in OPENCV_FFMPEG_CAPTURE_OPTIONS, followed by restrictions on what this source
    may open.
    """
    first = os.environ.get("OPENCV_FFMPEG_CAPTURE_OPTIONS", _FFMPEG_OPTIONS)
    scheme = source[:4].lower() if source_kind(source) == "network" else "file"
    return f"{first}|{_ALLOWED.get(scheme, _ALLOWED['file'])}"


def camera_environment(source: str) -> dict[str, str]:
    """Environment variables of a process that opens this source."""
    return {**_CAPTURE_ENVIRONMENT, "OPENCV_FFMPEG_CAPTURE_OPTIONS": ffmpeg_capture_options(source)}


class CameraProcess:
    """One process that runs edge/sources/camera/capture_process.py, and the memory through which it shares its
    frames.
    """

    def __init__(self, job: CaptureJob, report_decoder: Callable[[Message], object] = lambda _: None) -> None:
        """Start the process. Raises OSError if the system cannot start another process.

        `report_decoder` is called with each message about the decoder: "decoder failed" and "decoder unused".
        """
        self._report_decoder = report_decoder
        with ExitStack() as undo:
            self._memory_fd = make_shared_memory()
            undo.callback(os.close, self._memory_fd)
            self._child = ChildProcess(
                "edge.sources.camera.capture_process",
                job.to_bytes(),
                camera_environment(job.source),
                [self._memory_fd],
            )
            undo.pop_all()
        self._extra_end_s = extra_end_s(job.source)
        self._frames = FrameReader(self._memory_fd)
        self._sequence = 0  # of the last frame that was read
        self._one_in = 1  # what the process was asked for
        self.has_data = False  # the shared memory holds a frame that was not read

    @property
    def pid(self) -> int:
        return self._child.pid

    def fileno(self) -> int:
        """File descriptor that becomes readable when a message is waiting."""
        return self._child.fileno()

    def keep_one_in(self, count: int) -> None:
        """Ask the process to share one frame in `one_in`, starting with its next frame."""
        if count != self._one_in and self._child.send_request(str(count).encode()):
            self._one_in = count

    def receive(self) -> Iterator[Message | SkippedFrame | BufferedFrame]:
        """Messages and skipped frames since the last call, in order, then the newest frame if there is a new one.

        If the process has died, the message "failed" is added.
        """
        while (data := self._child.receive(_LARGEST_MESSAGE)) is not None:
            if not data:
                yield Message("failed", "the capture process ended unexpectedly.")
                break
            message = Message.from_bytes(data)
            self.has_data = self.has_data or message.kind == "picture"
            if message.kind.startswith("decoder"):
                self._report_decoder(message)
            yield SkippedFrame.from_text(message.text) if message.kind == "skipped" else message
        frame = self._newest_frame() if self.has_data else None
        if frame is not None:
            yield frame

    def _newest_frame(self) -> BufferedFrame | None:
        try:
            frame = self._frames.newest_frame(self._sequence)
        except BlockingIOError:  # the writer holds the lock: the next call asks again
            return None
        self.has_data = False
        if frame is not None:
            self._sequence = frame.sequence
        return frame

    def end(self, *, gently: bool = True) -> None:
        """End the process, like ChildProcess.end, and free its memory."""
        self._child.end(gently=gently, extra_s=self._extra_end_s)
        self._frames.close()
        os.close(self._memory_fd)

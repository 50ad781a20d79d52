"""Capture process of the camera: reads frames continuously and shares the newest one with the kiosk.

Only process.py runs it, as `python -m edge.sources.camera.capture_process SOCKET_FD MEMORY_FD`. The process gets the
camera's address through the socket, never as an argument or environment variable, because every user of the system
could read these. The process ends when the kiosk closes its end of the socket.
"""

import json
import signal
import socket
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass

import cv2

from edge.sources.camera.address import is_source_present, open_failure_text, source_kind
from edge.sources.camera.argus import extra_end_s, silence_fix
from edge.sources.camera.frame_buffer import FrameWriter, SkippedFrame
from edge.sources.camera.gst_process import PipelineVideo, open_pipeline
from edge.sources.camera.image_checks import FreezeAndDarkDetector
from edge.sources.camera.network_address import CameraRefusedError
from edge.sources.camera.thinning import FrameThinner
from edge.sources.camera.tls import CameraTlsOptions
from edge.sources.camera.video import (
    FrameSampler,
    FrameTimestamps,
    VideoCapture,
    VideoOptions,
    open_camera,
)
from edge.sources.process.allocator import keep_freed_memory
from edge.sources.process.parent import ALIVE_EVERY_S, LARGEST_JOB, ParentProcessLink, SourceLostError, silence_output
from edge.supervised_thread import SupervisedThread
from models.serving.hardening import forbid_core_files

LOOK_EVERY_S = 2.0
"""Seconds between two quick checks of whether an absent source is present again."""

_SHORT_BACKLOG_S = 0.3
_BACKLOG_STEP_S = 0.015
"""A frame that took at least this many seconds to arrive was captured live. Frames that arrived while a stream was
being opened (a second or two for RTSP) are read at once, so their capture times are unknown. They are skipped up to
the first live frame. A short backlog is not skipped.
"""
_LATE_S = 0.25
"""Longest delay in seconds of a kiosk that reads a video file. With a longer delay, the kiosk skips frames."""


@dataclass(frozen=True, slots=True)
class CaptureJob:
    """The source that the capture process reads, and the options for it."""

    source: str
    opening: VideoOptions
    max_rate_hz: float | None
    loop: bool
    frozen_after_s: float | None
    dark_after_s: float | None

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "CaptureJob":
        values = json.loads(data)
        opening = values["opening"]
        tls = CameraTlsOptions(opening["tls"]["ca_file"], opening["tls"]["insecure"])
        return cls(**{**values, "opening": VideoOptions(**{**opening, "tls": tls})})


class CameraCaptureWorker:
    """Reads one source until the source ends or fails, or until the kiosk closes the connection.

    It sends these messages. "starting": the process is running and opens the source now. "absent": there is nothing to
    open, with the reason; the process checks again soon. "opened": the source is open. "picture": a new frame is in the
    shared memory. "alive": the process is running but has no new frame. "ended": the file is at its end. "failed": the
    source is lost, with the reason. After "ended" and "failed" the process exits.
    """

    def __init__(self, job: CaptureJob, writer: FrameWriter, parent: ParentProcessLink) -> None:
        self._job = job
        self._writer = writer
        self._parent = parent
        self._detector = FreezeAndDarkDetector(job.frozen_after_s, job.dark_after_s)
        self._sampler, self._thinner = FrameSampler(job.max_rate_hz), FrameThinner(job.max_rate_hz)
        self._skipped = 0  # frames left out because fewer are wanted
        self._is_damaged = False  # the last frame that was decoded
        self._size: tuple[int, int] | None = None
        self._opening_s = 0.0  # when the last attempt to open began
        self._good_s = 0.0  # when the last undamaged frame came

    def run(self) -> None:
        """Open and read the source. Report to the kiosk how reading ended."""
        self._parent.send("starting")
        try:
            if source_kind(self._job.source) == "file":
                self._play_file()
            else:
                self._read_live()
        except SourceLostError as lost:
            self._parent.send("failed", str(lost))
        else:
            self._parent.send("ended")

    def _open_live(self) -> VideoCapture | PipelineVideo:
        if source_kind(self._job.source) != "pipeline":
            return self._wait_and_open_source()
        self._opening_s = time.monotonic()
        opening = self._job.opening
        video = open_pipeline(
            self._job.source, opening.open_timeout_s, opening.read_timeout_s, lambda: self._parent.send("starting")
        )
        self._parent.send("opened")
        return video

    def _open(self) -> VideoCapture:
        self._opening_s = time.monotonic()
        try:
            video = open_camera(self._job.source, self._job.opening)
        except CameraRefusedError as error:
            raise SourceLostError(f"could not be opened: {error}") from error
        if video is None:
            raise SourceLostError(self._why_not())
        self._parent.send("opened")
        return video

    def _wait_and_open_source(self) -> VideoCapture:
        """Open the source. If it is absent, wait until it is present."""
        try:
            return self._open()
        except SourceLostError:
            if is_source_present(self._job.source):
                raise
        while not is_source_present(self._job.source):
            self._parent.send("absent", self._why_not())
            if self._parent.gone.wait(LOOK_EVERY_S):
                raise SourceLostError("is no longer needed.")
        self._parent.send("starting")
        return self._open()

    def _why_not(self) -> str:
        return f"could not be opened: {open_failure_text(self._job.source)}"

    def _read_live(self) -> None:
        limit_s = self._job.opening.read_timeout_s
        with closing(self._open_live()) as video:
            self._good_s = time.monotonic()
            backlog_s = self._good_s - self._opening_s
            is_live = backlog_s < _SHORT_BACKLOG_S
            while not self._parent.gone.is_set():
                asked_s = time.monotonic()
                is_good = video.grab()
                captured_s, took_s = video.captured_s, time.monotonic() - asked_s
                if not is_good:
                    is_timeout = took_s >= 0.9 * limit_s
                    silence = f"sent no frame for {took_s:.1f} s.{silence_fix(self._job.source)}"
                    raise SourceLostError(silence if is_timeout else "ended its stream.")
                is_live = is_live or took_s >= _BACKLOG_STEP_S or captured_s - self._good_s > backlog_s
                if is_live:
                    self._share_frame(video, captured_s)

    def _play_file(self) -> None:
        """Play the file at its own speed, like a camera. Repeat it if the job requests that."""
        video = self._wait_and_open_source()
        began_s = self._good_s = time.monotonic()
        while True:
            with closing(video):
                length_s = self._play_once(video, began_s)
            if self._parent.gone.is_set() or not self._job.loop:
                return
            began_s += length_s
            video = self._open()

    def _play_once(self, video: VideoCapture, began_s: float) -> float:
        """Play the file once and return its length in seconds. If the kiosk is too slow, frames are skipped."""
        times = FrameTimestamps(video.rate_hz)
        last_s = None
        while not self._parent.gone.is_set() and video.grab():
            at_s = times.next_frame_time_s(video.position_ms)
            if at_s is None:
                continue
            is_late = last_s is not None and time.monotonic() > began_s + at_s + _LATE_S
            last_s = at_s
            self._wait_until(began_s + at_s)
            if not is_late:
                self._share_frame(video, began_s + at_s)
        if last_s is None:
            raise SourceLostError("contains no frames.")
        return last_s + times.step_s

    def _wait_until(self, due_s: float) -> None:
        while (left_s := due_s - time.monotonic()) > 0 and not self._parent.gone.wait(min(left_s, ALIVE_EVERY_S)):
            self._parent.send_alive()

    def _share_frame(self, video: VideoCapture | PipelineVideo, captured_s: float) -> None:
        """Share the grabbed frame with the kiosk, if a frame is due at the requested rate."""
        if not self._sampler.is_due(captured_s):
            self._parent.send_alive()
            return
        if not self._thinner.is_kept(captured_s, int(self._parent.asked or 1)):
            self._report_skipped_frame(captured_s)
            return
        image = video.decode(self._writer.back_buffer(*self._size) if self._size else None)
        self._is_damaged = image is None
        if image is None:
            self._skip_damaged(captured_s)
            return
        self._good_s = captured_s
        size = (image.shape[0], image.shape[1])
        if self._size is None:
            self._size = size
            self._writer.back_buffer(*size)[:] = image
        if size != self._size:
            raise SourceLostError(f"changed its frame size from {_as_text(self._size)} to {_as_text(size)} px.")
        self._writer.write(captured_s, self._detector.detect_fault(image, captured_s), self._skipped)
        self._parent.send("picture")

    def _report_skipped_frame(self, captured_s: float) -> None:
        """Report a skipped frame to the kiosk at once, so that the camera's counts do not depend on the number of
        frames that the kiosk requests.

        A skipped frame counts as good if the last decoded frame was good. So the counts for a faulty camera are the
        same as without skipping.
        """
        if self._is_damaged:
            self._parent.send_alive()
            return
        self._skipped += 1
        self._parent.send("skipped", SkippedFrame(captured_s, self._detector.fault, self._skipped).to_text())

    def _skip_damaged(self, captured_s: float) -> None:
        self._parent.send_alive()
        limit_s = self._job.opening.read_timeout_s
        if captured_s - self._good_s > limit_s:
            raise SourceLostError(f"sent no valid frame for {limit_s:g} s.")


def _as_text(size: tuple[int, int]) -> str:
    return f"{size[1]}x{size[0]}"


def main(arguments: list[str]) -> None:
    """Receive a job through the socket and run it."""
    socket_fd, memory_fd = (int(argument) for argument in arguments)
    with socket.socket(fileno=socket_fd) as link:
        data = link.recv(LARGEST_JOB)
        if not data:
            return
        job = CaptureJob.from_bytes(data)
        extra_s = extra_end_s(job.source)
        if extra_s:  # systemd sends it to the whole unit; the kiosk ends this process, and this one its pipeline
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # gst-launch-1.0 inherits it, and lets a camera go after it. A shell ignores it in the background.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        silence_output()
        forbid_core_files()
        keep_freed_memory()
        cv2.setNumThreads(1)
        parent = ParentProcessLink(link, extra_s)
        SupervisedThread(parent.exit_with_parent, "kiosk").start()
        CameraCaptureWorker(job, FrameWriter(memory_fd), parent).run()


if __name__ == "__main__":
    main(sys.argv[1:])

"""Capture process of the camera: reads frames continuously and shares the newest one with the kiosk.

Only process.py runs it, as `python -m edge.sources.camera.capture_process SOCKET_FD MEMORY_FD`. The process gets the
camera's address through the socket, never as an argument or environment variable, because every user of the system
could read these. The process ends when the kiosk closes its end of the socket.
"""

import signal
import socket
import sys
import time
from contextlib import closing

import cv2

from edge.sources.camera.address import source_kind
from edge.sources.camera.argus import extra_end_s, silence_fix
from edge.sources.camera.backlog import StreamBacklog
from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.decoded_video import DecoderFailedError
from edge.sources.camera.frame_buffer import FrameWriter, SkippedFrame
from edge.sources.camera.image_checks import FreezeAndDarkDetector
from edge.sources.camera.opening import LiveVideo, SourceOpener
from edge.sources.camera.thinning import FrameThinner
from edge.sources.camera.video import FrameSampler, FrameTimestamps, VideoCapture
from edge.sources.process.allocator import keep_freed_memory
from edge.sources.process.parent import ALIVE_EVERY_S, LARGEST_JOB, ParentProcessLink, SourceLostError, silence_output
from edge.supervised_thread import SupervisedThread
from models.serving.hardening import forbid_core_files

_LATE_S = 0.25
"""Longest delay in seconds of a kiosk that reads a video file. With a longer delay, the kiosk skips frames."""


class CameraCaptureWorker:
    """Reads one source until the source ends or fails, or until the kiosk closes the connection.

    It sends these messages. "starting": the process is running and opens the source now. "absent": there is nothing to
    open, with the reason; the process checks again soon. "opened": the source is open. "picture": a new frame is in the
    shared memory. "alive": the process is running but has no new frame. "decoder failed" and "decoder unused": the
    decoder failed, or does not fit this camera, with the reason. "ended": the file is at its end. "failed": the source
    is lost, with the reason. After "ended" and "failed" the process exits.
    """

    def __init__(self, job: CaptureJob, writer: FrameWriter, parent: ParentProcessLink) -> None:
        self._job = job
        self._writer = writer
        self._parent = parent
        self._opener = SourceOpener(job, parent)
        self._detector = FreezeAndDarkDetector(job.frozen_after_s, job.dark_after_s)
        self._sampler, self._thinner = FrameSampler(job.max_rate_hz), FrameThinner(job.max_rate_hz)
        self._skipped = 0  # frames left out because fewer are wanted
        self._is_damaged = False  # the last frame that was decoded
        self._size: tuple[int, int] | None = None
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
            if isinstance(lost, DecoderFailedError):
                self._parent.send("decoder failed", str(lost))
            self._parent.send("failed", str(lost))
        else:
            self._parent.send("ended")

    def _read_live(self) -> None:
        limit_s = self._job.opening.read_timeout_s
        with closing(self._opener.open_live()) as video:
            self._good_s = time.monotonic()
            backlog = StreamBacklog(self._opener.opening_s, self._good_s)
            while not self._parent.gone.is_set():
                asked_s = time.monotonic()
                is_good = video.grab()
                captured_s, took_s = video.captured_s, time.monotonic() - asked_s
                if not is_good:
                    is_timeout = took_s >= 0.9 * limit_s
                    silence = f"sent no frame for {took_s:.1f} s.{silence_fix(self._job.source)}"
                    raise SourceLostError(silence if is_timeout else "ended its stream.")
                if backlog.is_live(captured_s, took_s):
                    self._share_frame(video, captured_s)

    def _play_file(self) -> None:
        """Play the file at its own speed, like a camera. Repeat it if the job requests that."""
        video = self._opener.wait_and_open()
        began_s = self._good_s = time.monotonic()
        while True:
            with closing(video):
                length_s = self._play_once(video, began_s)
            if self._parent.gone.is_set() or not self._job.loop:
                return
            began_s += length_s
            video = self._opener.open_source()

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

    def _share_frame(self, video: LiveVideo, captured_s: float) -> None:
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
        # SIGINT makes gst-launch-1.0 release its camera. A shell in the background makes its children ignore SIGINT.
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

"""Opens the source of the capture process, with a decoder or without."""

import time

from edge.sources.camera.address import is_source_present, open_failure_text, source_kind
from edge.sources.camera.backlog import StreamBacklog
from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.decoded_video import DecodedVideo, check_decoder
from edge.sources.camera.gst_process import PipelineVideo, open_pipeline
from edge.sources.camera.network_address import CameraRefusedError
from edge.sources.camera.video import VideoCapture, open_camera
from edge.sources.process.parent import ParentProcessLink, SourceLostError

LOOK_EVERY_S = 2.0
"""Seconds between two quick checks of whether an absent source is present again."""

LiveVideo = VideoCapture | PipelineVideo | DecodedVideo


class SourceOpener:
    """Opens a source, and reports to the kiosk that it starts, that the source is absent, and that it is open.

    `opening_s`: start of the last attempt to open, on the clock of time.monotonic().
    """

    def __init__(self, job: CaptureJob, parent: ParentProcessLink) -> None:
        self._job, self._parent = job, parent
        self.opening_s = 0.0

    def open_live(self) -> LiveVideo:
        """Open a live source. If it is absent, wait until it is present. Raises SourceLostError."""
        if source_kind(self._job.source) != "pipeline":
            video = self.wait_and_open()
            return video if self._job.decoder is None else self._decode(video)
        self.opening_s = time.monotonic()
        opening = self._job.opening
        pipeline = open_pipeline(self._job.source, opening.open_timeout_s, opening.read_timeout_s, self._report_start)
        self._parent.send("opened")
        return pipeline

    def wait_and_open(self) -> VideoCapture:
        """Open the source. If it is absent, wait until it is present. Raises SourceLostError."""
        try:
            return self.open_source()
        except SourceLostError:
            if is_source_present(self._job.source):
                raise
        while not is_source_present(self._job.source):
            self._parent.send("absent", self._failure_text())
            if self._parent.gone.wait(LOOK_EVERY_S):
                raise SourceLostError("is no longer needed.")
        self._report_start()
        return self.open_source()

    def open_source(self) -> VideoCapture:
        """Open the source now. Raises SourceLostError."""
        self.opening_s = time.monotonic()
        try:
            video = open_camera(self._job.source, self._job.opening)
        except CameraRefusedError as error:
            raise SourceLostError(f"could not be opened: {error}") from error
        if video is None:
            raise SourceLostError(self._failure_text())
        if self._job.decoder is None:
            self._parent.send("opened")
        return video

    def _decode(self, video: VideoCapture) -> VideoCapture | DecodedVideo:
        """The video, decoded by the chosen decoder if that fits this camera. Raises SourceLostError."""
        choice = self._job.decoder
        assert choice is not None
        try:
            reason = choice.mismatch(video.codec, video.size_px) or check_decoder(choice, self._report_start)
        except SourceLostError:
            video.close()
            raise
        if not reason and not video.leave_encoded():
            reason = "OpenCV returns no packets of this camera"
        if reason:
            self._parent.send("decoder unused", reason)
            self._parent.send("opened")
            return video
        backlog = StreamBacklog(self.opening_s, time.monotonic())
        decoded = DecodedVideo(video, choice.element, self._job.opening, backlog, self._report_start)
        self._parent.send("opened")
        return decoded

    def _report_start(self) -> None:
        self._parent.send("starting")

    def _failure_text(self) -> str:
        return f"could not be opened: {open_failure_text(self._job.source)}"

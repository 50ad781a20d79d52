"""Live camera: returns its newest frame with the capture time. It recovers from every fault without blocking its
callers.

A capture process (capture_process.py) reads the source, and a SupervisedSource supervises this process. This module
defines how the process is started, and checks its frames.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from edge.alerts import Alert, Severity
from edge.events import SourceLost, SourceRestored
from edge.signals import Frame
from edge.sources.camera.address import is_encrypted, redact_source, source_kind
from edge.sources.camera.decoder_fallback import DecoderFallback
from edge.sources.camera.decoders import AUTO, HARDWARE, SOFTWARE, is_allowed
from edge.sources.camera.frame_buffer import BufferedFrame, SkippedFrame
from edge.sources.camera.gst_launch import LAUNCH, PACKAGES, is_gstreamer_installed
from edge.sources.camera.gst_pipeline import PipelineRefusedError, parse_pipeline
from edge.sources.camera.image_checks import ImageFault
from edge.sources.camera.network_address import PORTS, CameraRefusedError
from edge.sources.camera.opening import LOOK_EVERY_S
from edge.sources.camera.options import CameraOptions, camera_warnings, capture_job, timeouts
from edge.sources.camera.process import CameraProcess
from edge.sources.camera.tls import CameraTlsOptions, tls_context
from edge.sources.process.status import SourceProfile, SourceState, SourceStatus
from edge.sources.process.supervised import SupervisedSource

_SOURCE = "camera"
_SEVERITIES: Mapping[SourceState, Severity] = {"lost": "error", "frozen": "error", "dark": "warning"}
_FAULT_TEXTS: dict[ImageFault, str] = {
    "frozen": "sends the same frame again and again. Switch the camera off and on.",
    "dark": "sends black or uniform frames. Check whether its lens is covered or the light is off.",
}
_COVERED_TEXT = "sends frames without any edges. Its lens is covered."


class CameraError(Exception):
    """This camera cannot work on this kiosk. Retrying does not help."""


@dataclass(slots=True)
class CameraCaptureCounters:
    """Counters since the camera object was made."""

    taken: int = 0  # frames returned to the caller
    dropped: int = 0  # frames that a newer one replaced before the caller asked
    blind: int = 0  # frames held back because the camera was frozen, dark or covered
    skipped: int = 0  # frames left out because the caller wants fewer


class Camera:
    """Source of frames that may fail and recover. The constructor opens nothing.

    `source`: a V4L2 device (/dev/video0, /dev/v4l/by-id/…, a number), an RTSP or HTTP (MJPEG) address, a GStreamer
    pipeline ("gst: …"), or a video file, which is played at its own pace. `now` reads the kiosk's clock, in seconds
    since 1970 UTC. One thread takes frames; `state`, `alerts`, `opening` and `counts` may be read from any thread.

    A lost source is opened again. An absent source (no such device or file, no answer at the address) is checked every
    2 s and opened as soon as it is present. If a source is present but fails, it is opened again after a tenth of the
    time since its first failure, at least 1 s and at most 60 s. So a source that works again is in use within 5 s,
    unless it failed for more than 50 s. A device is reopened for no other reason, such as its mode.
    """

    def __init__(self, source: str, options: CameraOptions, now: Callable[[], float]) -> None:
        """Raises CameraError if no attempt can ever open `source` (see `_check_source`)."""
        self.name = redact_source(source)
        _check_source(source, self.name, options.tls)
        if options.decoder is not None:
            _check_decoder(options.decoder.element)
        if source_kind(source) == "file":
            source = os.path.abspath(source)
        self._job = capture_job(source, options)
        self._sequence = self._skipped = 0  # of the last frame, and frames left out, of the present capture process
        self._skipped_since = 0  # of these, since the last frame
        self._process: CameraProcess | None = None
        self._decoder = DecoderFallback(self.name, self._job.decoder, now)
        self._warnings = camera_warnings(self.name, options)
        profile = SourceProfile(_SOURCE, "camera", self.name, _SEVERITIES, is_assumed_ok=True)
        self._status = SourceStatus(profile, now, self._warnings.record_loss)
        self._source: SupervisedSource[BufferedFrame | SkippedFrame, Frame] = SupervisedSource(
            self._status,
            timeouts(source, options),
            self._start_process,
            self._accept_frame,
            now,
            check_text=f"Trying again in {LOOK_EVERY_S:g} s.",
            ends_gently=True,  # some network cameras count their clients
            backoff=options.backoff,
        )
        self.counts = CameraCaptureCounters()

    @property
    def state(self) -> SourceState:
        """State of the camera: "opening", "ok", "lost", "frozen", "dark" or "ended"."""
        return self._status.state

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Current alerts: at most one about a fault that stops all frames, then those about a camera that sends
        frames.
        """
        return (*self._status.alerts, *self._decoder.alerts, *self._warnings.active)

    @property
    def opening_text(self) -> str | None:
        """Status text while the camera is opened for the first time; otherwise None."""
        return self._status.opening_text

    @property
    def capture_pid(self) -> int | None:
        """Id of the capture process, if it is running. Its CPU time is part of the kiosk's."""
        return self._source.capture_pid

    def forget_view(self) -> None:
        """Delete the learned view, for example at the end of the local day. The camera then learns it again."""
        with self._source.lock:
            self._warnings.forget_view()

    def start(self) -> None:
        """Start opening the source, without waiting. `newest_frame` does this too; call `start` to open the source
        earlier.
        """
        self._source.start()

    def newest_frame(self, timeout_s: float) -> Frame | None:
        """The newest frame, if one has arrived since the last call or arrives within `timeout_s`; otherwise None.

        Call `take_events` afterwards: those events precede the frame. This call also monitors and reopens the source,
        so keep calling it, whatever it returns.
        """
        return self._source.next_data(timeout_s)

    def keep_one_in(self, count: int) -> None:
        """From now on, return only one frame in `one_in` (1, 2 or 3). A new capture process returns every frame at
        first.
        """
        with self._source.lock:
            if self._process is not None:
                self._process.keep_one_in(count)

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """Events since the last call, in order.

        SourceLost has the capture time of the last good frame, or the time at which the first attempt to open the
        camera failed. SourceRestored has the capture time of the first good frame after the loss. The two alternate,
        starting with SourceLost. A camera that opens at once and stays open emits no event.
        """
        return self._source.take_events()

    def close(self) -> None:
        """End the capture process and free all resources. A `newest_frame` call in another thread returns None."""
        self._source.close()

    def __enter__(self) -> "Camera":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start_process(self) -> CameraProcess:
        self._sequence = self._skipped = self._skipped_since = 0
        self._process = CameraProcess(replace(self._job, decoder=self._decoder.choice), self._decoder.record)
        return self._process

    def _accept_frame(self, frame: BufferedFrame | SkippedFrame, at_s: float) -> Frame | None:
        self._count_skipped(frame)
        if isinstance(frame, SkippedFrame):
            return None
        new_frames = frame.sequence - self._sequence
        self._sequence = frame.sequence
        self.counts.dropped += new_frames - 1
        new_frames, self._skipped_since = new_frames + self._skipped_since, 0
        if frame.image is None:
            self._hold_back(frame.fault, _FAULT_TEXTS[frame.fault])
            return None
        self._warnings.check_frame(frame.image, new_frames, frame.captured_s, at_s)
        if self._warnings.is_covered:
            self._hold_back("dark", _COVERED_TEXT)
            return None
        self._status.report_ok(at_s, at_s)
        self.counts.taken += 1
        return Frame(at_s, frame.image, _SOURCE)

    def _count_skipped(self, frame: BufferedFrame | SkippedFrame) -> None:
        """Count skipped frames as good or blind (frozen or dark), like the current frame, so that the counts include
        every frame.
        """
        new_frames = max(0, frame.skipped - self._skipped)
        self._skipped += new_frames
        self._skipped_since += new_frames
        if frame.fault != "ok" or self._warnings.is_covered:
            self.counts.blind += new_frames
        else:
            self.counts.skipped += new_frames

    def _hold_back(self, fault: ImageFault, text: str) -> None:
        """Count the newest frame as blind, that is, frozen or dark. Report the fault instead of returning the frame."""
        self.counts.blind += 1
        self._status.report_fault(fault, text)


def _check_source(source: str, name: str, tls: CameraTlsOptions) -> None:
    """Raises CameraError if a pipeline may not run or GStreamer is not installed, if a network address has a scheme
    that is not allowed, or if the file with the trusted certificate authorities cannot be used.
    """
    kind = source_kind(source)
    if kind == "pipeline":
        _check_pipeline(source, name)
    if kind != "network":
        return
    scheme = source.partition("://")[0].lower()
    if scheme not in PORTS:
        raise CameraError(
            f"camera: {scheme}:// is not a camera protocol. Set [camera] source to an address that starts with "
            f"{', '.join(f'{each}://' for each in PORTS)}, a device, a file or a pipeline."
        )
    try:
        if is_encrypted(source):
            tls_context(tls)
    except CameraRefusedError as error:
        raise CameraError(f"camera: {error}") from error


def _check_decoder(element: str) -> None:
    if not is_allowed(element):
        raise CameraError(
            f"camera: {element[:40]!r} in [camera] decode is not an allowed decoder. Set it to {AUTO}, {SOFTWARE}, "
            f"or a GStreamer decoder for H.264 or H.265, such as {', '.join(HARDWARE)}."
        )


def _check_pipeline(source: str, name: str) -> None:
    try:
        parse_pipeline(source)
    except PipelineRefusedError as error:
        raise CameraError(f"camera: the pipeline in [camera] source is not allowed: {error}") from error
    if not is_gstreamer_installed():
        raise CameraError(f"camera: {name} needs {LAUNCH}, which is not installed. Install it: {PACKAGES}")

"""Live camera: its newest frame with the capture time. It recovers from every fault, and callers never wait for it.

A capture process (capture_process.py) reads the source. This side takes its newest frame, ends the process when it
hangs, and starts the next one with growing waits. It emits an event when the camera is lost and when it is restored.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal

from edge.events import SourceLost, SourceRestored
from edge.signals import Frame
from edge.sources.camera.address import kind_of, redacted
from edge.sources.camera.capture_process import LOOK_EVERY_S, CaptureJob, MessageKind
from edge.sources.camera.frame_buffer import BufferedFrame
from edge.sources.camera.frame_rate import FrameRateMeter
from edge.sources.camera.image_checks import ImageFault
from edge.sources.camera.process import CameraProcess
from edge.sources.camera.video import VideoOptions, has_gstreamer
from edge.sources.camera.view_monitor import ViewMonitor
from edge.sources.camera.warnings import CameraWarning, CameraWarnings
from edge.sources.process.backoff import Backoff
from edge.sources.process.wakeup import WakeupPipe

log = logging.getLogger(__name__)

State = Literal["opening", "ok", "lost", "frozen", "dark", "ended"]

_SOURCE = "camera"
_START_WITHIN_S = 20.0
"""Time limit for the start of Python, on a busy small machine."""
_GRACE_S = 0.5
"""Added to the capture process's own limit. With that limit of 2 s, a loss is reported within the 3 s over which the
audience core reorders events."""
_DIAGNOSE_WITHIN_S = 2.0
"""Added to the time limit for opening: the capture process needs it to find out why it could not open the source."""
_ABSENT_WITHIN_S = 30.0
"""Time limit between two checks for an absent source: without a network, looking up a host name may take this long."""
_ENOUGH = 0.7
"""Share of the requested rate. Below it, a camera with a low requested rate is slow too."""
_FAULT_TEXTS: dict[ImageFault, str] = {
    "frozen": "gives the same picture again and again. Switch the camera off and on.",
    "dark": "gives a black or even picture. Is its lens covered, or the light off?",
}
_COVERED_TEXT = "gives a picture without an edge in it. Its lens is covered."


class CameraError(Exception):
    """This camera cannot work on this machine; trying again does not help."""


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """Options for reading a camera. Times are in seconds. A limit of None switches its check off."""

    width_px: int | None = None  # requested from a device (V4L2), like height and rate
    height_px: int | None = None
    rate_hz: float | None = None
    max_rate_hz: float | None = None  # frames beyond this rate are neither decoded nor shared
    loop: bool = False  # a video file starts again at its end
    open_timeout_s: float = 5.0
    read_timeout_s: float = 2.0
    frozen_after_s: float | None = 10.0
    dark_after_s: float | None = 5.0  # black, even, or covered by something with a pattern
    moved_after_s: float | None = 60.0  # time in which the view is learned, and for which it must differ
    slow_below_hz: float | None = 5.0
    slow_after_s: float = 60.0


@dataclass(frozen=True, slots=True)
class CameraCondition:
    """State of the camera, its text for a person, and its start on the kiosk's clock."""

    state: State
    text: str
    since_s: float


@dataclass(slots=True)
class CameraCaptureCounters:
    """Counters since the camera object was made."""

    taken: int = 0  # frames returned to the caller
    dropped: int = 0  # frames that a newer one replaced before the caller asked
    blind: int = 0  # frames held back because the camera was frozen, dark or covered


@dataclass(slots=True)
class _CameraRun:
    """One capture process, from its start to its end."""

    process: CameraProcess
    opened: bool = False
    give_up_s: float = field(default_factory=lambda: time.monotonic() + _START_WITHIN_S)
    first_s: float | None = None  # capture times of its first and last frame
    last_s: float | None = None
    sequence: int = 0
    is_absent: bool = False  # there is nothing to open; the process waits
    has_new_frame: bool = False  # the shared memory holds a frame that was not read
    final_message: tuple[MessageKind, str] | None = None  # "ended" or "failed", received but not yet handled

    @property
    def worked_s(self) -> float:
        """Time from the first to the last frame."""
        return 0.0 if self.first_s is None or self.last_s is None else self.last_s - self.first_s


class Camera:
    """Source of frames that may fail and recover. The constructor opens nothing.

    `source`: a V4L2 device (/dev/video0, /dev/v4l/by-id/…, a number), an RTSP or HTTP (MJPEG) address, a GStreamer
    pipeline that ends in appsink (recognised by " ! "), or a video file, which is played at its own pace. `now` reads
    the kiosk's clock, in seconds since 1970 UTC. One thread takes frames; `condition`, `warnings` and `counts` may be
    read from any thread.

    A lost source is opened again. An absent source (no such device or file, no answer at the address) is checked every
    2 s and opened as soon as it is present. A source that is present and fails is opened after a tenth of the time
    since its first failure, at least 1 s and at most 60 s. A source that works again is therefore noticed within 5 s,
    unless it failed for more than 50 s. An open device is never reopened for another reason, such as its mode.
    """

    def __init__(self, source: str, options: CameraOptions, now: Callable[[], float]) -> None:
        """Raises CameraError if `source` is a pipeline and this OpenCV has no GStreamer."""
        self.name = redacted(source)
        if kind_of(source) == "pipeline" and not has_gstreamer():
            raise CameraError(
                f"camera: {self.name} needs an OpenCV with GStreamer; this one was built without it. "
                "Install one that has it (JetPack's own does), or name a device or an address in [camera] source."
            )
        if kind_of(source) == "file":
            source = os.path.abspath(source)
        self._job = _job(source, options)
        self._now = now
        self._run: _CameraRun | None = None
        self._backoff = Backoff()
        self._last_at_s: float | None = None  # of the last frame that was returned
        self._is_lost = False  # the last event was SourceLost
        self._events: list[SourceLost | SourceRestored] = []
        self._lock = threading.Lock()  # guards everything above, between the thread that takes frames and close
        self._closing = threading.Event()
        self._wakeup = WakeupPipe()
        self._warnings = _camera_warnings(self.name, options)
        self.counts = CameraCaptureCounters()
        self.condition = CameraCondition("opening", f"camera: opening {self.name}.", now())

    @property
    def capture_pid(self) -> int | None:
        """Id of the capture process, if one runs. Its CPU time is part of the kiosk's."""
        run = self._run
        return None if run is None else run.process.pid

    @property
    def warnings(self) -> tuple[CameraWarning, ...]:
        """Active warnings about a camera that delivers frames."""
        return self._warnings.active

    def forget_view(self) -> None:
        """Delete the learned view, for example at the end of the local day. It is learned anew."""
        with self._lock:
            self._warnings.forget()

    def start(self) -> None:
        """Begin to open the source, without waiting. `newest` does this too; `start` allows an earlier begin."""
        with self._lock:
            self._start_if_due()

    def newest(self, timeout_s: float) -> Frame | None:
        """The newest frame, if one came since the last call or comes within `timeout_s`; else None.

        Call `take_events` after it: those events belong before the frame. This call also monitors and reopens the
        source, so keep calling it, whatever it returns.
        """
        deadline_s = time.monotonic() + timeout_s
        with self._lock:
            while not self._closing.is_set():
                self._start_if_due()
                frame = self._poll()
                if frame is not None or time.monotonic() >= deadline_s:
                    return frame
                run = self._run
                self._wakeup.sleep_until(min(deadline_s, self._next_s()), None if run is None else run.process.fileno())
        return None

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """Events since the last call, in order.

        SourceLost has the capture time of the last good frame, or the time when the first attempt to open failed.
        SourceRestored has the capture time of the first good frame after the loss. They alternate, SourceLost first. A
        camera that opens at once and stays open emits no event.
        """
        with self._lock:
            events, self._events = self._events, []
        return events

    def close(self) -> None:
        """End the capture process and free all resources. A `newest` call in another thread returns None."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._wakeup.wake()
        with self._lock:
            self._end_run(gently=True)
            self._wakeup.close()

    def __enter__(self) -> "Camera":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start_if_due(self) -> None:
        if self._run is not None or time.monotonic() < self._backoff.due_s or self._closing.is_set():
            return
        try:
            self._run = _CameraRun(CameraProcess(self._job))
        except OSError as error:
            self._lose(f"could not be opened: no process for it could be started ({error.strerror}).")

    def _next_s(self) -> float:
        """Time of the next action if no message comes before."""
        if self._run is None:
            return self._backoff.due_s
        return time.monotonic() if self._run.has_new_frame else self._run.give_up_s

    def _poll(self) -> Frame | None:
        run = self._run
        if run is None:
            return None
        for kind, text in run.process.receive():
            self._handle(run, kind, text)
        frame = self._newest_of(run) if run.has_new_frame else None
        if frame is None and not run.has_new_frame:  # the last frame goes before the end
            if run.final_message is not None:
                self._end_or_lose(*run.final_message)
            elif time.monotonic() >= run.give_up_s:
                self._lose("hangs: nothing came within its time limit." if run.opened else "did not open in time.")
        return frame

    def _handle(self, run: _CameraRun, kind: MessageKind, text: str) -> None:
        limit_s = self._job.opening.read_timeout_s + _GRACE_S
        match kind:
            case "starting":
                limit_s = self._job.opening.open_timeout_s + _DIAGNOSE_WITHIN_S
                if run.is_absent:
                    self._backoff.reset()
            case "absent":
                limit_s = _ABSENT_WITHIN_S
                run.is_absent = True
                self._report_lost("lost", f"{text} Trying again in {LOOK_EVERY_S:g} s.")
            case "opened":
                run.opened = True
            case "picture":
                run.has_new_frame = True
            case "ended" | "failed":
                run.final_message = run.final_message or (kind, text)
            case "alive":
                pass
        run.give_up_s = time.monotonic() + limit_s

    def _newest_of(self, run: _CameraRun) -> Frame | None:
        try:
            frame = run.process.frames.newest(run.sequence)
        except BlockingIOError:  # the writer holds the lock: the next call asks again
            return None
        run.has_new_frame = False
        return None if frame is None else self._accept(run, frame)

    def _accept(self, run: _CameraRun, frame: BufferedFrame) -> Frame | None:
        at_s = self._now() - (time.monotonic() - frame.captured_s)
        new_frames = frame.sequence - run.sequence
        self.counts.dropped += new_frames - 1
        run.sequence = frame.sequence
        run.last_s = frame.captured_s
        if run.first_s is None:
            run.first_s = frame.captured_s
        if frame.image is None:
            self._hold_back(frame.fault, _FAULT_TEXTS[frame.fault])
            return None
        self._warnings.check(frame.image, new_frames, frame.captured_s, at_s)
        if self._warnings.is_covered:
            self._hold_back("dark", _COVERED_TEXT)
            return None
        self._report_restored(at_s)
        self._last_at_s = at_s
        self.counts.taken += 1
        return Frame(at_s, frame.image, _SOURCE)

    def _hold_back(self, fault: ImageFault, text: str) -> None:
        """Count the newest frame as blind and report the fault instead."""
        self.counts.blind += 1
        self._report_lost(fault, text)

    def _end_or_lose(self, kind: MessageKind, text: str) -> None:
        if kind == "failed":
            self._lose(text)
            return
        self._end_run(gently=True)
        self._backoff.stop()
        self._report_lost("ended", "is at its end.")

    def _lose(self, text: str) -> None:
        run = self._run
        delay_s = self._backoff.record_failure(time.monotonic(), 0.0 if run is None else run.worked_s)
        # A process that sent its final message is ending. For one that hangs, a gentle end would only cost time.
        self._end_run(gently=run is not None and run.final_message is not None)
        self._report_lost("lost", f"{text} Trying again in {delay_s:.0f} s.")

    def _report_lost(self, state: State, text: str) -> None:
        text = f"camera: {self.name} {text}"
        since_s = self.condition.since_s if self.condition.state == state else self._now()
        self.condition = CameraCondition(state, text, since_s)
        self._warnings.lost(self._now())
        if self._is_lost:
            return
        self._is_lost = True
        self._events.append(SourceLost(self._now() if self._last_at_s is None else self._last_at_s, _SOURCE))
        log.log(logging.INFO if state == "ended" else logging.WARNING, "%s", text)

    def _report_restored(self, at_s: float) -> None:
        if self._is_lost:
            self._events.append(SourceRestored(at_s, _SOURCE))
            log.info("camera: %s is back after %.0f s.", self.name, at_s - self.condition.since_s)
        self._is_lost = False
        if self.condition.state != "ok":
            self.condition = CameraCondition("ok", f"camera: {self.name} gives pictures.", at_s)

    def _end_run(self, *, gently: bool) -> None:
        run, self._run = self._run, None
        if run is not None:
            run.process.end(gently=gently)


def _camera_warnings(name: str, options: CameraOptions) -> CameraWarnings:
    view = None if options.moved_after_s is None else ViewMonitor(options.moved_after_s, options.dark_after_s)
    least_hz = options.slow_below_hz
    if least_hz is not None:
        requested_hz = [_ENOUGH * rate_hz for rate_hz in (options.rate_hz, options.max_rate_hz) if rate_hz is not None]
        least_hz = min([least_hz, *requested_hz])
    return CameraWarnings(name, view, FrameRateMeter(options.slow_after_s), least_hz)


def _job(source: str, options: CameraOptions) -> CaptureJob:
    opening = VideoOptions(
        width_px=options.width_px,
        height_px=options.height_px,
        rate_hz=options.rate_hz,
        open_timeout_s=options.open_timeout_s,
        read_timeout_s=options.read_timeout_s,
    )
    return CaptureJob(
        source=source,
        opening=opening,
        max_rate_hz=options.max_rate_hz,
        loop=options.loop,
        frozen_after_s=options.frozen_after_s,
        dark_after_s=options.dark_after_s,
    )

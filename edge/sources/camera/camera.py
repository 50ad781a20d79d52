"""The live camera: its newest frame with the time of capture, whatever it takes to get one. Callers never wait for it.

A capture process (capture.py) reads the source; this side takes its newest picture, ends it when it hangs, starts the
next one with growing waits, and tells audience when nothing is seen and when it is again.
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
from edge.sources.camera.capture_process import LOOK_EVERY_S, CaptureJob, Word
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
"""For Python to start, on a busy small machine."""
_GRACE_S = 0.5
"""After the capture process's own limit. With that of 2 s, a loss is told within the 3 s that audience reorders."""
_LOOK_WITHIN_S = 2.0
"""After the time limit of opening: for the capture process to find out why it could not."""
_ABSENT_WITHIN_S = 30.0
"""From one look for a source that is not there to the next: looking up a name may take so long without a network."""
_ENOUGH = 0.7
"""Of the rate that was asked for; below it a camera that is to be slow is slow all the same."""
_BLIND_TEXTS: dict[ImageFault, str] = {
    "frozen": "gives the same picture again and again. Switch the camera off and on.",
    "dark": "gives a black or even picture. Is its lens covered, or the light off?",
}
_COVERED_TEXT = "gives a picture without an edge in it. Its lens is covered."


class CameraError(Exception):
    """This camera cannot work on this machine, however often it is tried."""


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """How to read a camera. Times in seconds; `None` for a limit: not looked for."""

    width_px: int | None = None  # asked of a device (V4L2), like height and rate
    height_px: int | None = None
    rate_hz: float | None = None
    max_rate_hz: float | None = None  # frames beyond this rate are neither decoded nor handed over
    loop: bool = False  # a video file starts again at its end
    open_timeout_s: float = 5.0
    read_timeout_s: float = 2.0
    frozen_after_s: float | None = 10.0
    dark_after_s: float | None = 5.0  # black, even, or covered by something that has a pattern
    moved_after_s: float | None = 60.0  # the time that the view is learned in, and then differs for
    slow_below_hz: float | None = 5.0
    slow_after_s: float = 60.0


@dataclass(frozen=True, slots=True)
class CameraCondition:
    """How the camera is, since when on the kiosk's clock, and what a person should know."""

    state: State
    text: str
    since_s: float


@dataclass(slots=True)
class CameraCaptureCounters:
    """Since the camera was made."""

    taken: int = 0  # frames given to the caller
    dropped: int = 0  # frames that a newer one replaced before they were taken
    blind: int = 0  # frames held back because the camera was frozen or dark
    lost: int = 0  # times that the source was lost, or could not be opened at first
    opened: int = 0


@dataclass(slots=True)
class _CameraRun:
    """One life of the capture process."""

    process: CameraProcess
    opened: bool = False
    give_up_s: float = field(default_factory=lambda: time.monotonic() + _START_WITHIN_S)
    first_s: float | None = None  # capture times of its first and last picture
    last_s: float | None = None
    sequence: int = 0
    is_absent: bool = False  # there is nothing to open; it waits
    has_news: bool = False  # there is a picture that was not taken
    last_word: tuple[Word, str] | None = None  # "ended" or "failed", heard but not yet acted upon

    @property
    def gave_s(self) -> float:
        """How long there were pictures."""
        return 0.0 if self.first_s is None or self.last_s is None else self.last_s - self.first_s


class Camera:
    """A source of frames that may fail and come back. Constructing it opens nothing.

    `source`: a V4L2 device (/dev/video0, /dev/v4l/by-id/…, a number), an RTSP or HTTP (MJPEG) address, a GStreamer
    pipeline that ends in appsink (known by " ! "), or a video file, which is played at its own pace. `now` reads the
    kiosk's clock, in seconds since 1970 UTC. One thread takes frames; `condition`, `remarks` and `counts` may be read
    from any.

    A source that is lost is opened again: where there is nothing to open (no such device or file, nobody at the
    address), as soon as there is, which is looked for every 2 s; where it is there and fails, after a tenth of the time
    that it has been failing for, 1 s at least and 60 s at most. So a return is seen within 5 s, save after a failure of
    more than 50 s. An open device is never opened again for another reason, such as its mode.
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
        self._reopening = Backoff()
        self._last_at_s: float | None = None  # of the last frame that was given
        self._is_lost = False  # audience was told so
        self._events: list[SourceLost | SourceRestored] = []
        self._lock = threading.Lock()  # of everything above, between the taking thread and close
        self._closing = threading.Event()
        self._waking = WakeupPipe()
        self._warnings = _remarks(self.name, options)
        self.counts = CameraCaptureCounters()
        self.condition = CameraCondition("opening", f"camera: opening {self.name}.", now())

    @property
    def capture_pid(self) -> int | None:
        """The process that reads the source now, if there is one; its CPU time is part of the kiosk's."""
        run = self._run
        return None if run is None else run.process.pid

    @property
    def warnings(self) -> tuple[CameraWarning, ...]:
        """What a person should look at though pictures come."""
        return self._warnings.active

    def forget_view(self) -> None:
        """What was learned of the place is to be known no longer, as when the local day ends; it is learned anew."""
        with self._lock:
            self._warnings.forget()

    def start(self) -> None:
        """Begin to open the source, without waiting for it. `newest` does so too; this is for an early start."""
        with self._lock:
            self._start_if_due()

    def newest(self, timeout_s: float) -> Frame | None:
        """The newest frame, if one has come since the last call or comes within `timeout_s`; else None.

        Call `take_events` after it: what it gives belongs before the frame. The source is watched and reopened from
        within this call, so keep calling, whatever it returns.
        """
        deadline_s = time.monotonic() + timeout_s
        with self._lock:
            while not self._closing.is_set():
                self._start_if_due()
                frame = self._take()
                if frame is not None or time.monotonic() >= deadline_s:
                    return frame
                run = self._run
                self._waking.sleep_until(min(deadline_s, self._next_s()), None if run is None else run.process.fileno())
        return None

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """What happened since the last call, in order.

        SourceLost is told at the capture time of the last good frame, or when the first attempt to open failed;
        SourceBack at that of the first good frame after it. They alternate, SourceLost first; a camera that opens at
        once and stays tells nothing.
        """
        with self._lock:
            events, self._events = self._events, []
        return events

    def close(self) -> None:
        """End the capture process and let go of everything. A `newest` under way in another thread returns None."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._waking.wake()
        with self._lock:
            self._end_run(gently=True)
            self._waking.close()

    def __enter__(self) -> "Camera":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start_if_due(self) -> None:
        if self._run is not None or time.monotonic() < self._reopening.due_s or self._closing.is_set():
            return
        try:
            self._run = _CameraRun(CameraProcess(self._job))
        except OSError as error:
            self._lose(f"could not be opened: no process for it could be started ({error.strerror}).")

    def _next_s(self) -> float:
        """When there is something to do, if nothing is heard before."""
        if self._run is None:
            return self._reopening.due_s
        return time.monotonic() if self._run.has_news else self._run.give_up_s

    def _take(self) -> Frame | None:
        run = self._run
        if run is None:
            return None
        for word, text in run.process.receive():
            self._note(run, word, text)
        frame = self._newest_of(run) if run.has_news else None
        if frame is None and not run.has_news:  # the last picture goes before the end
            if run.last_word is not None:
                self._end_or_lose(*run.last_word)
            elif time.monotonic() >= run.give_up_s:
                self._lose("hangs: nothing came within its time limit." if run.opened else "did not open in time.")
        return frame

    def _note(self, run: _CameraRun, word: Word, text: str) -> None:
        limit_s = self._job.opening.read_timeout_s + _GRACE_S
        match word:
            case "starting":
                limit_s = self._job.opening.open_timeout_s + _LOOK_WITHIN_S
                if run.is_absent:
                    self._reopening.was_absent()
            case "absent":
                limit_s = _ABSENT_WITHIN_S
                self.counts.lost += not run.is_absent
                run.is_absent = True
                self._report_lost("lost", f"{text} Trying again in {LOOK_EVERY_S:g} s.")
            case "opened":
                run.opened = True
                self.counts.opened += 1
            case "picture":
                run.has_news = True
            case "ended" | "failed":
                run.last_word = run.last_word or (word, text)
            case "alive":
                pass
        run.give_up_s = time.monotonic() + limit_s

    def _newest_of(self, run: _CameraRun) -> Frame | None:
        try:
            picture = run.process.pictures.newest(run.sequence)
        except BlockingIOError:  # being shown at this very moment: it is asked for again
            return None
        run.has_news = False
        return None if picture is None else self._received(run, picture)

    def _received(self, run: _CameraRun, picture: BufferedFrame) -> Frame | None:
        at_s = self._now() - (time.monotonic() - picture.captured_s)
        pictures = picture.sequence - run.sequence
        self.counts.dropped += pictures - 1
        run.sequence = picture.sequence
        run.last_s = picture.captured_s
        if run.first_s is None:
            run.first_s = picture.captured_s
        if picture.image is None:
            self._hold_back(picture.fault, _BLIND_TEXTS[picture.fault])
            return None
        self._warnings.check(picture.image, pictures, picture.captured_s, at_s)
        if self._warnings.is_covered:
            self._hold_back("dark", _COVERED_TEXT)
            return None
        self._report_restored(at_s)
        self._last_at_s = at_s
        self.counts.taken += 1
        return Frame(at_s, picture.image, _SOURCE)

    def _hold_back(self, sight: ImageFault, text: str) -> None:
        """The newest picture, which shows nothing."""
        self.counts.blind += 1
        self._report_lost(sight, text)

    def _end_or_lose(self, word: Word, text: str) -> None:
        if word == "failed":
            self._lose(text)
            return
        self._end_run(gently=True)
        self._reopening.never()
        self._report_lost("ended", "is at its end.")

    def _lose(self, text: str) -> None:
        run = self._run
        waits_s = self._reopening.lost(time.monotonic(), 0.0 if run is None else run.gave_s)
        # One that has told of its end is ending; one that hangs would only cost the wait.
        self._end_run(gently=run is not None and run.last_word is not None)
        self.counts.lost += 1
        self._report_lost("lost", f"{text} Trying again in {waits_s:.0f} s.")

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


def _remarks(name: str, options: CameraOptions) -> CameraWarnings:
    aiming = None if options.moved_after_s is None else ViewMonitor(options.moved_after_s, options.dark_after_s)
    least_hz = options.slow_below_hz
    if least_hz is not None:
        asked_hz = [_ENOUGH * rate_hz for rate_hz in (options.rate_hz, options.max_rate_hz) if rate_hz is not None]
        least_hz = min([least_hz, *asked_hz])
    return CameraWarnings(name, aiming, FrameRateMeter(options.slow_after_s), least_hz)


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

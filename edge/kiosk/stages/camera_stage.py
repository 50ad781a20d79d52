"""The perception stage: turns the newest camera frame into an event. No camera is open during a pause."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge.alerts import Alert
from edge.events import FrameObservation, SourceLost, SourceRestored
from edge.signals import Frame
from edge.stage import StageContext

WAIT_S = 0.5  # longest wait for a frame; after it the stage checks whether to stop

CameraEvent = FrameObservation | SourceLost | SourceRestored


class FrameCounts(Protocol):
    """Counts of one frame source since it was made."""

    taken: int  # frames that `newest_frame` gave
    dropped: int  # frames that a newer frame replaced before they were taken
    blind: int  # frames held back because the camera was frozen or dark
    skipped: int  # frames left out because `keep_one_in` asked for fewer


class FrameSource(Protocol):
    """A live camera, implemented in edge.sources.camera.camera."""

    @property
    def counts(self) -> FrameCounts: ...

    @property
    def state(self) -> str:
        """State of the camera. "ended" at the end of a video file."""

    @property
    def alerts(self) -> tuple[Alert, ...]: ...

    @property
    def opening_text(self) -> str | None: ...

    @property
    def capture_pid(self) -> int | None: ...

    def start(self) -> None: ...

    def newest_frame(self, timeout_s: float) -> Frame | None: ...

    def keep_one_in(self, count: int) -> None: ...

    def take_events(self) -> list[SourceLost | SourceRestored]: ...

    def forget_view(self) -> None: ...

    def close(self) -> None: ...


class Pipeline(Protocol):
    """The methods of FacePipeline that the stage uses."""

    @property
    def one_in(self) -> int:
        """Number n: from now on, the pipeline needs only one frame out of n."""

    def process(self, frame: Frame) -> FrameObservation: ...

    def reset(self) -> None: ...

    def forget_static_places(self) -> None: ...


@dataclass(slots=True)
class CameraCounters:
    """Counts since the start of the kiosk, over all cameras that it opened."""

    given: int = 0  # frames that the camera gave
    blind: int = 0  # of these, frames held back because the camera was frozen or dark
    replaced: int = 0  # frames that a newer frame replaced before they were analysed
    analysed: int = 0
    skipped: int = 0  # frames left out because they were not needed


class CameraStage:
    """Opens a camera while the kiosk is active, and runs one pipeline over its frames.

    Analyses at most `rate_hz` frames per second, and fewer if the pipeline needs fewer. Under load, it also analyses
    fewer, because it reads only the newest frame. `day_end` returns the end of the local day that contains a time. At
    that time the pipeline forgets static faces, even if no camera is open. `on_frame` gets each analysed frame before
    its observation is emitted. `open_camera` returns None while another program uses the camera.
    """

    def __init__(
        self,
        open_camera: Callable[[], FrameSource | None],
        pipeline: Pipeline,
        context: StageContext[CameraEvent],
        rate_hz: float,
        day_end: Callable[[float], float],
        on_frame: Callable[[Frame], None] = lambda _: None,
    ) -> None:
        self._on_frame = on_frame
        self._open_camera, self._pipeline, self._context, self._next_day_end = open_camera, pipeline, context, day_end
        self._day_end_s = day_end(context.now())
        self._step_s = 1.0 / rate_hz
        self._due_s = 0.0
        self._closed = CameraCounters()  # of the cameras that are closed
        self._analysed = 0
        self._was_opened = False
        self._camera: FrameSource | None = None
        self.ended = threading.Event()  # set at the end of a video file
        self.size_px: tuple[int, int] | None = None  # width and height of the frames; replaced in the stage's thread

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts about the camera. Empty during a pause, when no camera is needed."""
        camera = self._camera
        return camera.alerts if camera else ()

    @property
    def opening_text(self) -> str | None:
        """Status text while the camera is opened for the first time."""
        camera = self._camera
        if camera is None:
            return None if self._was_opened or not self._context.is_active() else "camera: opening"
        return camera.opening_text

    @property
    def process_ids(self) -> list[int]:
        """Id of the capture process, if one is running."""
        camera = self._camera
        pid = camera.capture_pid if camera else None
        return [] if pid is None else [pid]

    @property
    def health_counters(self) -> CameraCounters:
        """Counts since the start of the kiosk. May be read from any thread."""
        camera, before = self._camera, self._closed
        counts = camera.counts if camera else None
        return CameraCounters(
            given=before.given + (counts.taken + counts.dropped + counts.blind + counts.skipped if counts else 0),
            blind=before.blind + (counts.blind if counts else 0),
            replaced=before.replaced + (counts.dropped if counts else 0),
            analysed=self._analysed,
            skipped=before.skipped + (counts.skipped if counts else 0),
        )

    def run(self, stop: threading.Event) -> None:
        """Runs until `stop` is set or a video file ends."""
        while not stop.is_set() and not self.ended.is_set():
            self._context.heartbeat()
            self._pass_day()
            camera = self._open_camera() if self._context.is_active() else None
            if camera is None:
                stop.wait(WAIT_S)
            else:
                self._run_camera(camera, stop)

    def _run_camera(self, camera: FrameSource, stop: threading.Event) -> None:
        self._camera, self._was_opened = camera, True
        try:
            camera.start()
            while self._context.is_active() and not stop.is_set():
                self._context.heartbeat()
                self._pass_day()
                self._process_newest_frame(camera)
                if camera.state == "ended":
                    self.ended.set()
                    return
        finally:
            self._closed, self._camera = self.health_counters, None
            camera.close()
            self._pipeline.reset()

    def _pass_day(self) -> None:
        now_s = self._context.now()
        if now_s >= self._day_end_s:
            self._pipeline.forget_static_places()
            if self._camera:
                self._camera.forget_view()
            self._day_end_s = self._next_day_end(now_s)

    def _process_newest_frame(self, camera: FrameSource) -> None:
        """Waits for the newest frame. If a frame is due, analyses it and emits the observation."""
        frame = camera.newest_frame(WAIT_S)
        for event in camera.take_events():
            self._context.emit(event)
        # a frame may be a quarter step early: a 15 Hz camera under a limit of 15 Hz keeps all its frames
        if frame is None or frame.at_s < self._due_s - self._step_s / 4:
            return
        self._due_s = max(self._due_s + self._step_s, frame.at_s)
        height, width = frame.image.shape[:2]
        self.size_px = width, height
        observation = self._pipeline.process(frame)
        camera.keep_one_in(self._pipeline.one_in)
        self._analysed += 1
        self._on_frame(frame)
        self._context.emit(observation)

"""The perception stage: turns the newest frame of the camera into an event. No camera is open while paused."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.events import FrameObservation, InputEvent
from edge.perception.vision.pipeline import FacePipeline
from edge.sources.camera.camera import Camera, CameraCondition
from edge.sources.camera.warnings import CameraWarning

WAIT_S = 0.5  # longest wait for a frame; after it the stage checks whether to stop


@dataclass(slots=True)
class CameraCounters:
    """Counts since the start of the kiosk, over all cameras that were opened."""

    given: int = 0  # frames that the camera gave
    blind: int = 0  # of these, frames held back because the camera was frozen or dark
    replaced: int = 0  # frames that a newer frame replaced before they were analysed
    analysed: int = 0


class CameraStage:
    """Opens a camera while `is_active()` is True, and runs one FacePipeline over its frames.

    `on_frame` is called after each analysed frame. At most `rate_hz` frames a second are analysed. Under load fewer
    are analysed, because the stage reads only the newest frame. `day_end` returns the end of the local day of a time.
    At that time the pipeline forgets static faces, even if no camera is open. `heartbeat` is called about once a
    second, whatever the camera does.
    """

    def __init__(
        self,
        open_camera: Callable[[], Camera],
        pipeline: FacePipeline,
        emit: Callable[[InputEvent], None],
        is_active: Callable[[], bool],
        rate_hz: float,
        on_frame: Callable[[FrameObservation], None],
        now: Callable[[], float],
        day_end: Callable[[float], float],
        heartbeat: Callable[[], None] = lambda: None,
    ) -> None:
        self._open_camera, self._pipeline, self._emit = open_camera, pipeline, emit
        self._is_active, self._on_frame = is_active, on_frame
        self._now, self._next_day_end, self._heartbeat = now, day_end, heartbeat
        self._day_end_s = day_end(now())
        self._step_s = 1.0 / rate_hz
        self._due_s = 0.0
        self._closed = CameraCounters()  # of the cameras that are closed
        self._analysed = 0
        self.camera: Camera | None = None
        self.ended = threading.Event()  # set at the end of a video file

    @property
    def condition(self) -> CameraCondition | None:
        """Condition of the camera. None while no camera is needed (paused)."""
        camera = self.camera
        return camera.condition if camera else None

    @property
    def warnings(self) -> tuple[CameraWarning, ...]:
        """Problems that a person should check although the camera gives pictures."""
        camera = self.camera
        return camera.warnings if camera else ()

    @property
    def counters(self) -> CameraCounters:
        camera, before = self.camera, self._closed
        counts = camera.counts if camera else None
        return CameraCounters(
            given=before.given + (counts.taken + counts.dropped + counts.blind if counts else 0),
            blind=before.blind + (counts.blind if counts else 0),
            replaced=before.replaced + (counts.dropped if counts else 0),
            analysed=self._analysed,
        )

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set() and not self.ended.is_set():
            self._heartbeat()
            self._pass_day()
            if self._is_active():
                self._run_camera(self._open_camera(), stop)
            else:
                stop.wait(WAIT_S)

    def _run_camera(self, camera: Camera, stop: threading.Event) -> None:
        self.camera = camera
        try:
            camera.start()
            while self._is_active() and not stop.is_set():
                self._heartbeat()
                self._pass_day()
                self._process(camera)
                if camera.condition.state == "ended":
                    self.ended.set()
                    return
        finally:
            self._closed, self.camera = self.counters, None
            camera.close()
            self._pipeline.reset()

    def _pass_day(self) -> None:
        now_s = self._now()
        if now_s >= self._day_end_s:
            self._pipeline.forget()
            if self.camera:
                self.camera.forget_view()
            self._day_end_s = self._next_day_end(now_s)

    def _process(self, camera: Camera) -> None:
        """Waits for the newest frame. If a frame is due, analyses it and emits the observation."""
        frame = camera.newest(WAIT_S)
        for event in camera.take_events():
            self._emit(event)
        # a frame may be a quarter step early: a 15 Hz camera under a limit of 15 Hz keeps all its frames
        if frame is None or frame.at_s < self._due_s - self._step_s / 4:
            return
        self._due_s = max(self._due_s + self._step_s, frame.at_s)
        observation = self._pipeline.process(frame)
        self._analysed += 1
        self._emit(observation)
        self._on_frame(observation)

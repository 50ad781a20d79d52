"""The perception stage: the newest frame of the camera, looked at, becomes an event. No camera is open while paused."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.events import FrameObservation, InputEvent
from edge.perception.vision.pipeline import FacePipeline
from edge.sources.camera.camera import Camera, CameraCondition
from edge.sources.camera.warnings import CameraWarning

WAIT_S = 0.5  # how long to wait for a frame before looking whether to stop


@dataclass(slots=True)
class CameraCounters:
    """Since the kiosk was started, over all cameras that were opened in turn."""

    given: int = 0  # frames that the camera gave
    blind: int = 0  # of them, those held back because it was frozen or dark
    replaced: int = 0  # frames that a newer one replaced before they were looked at
    analysed: int = 0


class CameraStage:
    """Opens a camera while `sensing()` says so, and drives one Sight. `looked` is called after each analysed frame.

    At most `rate_hz` frames a second are analysed; fewer under load, because only the newest frame is ever taken.
    `day_end` gives the end of the local day that a time is in: there remembered posters go, camera or not. `beat` is
    called every second or so, whatever the camera does.
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
        self._closed = CameraCounters()  # of the cameras before this one
        self._analysed = 0
        self.camera: Camera | None = None
        self.ended = threading.Event()  # a video file has come to its end

    @property
    def condition(self) -> CameraCondition | None:
        """How the camera is; None while none is wanted."""
        camera = self.camera
        return camera.condition if camera else None

    @property
    def warnings(self) -> tuple[CameraWarning, ...]:
        """What a person should look at though the camera gives pictures."""
        camera = self.camera
        return camera.warnings if camera else ()

    @property
    def counted(self) -> CameraCounters:
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
            self._closed, self.camera = self.counted, None
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
        """Wait a moment for the newest frame, and give what is seen in it, if one is due."""
        frame = camera.newest(WAIT_S)
        for event in camera.take_events():
            self._emit(event)
        # a little early is on time: a 15 Hz camera under a limit of 15 Hz keeps all its frames
        if frame is None or frame.at_s < self._due_s - self._step_s / 4:
            return
        self._due_s = max(self._due_s + self._step_s, frame.at_s)
        seen = self._pipeline.process(frame)
        self._analysed += 1
        self._emit(seen)
        self._on_frame(seen)

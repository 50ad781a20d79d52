"""The perception stage: no camera is open while paused, the rate is limited, static faces are forgotten daily."""

import threading
from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np

from edge.events import FrameObservation, InputEvent, SourceLost
from edge.kiosk.camera_stage import CameraStage
from edge.perception.vision.pipeline import FacePipeline
from edge.signals import Frame
from edge.sources.camera.camera import Camera, CameraCaptureCounters, CameraCondition

DAY_S = 86_400.0
BLACK = np.zeros((2, 2, 3), np.uint8)


class FilmCamera:
    """Replaces Camera: gives frames at the given times. After the last one it sets `ended`, or its condition ends."""

    def __init__(self, times_s: Sequence[float], ended: threading.Event | None = None) -> None:
        self._times_s: Iterator[float] = iter(times_s)
        self._ended = ended
        self.counts = CameraCaptureCounters()
        self.condition = CameraCondition("ok", "camera: film", 0.0)
        self.closed = self.forgotten = 0

    def start(self) -> None:
        pass

    def forget_view(self) -> None:
        self.forgotten += 1

    def newest(self, timeout_s: float) -> Frame | None:
        at_s = next(self._times_s, None)
        if at_s is None:
            if self._ended:
                self._ended.set()
            else:
                self.condition = CameraCondition("ended", "camera: film is at its end.", 0.0)
            return None
        self.counts.taken += 1
        return Frame(at_s, BLACK)

    def take_events(self) -> list[InputEvent]:
        return [SourceLost(0.0, "camera")] if self.condition.state == "ended" else []

    def close(self) -> None:
        self.closed += 1


class EmptyPipeline(FacePipeline):
    """A pipeline that detects no face. Counts calls of `reset` and `forget`."""

    def __init__(self) -> None:
        self.resets = self.forgotten = 0

    def process(self, frame: Frame) -> FrameObservation:
        return FrameObservation(frame.at_s)

    def reset(self) -> None:
        self.resets += 1

    def forget(self) -> None:
        self.forgotten += 1


class Shop:
    """A perception stage over films, run to the end in the thread of the test."""

    def __init__(self, *films: FilmCamera) -> None:
        self.films = iter(films)
        self.opened: list[FilmCamera] = []
        self.events: list[InputEvent] = []
        self.pipeline = EmptyPipeline()
        self.is_sensing = True
        self.at_s = 0.0
        self.stop = threading.Event()
        self.stage = CameraStage(
            self._open,
            self.pipeline,
            self.events.append,
            lambda: self.is_sensing,
            15.0,
            lambda _: None,
            self._now,
            lambda at_s: (at_s // DAY_S + 1) * DAY_S,
        )

    def _now(self) -> float:
        return self.at_s

    def _open(self) -> Camera:
        self.opened.append(next(self.films))
        return cast(Camera, self.opened[-1])

    def run(self) -> list[float]:
        self.stage.run(self.stop)
        return [event.at_s for event in self.events if isinstance(event, FrameObservation)]


def test_a_film_is_analysed_to_its_end() -> None:
    """The last events of the camera are emitted too. Then the camera is closed and the stage ends."""
    shop = Shop(FilmCamera([0.0, 0.1, 0.2]))
    assert shop.run() == [0.0, 0.1, 0.2]
    assert isinstance(shop.events[-1], SourceLost)
    assert shop.stage.ended.is_set()
    assert (shop.opened[0].closed, shop.pipeline.resets, shop.stage.condition) == (1, 1, None)


def test_the_rate_limit_is_kept() -> None:
    """With 30 frames a second every other frame is analysed; with 15 that come slightly early, all are."""
    assert len(Shop(FilmCamera([n / 30 for n in range(60)])).run()) == 30
    early = [n / 15 - 0.01 * (n % 2) for n in range(30)]
    assert Shop(FilmCamera(early)).run() == early


def test_no_camera_is_open_while_paused() -> None:
    """The camera is closed at the pause, and a new one is opened after it. Counts continue over both."""
    paused = threading.Event()
    shop = Shop(FilmCamera([0.0, 0.1]), FilmCamera([5.0]))
    first, second = FilmCamera([0.0, 0.1], paused), FilmCamera([5.0])
    shop.films = iter([first, second])

    def sensing() -> bool:
        return not paused.is_set() or first.closed > 0

    shop.stage._is_active = sensing
    assert shop.run() == [0.0, 0.1, 5.0]
    assert (first.closed, second.closed, shop.pipeline.resets) == (1, 1, 2)
    assert (shop.stage.counters.given, shop.stage.counters.analysed) == (3, 3)


def test_static_faces_are_forgotten_at_the_end_of_the_local_day() -> None:
    """Once, in the thread of the stage, between two frames."""
    shop = Shop(FilmCamera([0.0]))
    times_s = iter([DAY_S - 2, DAY_S - 1, DAY_S, DAY_S + 1])
    film = FilmCamera([1.0, 2.0, 3.0])
    newest = film.newest

    def next_frame(timeout_s: float) -> Frame | None:
        shop.at_s = next(times_s)
        return newest(timeout_s)

    film.newest = next_frame  # type: ignore[method-assign]
    shop.films = iter([film])
    shop.run()
    assert (shop.pipeline.forgotten, film.forgotten) == (1, 1)


def test_static_faces_are_forgotten_at_the_end_of_the_day_while_paused() -> None:
    """A kiosk that is paused overnight forgets the static faces of the day before."""
    shop = Shop()

    def sensing() -> bool:
        shop.stop.set()
        return False

    shop.stage._is_active = sensing
    shop.at_s = DAY_S
    shop.run()
    assert (shop.pipeline.forgotten, shop.opened) == (1, [])

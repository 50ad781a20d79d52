"""The perception stage: a camera is open only while it may be, the rate is kept, and posters go with the day."""

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
EMPTY = np.zeros((2, 2, 3), np.uint8)


class Film:
    """A camera with the face of Camera: frames at the times given; at their end it calls `ended`, or is at its end."""

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
        return Frame(at_s, EMPTY)

    def take_events(self) -> list[InputEvent]:
        return [SourceLost(0.0, "camera")] if self.condition.state == "ended" else []

    def close(self) -> None:
        self.closed += 1


class Empty(FacePipeline):
    """Sees nobody; counts how often it was reset and told to forget."""

    def __init__(self) -> None:
        self.resets = self.forgotten = 0

    def process(self, frame: Frame) -> FrameObservation:
        return FrameObservation(frame.at_s)

    def reset(self) -> None:
        self.resets += 1

    def forget(self) -> None:
        self.forgotten += 1


class Shop:
    """A perception stage over films, run to the end in the test's own thread."""

    def __init__(self, *films: Film) -> None:
        self.films = iter(films)
        self.opened: list[Film] = []
        self.given: list[InputEvent] = []
        self.sight = Empty()
        self.is_sensing = True
        self.at_s = 0.0
        self.stop = threading.Event()
        self.looking = CameraStage(
            self._open,
            self.sight,
            self.given.append,
            lambda: self.is_sensing,
            15.0,
            lambda seen: None,
            self._now,
            lambda at_s: (at_s // DAY_S + 1) * DAY_S,
        )

    def _now(self) -> float:
        return self.at_s

    def _open(self) -> Camera:
        self.opened.append(next(self.films))
        return cast(Camera, self.opened[-1])

    def run(self) -> list[float]:
        self.looking.run(self.stop)
        return [event.at_s for event in self.given if isinstance(event, FrameObservation)]


def test_a_film_is_seen_to_its_end() -> None:
    """Its last words come too; then the camera is let go and the stage is done."""
    shop = Shop(Film([0.0, 0.1, 0.2]))
    assert shop.run() == [0.0, 0.1, 0.2]
    assert isinstance(shop.given[-1], SourceLost)
    assert shop.looking.ended.is_set()
    assert (shop.opened[0].closed, shop.sight.resets, shop.looking.condition) == (1, 1, None)


def test_no_more_frames_are_looked_at_than_were_asked_for() -> None:
    """Of 30 a second every other one; of 15 a second that come a little early, all."""
    assert len(Shop(Film([n / 30 for n in range(60)])).run()) == 30
    early = [n / 15 - 0.01 * (n % 2) for n in range(30)]
    assert Shop(Film(early)).run() == early


def test_while_paused_no_camera_is_open() -> None:
    """The camera is closed at the pause, a new one opened after it; counts go on over both."""
    paused = threading.Event()
    shop = Shop(Film([0.0, 0.1]), Film([5.0]))
    first, second = Film([0.0, 0.1], paused), Film([5.0])
    shop.films = iter([first, second])

    def sensing() -> bool:
        return not paused.is_set() or first.closed > 0

    shop.looking._is_active = sensing
    assert shop.run() == [0.0, 0.1, 5.0]
    assert (first.closed, second.closed, shop.sight.resets) == (1, 1, 2)
    assert (shop.looking.counted.given, shop.looking.counted.analysed) == (3, 3)


def test_posters_go_at_the_end_of_the_local_day() -> None:
    """Once, in the stage's own thread, between two frames."""
    shop = Shop(Film([0.0]))
    times_s = iter([DAY_S - 2, DAY_S - 1, DAY_S, DAY_S + 1])
    film = Film([1.0, 2.0, 3.0])
    newest = film.newest

    def next_frame(timeout_s: float) -> Frame | None:
        shop.at_s = next(times_s)
        return newest(timeout_s)

    film.newest = next_frame  # type: ignore[method-assign]
    shop.films = iter([film])
    shop.run()
    assert (shop.sight.forgotten, film.forgotten) == (1, 1)


def test_posters_go_at_the_end_of_the_day_while_paused_too() -> None:
    """A kiosk that is paused overnight does not remember yesterday's walls."""
    shop = Shop()

    def sensing() -> bool:
        shop.stop.set()
        return False

    shop.looking._is_active = sensing
    shop.at_s = DAY_S
    shop.run()
    assert (shop.sight.forgotten, shop.opened) == (1, [])

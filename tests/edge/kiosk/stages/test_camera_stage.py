"""The perception stage: no camera is open while paused, the rate is limited, static faces are forgotten daily."""

import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from edge.alerts import Alert
from edge.events import FrameObservation, SourceLost, SourceRestored
from edge.kiosk.stages.camera_stage import CameraEvent, CameraStage
from edge.signals import Frame
from edge.sources.camera.camera import CameraCaptureCounters
from edge.stage import StageContext

DAY_S = 86_400.0
BLACK = np.zeros((2, 2, 3), np.uint8)


def nothing() -> None:
    """Does nothing."""


class FilmCamera:
    """A FrameSource: gives frames at the given times. After the last one it sets `ended`, or its state is "ended".

    `before_frame` is called each time that the stage waits for a frame.
    """

    def __init__(
        self,
        times_s: Sequence[float],
        ended: threading.Event | None = None,
        before_frame: Callable[[], None] = nothing,
    ) -> None:
        self._times_s: Iterator[float] = iter(times_s)
        self._ended, self._before_frame = ended, before_frame
        self.counts = CameraCaptureCounters()
        self.state = "ok"
        self.alerts: tuple[Alert, ...] = ()
        self.opening_text: str | None = None
        self.capture_pid: int | None = 77
        self.started = self.closed = self.forgotten = 0
        self.asked: list[int] = []

    def start(self) -> None:
        self.started += 1

    def forget_view(self) -> None:
        self.forgotten += 1

    def newest_frame(self, timeout_s: float) -> Frame | None:
        self._before_frame()
        at_s = next(self._times_s, None)
        if at_s is None:
            if self._ended:
                self._ended.set()
            else:
                self.state = "ended"
            return None
        self.counts.taken += 1
        return Frame(at_s, BLACK)

    def keep_one_in(self, count: int) -> None:
        self.asked.append(count)

    def take_events(self) -> list[SourceLost | SourceRestored]:
        return [SourceLost(0.0, "camera")] if self.state == "ended" else []

    def close(self) -> None:
        self.closed += 1


class EmptyPipeline:
    """A Pipeline that detects no face. Counts calls of `reset` and `forget`."""

    def __init__(self) -> None:
        self.resets = self.forgotten = 0
        self.one_in = 1

    def process(self, frame: Frame) -> FrameObservation:
        return FrameObservation(frame.at_s)

    def reset(self) -> None:
        self.resets += 1

    def forget_static_places(self) -> None:
        self.forgotten += 1


class Shop:
    """A perception stage over films, run to the end in the thread of the test."""

    def __init__(self, *films: FilmCamera, is_active: Callable[[], bool] = lambda: True) -> None:
        self.films = iter(films)
        self.opened: list[FilmCamera] = []
        self.events: list[CameraEvent] = []
        self.seen: list[tuple[tuple[Alert, ...], str | None, list[int]]] = []  # what the stage showed at each event
        self.frames: list[tuple[float, int]] = []  # frames that were handed on, and the events before each
        self.pipeline = EmptyPipeline()
        self.heartbeats = 0
        self.at_s = 0.0
        self.stop = threading.Event()
        self.stage = CameraStage(
            self._open,
            self.pipeline,
            StageContext(lambda: self.at_s, is_active, self._on_heartbeat, self._on_event),
            15.0,
            lambda at_s: (at_s // DAY_S + 1) * DAY_S,
            lambda frame: self.frames.append((frame.at_s, len(self.events))),
        )

    def _on_heartbeat(self) -> None:
        self.heartbeats += 1

    def _on_event(self, event: CameraEvent) -> None:
        self.events.append(event)
        self.seen.append((self.stage.alerts, self.stage.opening_text, self.stage.process_ids))

    def _open(self) -> FilmCamera:
        self.opened.append(next(self.films))
        return self.opened[-1]

    def run(self) -> list[float]:
        """Times of the analysed frames."""
        self.stage.run(self.stop)
        return [event.at_s for event in self.events if isinstance(event, FrameObservation)]


def test_a_film_is_analysed_to_its_end() -> None:
    """The last events of the camera are emitted too. Then the camera is closed and the stage ends."""
    shop = Shop(FilmCamera([0.0, 0.1, 0.2]))
    assert shop.run() == [0.0, 0.1, 0.2]
    assert isinstance(shop.events[-1], SourceLost)
    assert shop.stage.ended.is_set()
    (film,) = shop.opened
    assert (film.started, film.closed, shop.pipeline.resets) == (1, 1, 1)
    assert (shop.stage.alerts, shop.stage.opening_text, shop.stage.process_ids) == ((), None, [])


def test_a_frame_is_handed_on_before_its_observation() -> None:
    """A demo draws the picture with the boxes of the same frame. Frames that are not analysed are not handed on."""
    shop = Shop(FilmCamera([0.0, 0.01, 0.1]))
    assert shop.run() == [0.0, 0.1]
    assert shop.frames == [(0.0, 0), (0.1, 1)]


def test_alerts_are_those_of_the_open_camera() -> None:
    """The stage shows them while the camera is open, and none after it is closed."""
    film = FilmCamera([0.0])
    film.alerts = (
        Alert("camera.dark", "warning", "camera: film is dark.", 0.0),
        Alert("camera.slow", "warning", "camera: film is slow.", 0.0),
    )
    film.opening_text = "camera: opening film."
    shop = Shop(film)
    shop.run()
    assert shop.seen == [(film.alerts, "camera: opening film.", [77])] * 2
    assert (shop.stage.alerts, shop.stage.opening_text, shop.stage.process_ids) == ((), None, [])


def test_the_rate_limit_is_kept() -> None:
    """With 30 frames a second every other frame is analysed; with 15 that come slightly early, all are."""
    assert len(Shop(FilmCamera([n / 30 for n in range(60)])).run()) == 30
    early = [n / 15 - 0.01 * (n % 2) for n in range(30)]
    assert Shop(FilmCamera(early)).run() == early


def test_no_camera_is_open_while_paused() -> None:
    """The camera is closed at the pause, and a new one is opened after it. Counts continue over both."""
    paused = threading.Event()
    first, second = FilmCamera([0.0, 0.1], paused), FilmCamera([5.0])
    shop = Shop(first, second, is_active=lambda: not paused.is_set() or first.closed > 0)
    assert shop.run() == [0.0, 0.1, 5.0]
    assert (first.closed, second.closed, shop.pipeline.resets) == (1, 1, 2)
    assert (shop.stage.health_counters.given, shop.stage.health_counters.analysed) == (3, 3)


def test_a_camera_that_another_program_has_is_asked_for_again() -> None:
    """The stage goes on meanwhile: it sends heartbeats, and opens the camera as soon as it gets one."""
    shop = Shop(FilmCamera([0.0]))
    asked: list[None] = []

    def open_camera() -> FilmCamera | None:
        asked.append(None)
        return shop._open() if len(asked) > 2 else None

    shop.stage = CameraStage(
        open_camera,
        shop.pipeline,
        StageContext(lambda: 0.0, lambda: True, shop._on_heartbeat, shop._on_event),
        15.0,
        lambda at_s: at_s + DAY_S,
    )
    assert shop.run() == [0.0]
    assert shop.heartbeats > 2


def test_static_faces_are_forgotten_at_the_end_of_the_local_day() -> None:
    """Once, in the thread of the stage, between two frames."""
    times_s = iter([DAY_S - 2, DAY_S - 1, DAY_S, DAY_S + 1])

    def pass_time() -> None:
        shop.at_s = next(times_s)

    film = FilmCamera([1.0, 2.0, 3.0], before_frame=pass_time)
    shop = Shop(film)
    shop.run()
    assert (shop.pipeline.forgotten, film.forgotten) == (1, 1)


def test_static_faces_are_forgotten_at_the_end_of_the_day_while_paused() -> None:
    """A kiosk that is paused overnight forgets the static faces of the day before."""

    def sensing() -> bool:
        shop.stop.set()
        return False

    shop = Shop(is_active=sensing)
    shop.at_s = DAY_S
    shop.run()
    assert (shop.pipeline.forgotten, shop.opened) == (1, [])


def test_heartbeats_go_on_during_a_pause() -> None:
    """One comes at each turn, so a paused kiosk does not count as hung."""

    heartbeats: list[int] = []  # counted at each turn

    def sensing() -> bool:
        heartbeats.append(shop.heartbeats)
        if len(heartbeats) == 2:
            shop.stop.set()
        return False

    shop = Shop(is_active=sensing)
    shop.run()
    assert (heartbeats, shop.opened) == ([1, 2], [])


def test_a_heartbeat_comes_before_each_wait_for_a_frame() -> None:
    """A camera that gives no frame does not make the stage count as hung."""
    at_frames: list[int] = []
    shop = Shop(FilmCamera([0.0, 0.1, 0.2], before_frame=lambda: at_frames.append(shop.heartbeats)))
    shop.run()
    assert at_frames == [2, 3, 4, 5]


def test_the_camera_is_asked_for_what_the_pipeline_needs() -> None:
    """After each frame. What was left out counts as given, and not as replaced or analysed."""
    shop = Shop(FilmCamera([n / 15 for n in range(3)]))
    shop.pipeline.one_in = 3
    shop.run()
    (film,) = shop.opened
    assert film.asked == [3, 3, 3]
    film.counts.skipped = 0
    assert shop.stage.health_counters.skipped == 0


def test_frames_that_were_not_needed_count_as_given() -> None:
    film = FilmCamera([0.0, 0.2], before_frame=lambda: setattr(film.counts, "skipped", film.counts.skipped + 2))
    shop = Shop(film)
    shop.run()
    counters = shop.stage.health_counters
    assert (counters.given, counters.analysed, counters.skipped, counters.replaced) == (8, 2, 6, 0)

"""The audience loop: it handles observations and plays, closes visits at a pause, and counts dropped events."""

from collections.abc import Callable

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    FaceObservation,
    FrameObservation,
    PlayEnded,
    PlayStarted,
    ProofOfPlay,
    Release,
    ReleasedWindow,
)
from edge.kiosk.audience_loop import MAX_OBSERVATIONS, MAX_PLAYS, AudienceLoop, PlayEvent

START_S = 1_767_225_600.0


class Shop:
    """An audience loop with k = 3. The test sets its time."""

    def __init__(self, plays_until: Callable[[float], list[PlayEvent]] = lambda _: []) -> None:
        self.at_s = START_S
        self.releases: list[Release] = []
        self.loop = AudienceLoop(
            Audience(AudienceRules(k=3, k_reaction=5, unmasked_staff=2)),
            self.releases.append,
            lambda: self.at_s,
            plays_until,
        )

    def watch(self, people: int, seconds: float, sensing: bool = True) -> None:
        """`people` stand still and look at the screen, at ten frames a second."""
        for _ in range(round(seconds * 10)):
            self.at_s += 0.1
            faces = tuple(FaceObservation(n, 100.0 * n, 50.0, 60.0, 60.0, 0.0, 0.0, False) for n in range(people))
            self.loop.put_observation(FrameObservation(self.at_s, faces))
            self.loop.run_once(0.0, sensing)

    @property
    def windows(self) -> list[ReleasedWindow]:
        return [event for event in self.releases if isinstance(event, ReleasedWindow)]


def test_a_pause_releases_the_open_window_once() -> None:
    """All visits close at the pause. Later turns release nothing more."""
    shop = Shop()
    shop.watch(people=3, seconds=5)
    for _ in range(3):
        shop.loop.run_once(0.0, sensing=False)
    (window,) = shop.windows
    assert (window.visits, window.to_s) == (3, shop.at_s)


def test_a_play_continues_during_a_pause() -> None:
    """A pause stops the senses, not the screen: the proof of play comes at the end of the play, and is complete."""
    shop = Shop()
    shop.loop.put_play(PlayStarted(START_S, "spring_a", duration_s=15.0))
    shop.watch(people=3, seconds=5)
    shop.loop.run_once(0.0, sensing=False)
    assert not [event for event in shop.releases if isinstance(event, ProofOfPlay)]
    shop.at_s = START_S + 20.0
    shop.loop.put_play(PlayEnded(START_S + 15.0))
    for _ in range(2):
        shop.loop.run_once(0.0, sensing=False)
        shop.at_s += 5.0
    (play,) = [event for event in shop.releases if isinstance(event, ProofOfPlay)]
    assert (play.complete, play.end_s) == (True, START_S + 15.0)


def test_observations_during_a_pause_are_dropped() -> None:
    """The camera may still give frames after the pause. They are dropped, and later visits count as usual."""
    shop = Shop()
    shop.watch(people=3, seconds=5)
    shop.loop.run_once(0.0, sensing=False)
    shop.loop.put_observation(AudioObservation(shop.at_s, 0.5, 0.0, None))
    shop.watch(people=5, seconds=5, sensing=False)
    shop.at_s += 600
    shop.loop.run_once(0.0, sensing=True)
    shop.watch(people=5, seconds=5)
    shop.loop.run_once(0.0, sensing=False)
    assert [(window.visits, window.level_db) for window in shop.windows] == [(3, None), (5, None)]


def test_a_playlist_continues_during_a_pause() -> None:
    """Plays are about the screen, not about people."""
    waiting: list[PlayEvent] = [PlayStarted(START_S + 1, "a", duration_s=2.0), PlayStarted(START_S + 3, "b")]

    def until(at_s: float) -> list[PlayEvent]:
        due = [play for play in waiting if play.at_s <= at_s]
        waiting[:] = [play for play in waiting if play.at_s > at_s]
        return due

    shop = Shop(until)
    for _ in range(10):
        shop.at_s += 1
        shop.loop.run_once(0.0, sensing=False)
    (play,) = [event for event in shop.releases if isinstance(event, ProofOfPlay)]
    assert (play.creative, play.start_s, play.end_s) == ("a", START_S + 1, START_S + 3)


def test_full_queues_drop_the_oldest_events_and_count_them() -> None:
    """Both queues are bounded. They drop the oldest events and count them."""
    shop = Shop()
    for number in range(MAX_OBSERVATIONS + 7):
        shop.loop.put_observation(FrameObservation(START_S + number / 10))
    for number in range(MAX_PLAYS + 3):
        shop.loop.put_play(PlayStarted(START_S + number / 10, "a"))
    assert (shop.loop.dropped, shop.loop.dropped_plays) == (7, 3)


def test_windows_are_released_without_new_frames() -> None:
    """An empty shop still releases its window, because the loop ticks once a second without frames."""
    shop = Shop()
    shop.watch(people=3, seconds=5)
    for _ in range(120):
        shop.at_s += 1
        shop.loop.run_once(0.0, sensing=True)
    (window,) = shop.windows
    assert (window.visits, window.to_s, window.at_s) == (3, START_S + 60, START_S + 90)

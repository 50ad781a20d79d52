"""The audience loop: what senses and players give is folded in one place; a pause closes, a flood is counted."""

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
from edge.kiosk.audience_loop import FRAMES, PLAYS, AudienceLoop, PlayEvent

START_S = 1_767_225_600.0


class Shop:
    """A counting loop with k = 3 whose time a test moves."""

    def __init__(self, plays_until: Callable[[float], list[PlayEvent]] = lambda _: []) -> None:
        self.at_s = START_S
        self.told: list[Release] = []
        self.counting = AudienceLoop(
            Audience(AudienceRules(k=3, k_reaction=5, unmasked_staff=2)),
            self.told.append,
            lambda: self.at_s,
            plays_until,
        )

    def seen(self, people: int, seconds: float, sensing: bool = True) -> None:
        """So many people stand still and look, ten frames a second."""
        for _ in range(round(seconds * 10)):
            self.at_s += 0.1
            faces = tuple(FaceObservation(n, 100.0 * n, 50.0, 60.0, 60.0, 0.0, 0.0, False) for n in range(people))
            self.counting.put_observation(FrameObservation(self.at_s, faces))
            self.counting.run_once(0.0, sensing)

    @property
    def windows(self) -> list[ReleasedWindow]:
        return [event for event in self.told if isinstance(event, ReleasedWindow)]


def test_a_pause_tells_what_may_be_told_once() -> None:
    """All visits close at the pause; the turns after it tell nothing more."""
    shop = Shop()
    shop.seen(people=3, seconds=5)
    for _ in range(3):
        shop.counting.run_once(0.0, sensing=False)
    (window,) = shop.windows
    assert (window.visits, window.to_s) == (3, shop.at_s)


def test_what_is_on_the_screen_goes_on_during_a_pause() -> None:
    """A pause is of the senses: the play is proven when it ends, and then whole."""
    shop = Shop()
    shop.counting.put_play(PlayStarted(START_S, "spring_a", duration_s=15.0))
    shop.seen(people=3, seconds=5)
    shop.counting.run_once(0.0, sensing=False)
    assert not [event for event in shop.told if isinstance(event, ProofOfPlay)]
    shop.at_s = START_S + 20.0
    shop.counting.put_play(PlayEnded(START_S + 15.0))
    for _ in range(2):
        shop.counting.run_once(0.0, sensing=False)
        shop.at_s += 5.0
    (play,) = [event for event in shop.told if isinstance(event, ProofOfPlay)]
    assert (play.complete, play.end_s) == (True, START_S + 15.0)


def test_what_a_camera_gives_after_the_pause_is_nobody() -> None:
    """Its last frames may still come; they are dropped, and time goes on for what comes after the pause."""
    shop = Shop()
    shop.seen(people=3, seconds=5)
    shop.counting.run_once(0.0, sensing=False)
    shop.counting.put_observation(AudioObservation(shop.at_s, 0.5, 0.0, None))
    shop.seen(people=5, seconds=5, sensing=False)
    shop.at_s += 600
    shop.counting.run_once(0.0, sensing=True)
    shop.seen(people=5, seconds=5)
    shop.counting.run_once(0.0, sensing=False)
    assert [(window.visits, window.level_db) for window in shop.windows] == [(3, None), (5, None)]


def test_a_playlist_goes_on_through_a_pause() -> None:
    """Plays are about the screen and not about people."""
    waiting: list[PlayEvent] = [PlayStarted(START_S + 1, "a", duration_s=2.0), PlayStarted(START_S + 3, "b")]

    def until(at_s: float) -> list[PlayEvent]:
        due = [play for play in waiting if play.at_s <= at_s]
        waiting[:] = [play for play in waiting if play.at_s > at_s]
        return due

    shop = Shop(until)
    for _ in range(10):
        shop.at_s += 1
        shop.counting.run_once(0.0, sensing=False)
    (play,) = [event for event in shop.told if isinstance(event, ProofOfPlay)]
    assert (play.creative, play.start_s, play.end_s) == ("a", START_S + 1, START_S + 3)


def test_a_loop_that_is_too_late_counts_what_it_dropped() -> None:
    """Both queues are bounded, lose the oldest, and say how much."""
    shop = Shop()
    for number in range(FRAMES + 7):
        shop.counting.put_observation(FrameObservation(START_S + number / 10))
    for number in range(PLAYS + 3):
        shop.counting.put_play(PlayStarted(START_S + number / 10, "a"))
    assert (shop.counting.dropped, shop.counting.dropped_plays) == (7, 3)


def test_windows_are_told_by_time_alone() -> None:
    """A shop that has emptied still tells: the loop ticks once a second, frames or not."""
    shop = Shop()
    shop.seen(people=3, seconds=5)
    for _ in range(120):
        shop.at_s += 1
        shop.counting.run_once(0.0, sensing=True)
    (window,) = shop.windows
    assert (window.visits, window.to_s, window.at_s) == (3, START_S + 60, START_S + 90)

"""The audience loop: it handles observations and plays, closes visits at a pause, and counts dropped events."""

import math
import threading
from collections.abc import Callable

import pytest

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    ConsentEnded,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    ProofOfPlay,
    Release,
    ReleaseBatch,
    ReleasedWindow,
    Tick,
    VisitClosed,
)
from edge.kiosk.stages.audience_loop import MAX_OBSERVATIONS, MAX_PLAYS, PLAYS_AT_ONCE, AudienceLoop
from edge.screen.playlist import Playlist
from edge.stage import StageContext
from tests.worlds import face_of

START_S = 1_767_225_600.0


class AudienceFaultError(Exception):
    """An unforeseen fault in the audience."""


class FragileAudience(Audience):
    """A real audience that fails at each frame with a track below 0, and reports what it handles."""

    def __init__(self, rules: AudienceRules, on_handled: Callable[[InputEvent], None]) -> None:
        super().__init__(rules)
        self._on_handled = on_handled

    def handle_event(self, event: InputEvent) -> list[Release | VisitClosed]:
        self._on_handled(event)
        if isinstance(event, FrameObservation) and any(face.track < 0 for face in event.faces):
            raise AudienceFaultError
        return super().handle_event(event)


class Shop:
    """An audience loop with k = 3. The test sets its time."""

    def __init__(self) -> None:
        self.at_s = START_S
        self.is_active = True
        self.releases: list[Release] = []
        self.audiences: list[Audience] = []
        self.on_handled: Callable[[InputEvent], None] = lambda _: None
        self.heartbeats = 0
        self.sizes: list[int] = []  # of the batches of releases
        self.turns = 1  # that `run` makes
        self.in_turn: Callable[[], None] = lambda: None  # called in each turn of `run`
        self.stop = threading.Event()
        self.loop = AudienceLoop(
            self._new_audience,
            StageContext(lambda: self.at_s, lambda: self.is_active, self._on_heartbeat, self._on_batch),
        )

    def _new_audience(self) -> Audience:
        rules = AudienceRules(k=3, k_reaction=5, unmasked_staff=2)
        self.audiences.append(FragileAudience(rules, lambda event: self.on_handled(event)))
        return self.audiences[-1]

    def _on_batch(self, batch: ReleaseBatch) -> None:
        self.sizes.append(len(batch.releases))
        self.releases += batch.releases

    def _on_heartbeat(self) -> None:
        """Puts an observation, so that the turn need not wait for one, and stops the loop in its last turn."""
        self.heartbeats += 1
        self.in_turn()
        self.at_s += 0.1
        self.loop.put_event(AudioObservation(self.at_s, 0.5, 0.0, None))
        if self.heartbeats >= self.turns:
            self.stop.set()

    def run(self, turns: int = 1) -> None:
        """Runs the stage in the thread of the test. It handles all that is queued."""
        self.heartbeats, self.turns = 0, turns
        self.stop.clear()
        self.loop.run(self.stop)

    def turn(self, *, sensing: bool) -> None:
        """One turn of the loop."""
        self.is_active = sensing
        self.loop.run_one_turn(0.0)

    def put_frame(self, *tracks: int) -> None:
        """People with these tracks stand still and look at the screen, a tenth of a second after the last frame."""
        self.at_s += 0.1
        faces = tuple(face_of(n, 100.0 * n, 50.0, 60.0, 60.0, 0.0, 0.0, False) for n in tracks)
        self.loop.put_event(FrameObservation(self.at_s, faces))

    def put_group(self) -> None:
        """Three people for five seconds."""
        for _ in range(50):
            self.put_frame(0, 1, 2)

    def watch(self, people: int, seconds: float, sensing: bool = True) -> None:
        """`people` stand still and look at the screen, at ten frames a second."""
        for _ in range(round(seconds * 10)):
            self.put_frame(*range(people))
            self.turn(sensing=sensing)

    @property
    def windows(self) -> list[ReleasedWindow]:
        return [event for event in self.releases if isinstance(event, ReleasedWindow)]

    @property
    def plays(self) -> list[ProofOfPlay]:
        return [event for event in self.releases if isinstance(event, ProofOfPlay)]


def test_a_pause_releases_the_open_window_once_and_on_the_clock() -> None:
    """All visits close at the pause. Their window ends with the minute and leaves 30 s later, by the ticks."""
    shop = Shop()
    shop.watch(people=3, seconds=5)
    for _ in range(300):
        shop.at_s += 1
        shop.turn(sensing=False)
    (window,) = shop.windows
    assert (window.visits, window.to_s, window.at_s) == (3, START_S + 60, START_S + 90)
    assert window.coverage == 0.0


def test_a_stop_in_a_pause_releases_its_window_at_once() -> None:
    shop = Shop()
    shop.watch(people=3, seconds=20)
    shop.turn(sensing=False)
    shop.at_s += 30
    shop.turn(sensing=False)
    shop.loop.close()
    (window,) = shop.windows
    assert (window.visits, window.to_s, window.at_s) == (3, shop.at_s, shop.at_s)
    assert window.to_s < START_S + 60
    assert window.coverage == 0.25


def test_a_clock_that_was_set_drops_a_short_window() -> None:
    """A whole window leaves, with the reactions that were ready; what is shorter is dropped and counted."""
    for seconds, visits in ((50, []), (65, [3])):
        shop = Shop()
        shop.watch(people=3, seconds=5)
        shop.at_s = START_S + seconds
        shop.watch(people=4, seconds=5)
        shop.loop.clock_was_set = True
        shop.loop.close()
        assert [window.visits for window in shop.windows] == visits
        assert shop.loop.counts.dropped == 7 - sum(visits)
        assert shop.loop.counts.waiting == 0


def test_a_play_continues_during_a_pause() -> None:
    """A pause stops the senses, not the screen: the proof of play comes at the end of the play, and is complete."""
    shop = Shop()
    shop.loop.put_event(PlayStarted(START_S, "spring_a", duration_s=15.0))
    shop.watch(people=3, seconds=5)
    shop.turn(sensing=False)
    assert not shop.plays
    shop.at_s = START_S + 20.0
    shop.loop.put_event(PlayEnded(START_S + 15.0))
    for _ in range(2):
        shop.turn(sensing=False)
        shop.at_s += 5.0
    (play,) = shop.plays
    assert (play.complete, play.end_s) == (True, START_S + 15.0)


def test_observations_during_a_pause_are_dropped() -> None:
    """The camera may still give frames after the pause. They are dropped, and later visits count as usual."""
    shop = Shop()
    shop.watch(people=3, seconds=5)
    shop.turn(sensing=False)
    shop.loop.put_event(AudioObservation(shop.at_s, 0.5, 0.0, None))
    shop.watch(people=5, seconds=5, sensing=False)
    shop.at_s += 600
    shop.turn(sensing=True)
    shop.watch(people=5, seconds=5)
    shop.turn(sensing=False)
    for _ in range(3):
        shop.at_s += 60
        shop.turn(sensing=False)
    assert [(window.visits, window.level_db) for window in shop.windows] == [(3, None), (5, None)]


def test_a_playlist_continues_during_a_pause() -> None:
    """Plays are about the screen, not about people."""
    shop, playlist = Shop(), Playlist([("a", 2.0), ("b", 60.0)], START_S + 1)
    for _ in range(10):
        shop.at_s += 1
        for play in playlist.poll(shop.at_s):
            shop.loop.put_event(play)
        shop.turn(sensing=False)
    (proof,) = shop.plays
    assert (proof.creative, proof.start_s, proof.end_s) == ("a", START_S + 1, START_S + 3)


def test_full_queues_drop_the_oldest_events_and_count_them() -> None:
    """Both queues are bounded. They drop the oldest events and count them."""
    shop = Shop()
    for number in range(MAX_OBSERVATIONS + 7):
        shop.loop.put_event(FrameObservation(START_S + number / 10))
    for number in range(MAX_PLAYS + 3):
        shop.loop.put_event(PlayStarted(START_S + number / 10, "a"))
    assert (shop.loop.dropped_observation_count, shop.loop.dropped_play_count) == (7, 3)


def test_a_stop_stores_a_day_of_plays_in_parts() -> None:
    """One transaction for all of them would not fit into the log of a full disk."""
    shop = Shop()
    for number in range(5 * PLAYS_AT_ONCE):
        shop.loop.put_event(PlayStarted(START_S - 10 * (5 * PLAYS_AT_ONCE - number), "a", duration_s=10.0))
    shop.stop.set()
    shop.run()
    assert len(shop.plays) == 5 * PLAYS_AT_ONCE
    assert max(shop.sizes) <= PLAYS_AT_ONCE + 1


def test_windows_are_released_without_new_frames() -> None:
    """An empty shop still releases its window, because the loop ticks once a second without frames."""
    shop = Shop()
    shop.watch(people=3, seconds=5)
    for _ in range(120):
        shop.at_s += 1
        shop.turn(sensing=True)
    (window,) = shop.windows
    assert (window.visits, window.to_s, window.at_s) == (3, START_S + 60, START_S + 90)


def test_at_the_stop_all_visits_close_and_are_released() -> None:
    """All that is queued is handled before the close, and the current play ends."""
    shop = Shop()
    shop.loop.put_event(PlayStarted(START_S, "spring_a", duration_s=15.0))
    for _ in range(50):
        shop.put_frame(0, 1, 2)
    shop.run()
    (window,), (play,) = shop.windows, shop.plays
    assert (window.visits, window.to_s) == (3, shop.at_s)
    assert (play.complete, play.end_s) == (False, shop.at_s)
    assert shop.loop.audience.counts.open == 0


def test_a_stopped_loop_goes_on_with_its_audience() -> None:
    """Only a fault needs a new one."""
    shop = Shop()
    shop.run()
    shop.run()
    assert [shop.loop.audience] == shop.audiences


def test_a_run_that_failed_is_followed_by_a_new_audience() -> None:
    """The new one holds nothing of the old one: no waiting visit, no open visit and no play."""
    shop = Shop()
    shop.loop.put_event(PlayStarted(START_S, "spring_a", duration_s=600.0))
    shop.watch(people=2, seconds=5)
    for _ in range(120):
        shop.at_s += 1
        shop.turn(sensing=True)
    shop.watch(people=2, seconds=5)
    old = shop.loop.audience
    assert (old.counts.waiting, old.counts.open, shop.releases) == (2, 2, [])
    shop.put_frame(-1)
    with pytest.raises(AudienceFaultError):
        shop.run()
    assert shop.releases == []

    failed_s = shop.at_s
    shop.in_turn = shop.put_group
    shop.run()
    (window,) = shop.windows
    assert shop.audiences == [old, shop.loop.audience]
    assert window.visits == 3
    assert window.from_s >= failed_s - 0.5  # the length of an audio observation
    assert shop.plays == []
    assert shop.loop.audience.counts.released == 3


def test_each_failed_run_is_followed_by_a_new_audience() -> None:
    """Two faults one after the other, then a run without one."""
    shop = Shop()
    shop.in_turn = lambda: shop.put_frame(-1)
    for _ in range(2):
        with pytest.raises(AudienceFaultError):
            shop.run()
    shop.in_turn = lambda: None
    shop.run()
    shop.run()
    assert len(shop.audiences) == 3
    assert shop.loop.audience is shop.audiences[-1]


def test_observations_that_waited_for_a_new_audience_are_dropped() -> None:
    """A pause may lie between them. The end of a consent is kept: nothing of the wearer may be used after it."""
    shop = Shop()
    shop.put_frame(-1)
    with pytest.raises(AudienceFaultError):
        shop.run()
    for _ in range(50):
        shop.put_frame(0, 1, 2)
    shop.loop.put_event(ConsentEnded(shop.at_s, "w1"))
    handled: list[InputEvent] = []
    shop.on_handled = handled.append
    shop.run()
    assert shop.windows == []
    assert [type(event) for event in handled if not isinstance(event, AudioObservation | Tick)] == [ConsentEnded]


def test_counts_go_on_over_a_failed_run() -> None:
    """They are counts since the start of the kiosk."""
    shop = Shop()
    shop.loop.put_event(FrameObservation(math.nan))
    shop.run()
    before = shop.loop.counts.dropped_events
    assert before > 0
    shop.put_frame(-1)
    with pytest.raises(AudienceFaultError):
        shop.run()
    shop.run()
    assert shop.loop.counts.dropped_events == before


def test_heartbeats_go_on_during_a_pause() -> None:
    """One comes in each turn, so a paused kiosk does not count as hung."""
    shop = Shop()
    shop.is_active = False
    shop.run(turns=5)
    assert (shop.heartbeats, shop.releases) == (5, [])

"""Windows: their visits and their times."""

from collections.abc import Callable, Sequence
from math import floor

import pytest

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    FrameObservation,
    InputEvent,
    Release,
    ReleasedWindow,
    Tick,
    VisitClosed,
)
from tests.worlds import BEGIN_S, DAY_S, Person, Showing, person, run_audience, world

ALONE = AudienceRules(k=1, k_reaction=1)


def crowd(count: int, enters: float, stays: float = 10.0) -> list[Person]:
    """Makes `count` people at once, side by side."""
    return [person(enters=enters, stays=stays, x_px=200.0 * i) for i in range(count)]


def spans(windows: Sequence[ReleasedWindow]) -> list[tuple[float, float, float, int]]:
    return [(w.from_s - BEGIN_S, w.to_s - BEGIN_S, w.at_s - BEGIN_S, w.visits) for w in windows]


def test_windows_end_at_the_minute_and_are_checked_half_a_minute_later() -> None:
    """A visit is in the window of its end. The first window starts with the run, the last ends with it."""
    people = [person(enters=5), person(enters=55), person(enters=100, stays=20.0), person(enters=150)]
    result = run_audience(world(*people, until=170.0), ALONE)
    assert spans(result.windows) == [(5, 60, 90, 1), (60, 120, 150, 2), (120, 170, 170, 1)]


def test_a_visit_that_ends_with_the_window_is_in_the_next() -> None:
    """Windows are [from, to)."""
    result = run_audience(world(person(enters=50, stays=10.1), until=200.0), ALONE)
    assert spans(result.windows) == [(50, 120, 150, 1)]


def test_a_window_with_too_few_people_stays_open() -> None:
    """It goes on until it has enough people, and starts where the last window ended."""
    people = [*crowd(3, 10), *crowd(1, 70), *crowd(2, 190), *crowd(3, 250)]
    result = run_audience(world(*people, until=500.0), k=3)
    assert spans(result.windows) == [(10, 60, 90, 3), (60, 240, 270, 3), (240, 300, 330, 3)]


def test_nothing_about_a_visit_leaves_before_it_is_closed() -> None:
    """A person in view at the end of a window is in a later window."""
    audience = Audience(ALONE)
    for event in world(person(enters=10, stays=100), until=149.0):
        assert audience.handle_event(event) == []


def test_with_k_zero_every_window_is_released() -> None:
    """Empty windows leave too."""
    result = run_audience(
        world(person(enters=12, stays=6), until=30.0, empty_frames=True), k=0, k_reaction=0, window_s=10
    )
    assert spans(result.windows) == [(0, 10, 30, 0), (10, 20, 30, 1), (20, 30, 30, 0)]


@pytest.mark.parametrize(("until", "windows"), [(60.0, [(0, 60, 60, 1)]), (59.9, [])])
def test_after_a_set_clock_the_last_window_leaves_only_if_it_is_a_whole_one(
    until: float, windows: list[tuple[float, float, float, int]]
) -> None:
    """A shorter one would date the change of the clock."""
    audience = Audience(ALONE)
    for event in world(person(enters=0, stays=10), until=until):
        assert audience.handle_event(event) == []
    released = audience.close(BEGIN_S + until, clock_was_set=True)
    assert spans([each for each in released if isinstance(each, ReleasedWindow)]) == windows


def test_a_run_that_ends_as_it_begins_has_no_window() -> None:
    audience = Audience(AudienceRules(k=0, k_reaction=0))
    audience.handle_event(next(iter(world(person(enters=0, stays=10), until=60.0))))
    assert audience.close(BEGIN_S) == []


def test_windows_may_have_any_length() -> None:
    """The length may be less than a second and no whole number."""
    result = run_audience(world(person(enters=1, stays=4.5), person(enters=3, x_px=500), until=14), ALONE, window_s=0.7)
    assert [w.visits for w in result.windows] == [1, 1]
    for window in result.windows:
        assert min(window.to_s % 0.7, 0.7 - window.to_s % 0.7) < 1e-6
        assert window.from_s < window.to_s


def test_no_batch_spans_two_days() -> None:
    """Visits with too few people at midnight are dropped and counted. A day of few people is not counted at all."""
    begin_s = BEGIN_S + DAY_S - 600
    people = [*crowd(2, 100), *crowd(2, 150), *crowd(3, 700)]
    result = run_audience(world(*people, until=1300.0, begin_s=begin_s), k=3)
    assert [(w.from_s - begin_s, w.to_s - begin_s, w.visits) for w in result.windows] == [(600, 720, 3)]
    assert (result.counts.released, result.counts.dropped, result.counts.withheld) == (3, 4, None)


def test_a_window_ends_with_the_local_day() -> None:
    """Midnight of the shop ends a window, even if it is no multiple of the window length."""
    midnight_s = BEGIN_S + 1000.5
    result = run_audience(
        world(person(enters=950, stays=20.0), person(enters=995, stays=20.0), until=1300.0),
        AudienceRules(k=1, k_reaction=1, day_end=lambda at_s: midnight_s if at_s < midnight_s else midnight_s + DAY_S),
    )
    assert spans(result.windows) == [(950, 1000.5, 1030.5, 1), (1000.5, 1020, 1050, 1)]


def in_parts(every_s: float) -> Callable[[float], float]:
    """Function to the next end of a part of the day, half a second after each so many."""
    return lambda at_s: BEGIN_S + (floor((at_s - BEGIN_S - 0.5) / every_s) + 1) * every_s + 0.5


def test_no_batch_spans_two_parts_of_the_day() -> None:
    """A part ends like the day: its window ends there, and what is about too few people is dropped and counted."""
    people = [*crowd(3, 100), *crowd(2, 150), *crowd(2, 310), *crowd(3, 700)]
    result = run_audience(world(*people, until=950.0), AudienceRules(k=3, k_reaction=5, part_end=in_parts(300)))
    assert spans(result.windows) == [(100, 120, 150, 3), (600.5, 720, 750, 3)]
    assert (result.counts.released, result.counts.dropped) == (6, 4)


def test_a_window_ends_with_the_part_of_the_day() -> None:
    result = run_audience(world(person(enters=580, stays=15.0), until=700.0), ALONE, part_end=in_parts(600))
    assert spans(result.windows) == [(580, 600, 630, 1)]
    result = run_audience(world(person(enters=595, stays=5.2), until=700.0), ALONE, part_end=in_parts(600))
    assert spans(result.windows) == [(595, 600.5, 630.5, 1)]


def test_a_pause_ends_with_the_part_of_the_day() -> None:
    """The next run is in the part in which it begins."""
    rules = AudienceRules(k=1, k_reaction=1, part_end=in_parts(50))
    assert spans(run_with_pauses([(20, 120)], 160, rules)) == [(0.5, 50.5, 80.5, 1), (150.5, 160, 160, 1)]


def test_what_is_counted_by_the_day_goes_on_over_its_parts() -> None:
    """People withheld in several parts are told at the day's end, and a place is one over all parts."""
    audience = Audience(AudienceRules(k=3, k_reaction=5, part_end=in_parts(600)))
    for event in world(*crowd(2, 100), *crowd(2, 700), *crowd(3, 1300), until=1800.0):
        audience.handle_event(event)
    assert audience.counts.dropped == 4
    assert audience.counts.withheld is None
    audience.close(BEGIN_S + 1800)
    audience.handle_event(FrameObservation(BEGIN_S + DAY_S + 5))
    assert audience.counts.withheld == 3


def run_with_pauses(pauses: Sequence[tuple[float, float]], until: float, rules: AudienceRules) -> list[ReleasedWindow]:
    """Person who stays. Sensing is paused from the one to the other time of each pair, while ticks go on."""
    audience = Audience(rules)
    releases: list[Release | VisitClosed] = []
    begins = [BEGIN_S + begin for begin, _ in pauses]
    for event in world(person(enters=0, stays=until - 1), until=until):
        if begins and event.at_s >= begins[0]:
            releases += audience.pause(begins.pop(0))
        is_paused = any(begin <= event.at_s - BEGIN_S < end for begin, end in pauses)
        if not is_paused or isinstance(event, Tick):
            releases += audience.handle_event(event)
    releases += audience.close(BEGIN_S + until)
    assert audience.counts.open == audience.counts.waiting == 0
    assert audience.close(BEGIN_S + until + 1) == []
    return [release for release in releases if isinstance(release, ReleasedWindow)]


def test_a_pause_ends_the_run_on_the_clock_and_the_next_frame_starts_another() -> None:
    """All visits close at once, and are told when the window ends. A person still in view afterwards makes a new
    visit, in a new window. Coverage is told in quarters where a pause ended the window."""
    windows = run_with_pauses([(20, 120)], 161, ALONE)
    assert spans(windows) == [(0, 60, 90, 1), (120, 161, 161, 1)]
    assert [window.coverage for window in windows] == [0.25, 0.99]


@pytest.mark.parametrize(
    ("window_s", "pauses", "expected"),
    [
        (60, [(60, 120)], [(0, 60, 90, 1), (60, 120, 150, 0), (120, 180, 200, 0), (180, 200, 200, 1)]),
        (90, [(10, 90)], [(0, 90, 120, 1), (90, 180, 200, 0), (180, 200, 200, 1)]),
        (90, [(10, 90), (110, 180)], [(0, 90, 120, 1), (90, 180, 200, 1), (180, 200, 200, 1)]),
        (10, [(15, 20), (25, 30)], [(0, 10, 40, 0), (10, 20, 50, 1), (20, 30, 60, 1)]),
    ],
)
def test_the_next_run_may_begin_before_the_last_window_is_checked(
    window_s: float, pauses: list[tuple[float, float]], expected: list[tuple[float, float, float, int]]
) -> None:
    """Its visits are in its own windows."""
    windows = run_with_pauses(pauses, 200, AudienceRules(k=0, k_reaction=0, window_s=window_s))
    assert spans(windows)[: len(expected)] == expected


def test_observations_before_the_end_of_the_last_window_are_dropped() -> None:
    """Nothing is sensed between a pause and the end of its window, whatever a sense still sends."""
    windows = run_with_pauses([(20, 30)], 100, ALONE)
    assert spans(windows) == [(0, 60, 90, 1), (60, 100, 100, 1)]
    assert windows[0].coverage == 0.25


def test_a_pause_before_midnight_ends_with_the_day() -> None:
    """Also if midnight is no multiple of the window length, and the pause lies between midnight and its check."""
    midnight_s = BEGIN_S + 50.5
    rules = AudienceRules(
        k=1, k_reaction=1, day_end=lambda at_s: midnight_s if at_s < midnight_s else midnight_s + DAY_S
    )
    assert spans(run_with_pauses([(20, 120)], 150, rules)) == [(0, 50.5, 80.5, 1), (120, 150, 150, 1)]
    assert spans(run_with_pauses([(55, 120)], 150, rules)) == [(50.5, 60, 90, 1), (120, 150, 150, 1)]


def test_visits_of_too_few_people_at_a_stop_are_dropped() -> None:
    """They are counted as dropped."""
    result = run_audience(world(*crowd(2, 10), until=30.0), k=3)
    assert result.releases == []
    assert (result.counts.released, result.counts.dropped) == (0, 2)


@pytest.mark.parametrize(("runs", "withheld"), [([2], None), ([2, 2], 3), ([3], 0), ([3, 2], 0), ([3, 2, 2], 3)])
def test_withheld_is_updated_after_a_day_that_ended_during_a_pause(runs: list[int], withheld: int | None) -> None:
    """Runs of so many people: with k = 3 those of two are withheld. People are told in multiples of k, and not at all
    on a day about fewer than k. The first event of the next day updates it."""
    audience = Audience(AudienceRules(k=3))
    for number, size in enumerate(runs):
        begin_s = BEGIN_S + 600 * number
        for event in world(*crowd(size, 10), until=30.0, begin_s=begin_s):
            audience.handle_event(event)
        audience.close(begin_s + 30)
    assert audience.counts.withheld is None
    audience.handle_event(FrameObservation(BEGIN_S + DAY_S + 5))
    assert audience.counts.withheld == withheld


def test_a_day_ends_with_the_check_of_a_paused_run_that_ended_with_it() -> None:
    """Half a minute after midnight: what that run withheld is of the day that ends."""
    midnight_s = BEGIN_S + 660
    rules = AudienceRules(k=3, day_end=lambda at_s: midnight_s if at_s < midnight_s else midnight_s + DAY_S)
    audience = Audience(rules)
    for event in world(*crowd(2, 10), until=30.0):
        audience.handle_event(event)
    audience.close(BEGIN_S + 30)
    for event in world(*crowd(2, 10), until=30.0, begin_s=BEGIN_S + 600):
        audience.handle_event(event)
    audience.pause(BEGIN_S + 640)
    for after_s in (5, 10):  # a tick waits for the camera for 3 s
        audience.handle_event(Tick(midnight_s + after_s))
    assert audience.counts.withheld is None
    for after_s in (35, 40):
        audience.handle_event(Tick(midnight_s + after_s))
    assert audience.counts.withheld == 3


def test_coverage_and_level_are_those_of_the_window() -> None:
    """They count the camera's frames and the room's sound within [from, to)."""
    frames = [FrameObservation(BEGIN_S + i / 10) for i in range(1000) if not 300 <= i < 420]
    sound = [AudioObservation(BEGIN_S + i, 1.0, -30.0 if i <= 60 else -10.0, False) for i in range(1, 95)]
    events: list[InputEvent] = sorted([*frames, *sound], key=lambda event: event.at_s)
    result = run_audience(events, k=0, k_reaction=0)
    assert [w.coverage for w in result.windows] == [pytest.approx(0.81), pytest.approx(1.0)]
    assert [w.level_db for w in result.windows] == [-30.0, -10.0]


def test_with_a_small_k_each_visit_is_a_person_whatever_k_reaction_is() -> None:
    """Five visits that may be one person are five people for both limits, as the settings of a replay ask for."""
    people = [person(enters=5.0 + 9 * i, stays=6.0) for i in range(5)]
    result = run_audience(world(*people, plays=[Showing("ad", 0, 50)], until=170.0), k=1, k_reaction=5)
    assert [(reaction.exposed, reaction.n) for reaction in result.reactions] == [(5, 5)]

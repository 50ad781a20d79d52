"""The whole audience core: input events in, releases out."""

from dataclasses import replace
from math import nan

import pytest

from edge.audience.audience import Audience, AudienceCounts
from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    BodyObservation,
    FrameObservation,
    InputEvent,
    ReleasedWindow,
    SourceLost,
    SourceRestored,
    Tick,
    VisitClosed,
)
from tests.worlds import BEGIN_S, Showing, face_of, person, run_audience, world

ALONE = AudienceRules(k=1, k_reaction=1)


def frames(*spans: tuple[float, float], hz: float = 10.0) -> list[FrameObservation]:
    """One face in each frame of the spans."""
    return [
        FrameObservation(BEGIN_S + from_s + i / hz, (face_of(1, 100, 100, 40, 50, 0, 0, False),))
        for from_s, to_s in spans
        for i in range(round((to_s - from_s) * hz))
    ]


def test_one_watcher_of_one_advert_gives_a_play_a_window_and_a_reaction() -> None:
    """Proof of play, window and reaction leave in this order, at the end of a recording."""
    result = run_audience(world(person(enters=0, stays=14.9), plays=[Showing("ad", 0, 15)], until=15), ALONE)
    assert [type(message).__name__ for message in result.releases] == [
        "ProofOfPlay",
        "ReleasedWindow",
        "ReleasedReaction",
    ]
    (window,), (reaction,) = result.windows, result.reactions
    assert (window.from_s, window.to_s, window.visits, window.watchers) == (BEGIN_S, BEGIN_S + 15, 1, 1)
    assert (window.dwell_s, reaction.attention_s) == (14.9, 14.9)
    assert reaction.curve.n == (1,) * 15


def test_the_same_events_give_the_same_messages() -> None:
    """The order of arrival does not matter while no event is more than 3 s late. So `run` and `replay` agree."""
    people = [person(enters=3.0 * i, stays=11.0, x_px=100.0 * i) for i in range(40)]
    events = list(world(*people, plays=[Showing("ad", 15.0 * i, 15) for i in range(8)], until=150))
    plays_late = sorted(events, key=lambda e: e.at_s + (0 if isinstance(e, FrameObservation | Tick) else 2.5))
    first, second = run_audience(events, ALONE), run_audience(plays_late, ALONE)
    assert len(first.reactions) > 0
    assert first == second


def test_a_lost_camera_invents_no_visits() -> None:
    """The visit ends at the loss, frames during the loss are dropped, and coverage falls."""
    events: list[InputEvent] = [*frames((0, 20)), SourceLost(BEGIN_S + 20, "camera"), *frames((21, 35))]
    events += [SourceRestored(BEGIN_S + 40, "camera"), *frames((40, 50)), Tick(BEGIN_S + 100)]
    result = run_audience(events, ALONE, trace=True)
    assert [(v.start_s - BEGIN_S, round(v.end_s - BEGIN_S, 1)) for v in result.closed] == [(0, 19.9), (40, 49.9)]
    assert result.windows[0].coverage == 0.51
    assert result.counts.dropped_events == 140


def test_three_people_before_a_camera_that_is_lost_again_and_again_never_make_five() -> None:
    """They may have stayed during the loss, so they do not count again."""
    events: list[InputEvent] = []
    for begins in range(0, 3600, 300):
        for frame in frames((begins, begins + 100)):
            three = tuple(replace(frame.faces[0], track=i, x_px=200.0 * i) for i in range(3))
            events.append(FrameObservation(frame.at_s, three))
        events += [SourceLost(BEGIN_S + begins + 100, "camera"), SourceRestored(BEGIN_S + begins + 300, "camera")]
    result = run_audience(events)
    assert result.windows == []
    assert result.counts.dropped == 36


def test_a_lost_microphone_does_not_affect_frames() -> None:
    """Visits go on while the microphone is lost."""
    events: list[InputEvent] = [
        SourceLost(BEGIN_S, "microphone"),
        *frames((0, 5)),
        SourceRestored(BEGIN_S + 5, "microphone"),
    ]
    assert run_audience(events, ALONE).windows[0].visits == 1


def test_a_frozen_clock_counts_nothing_twice() -> None:
    """Frames of one and the same time are one frame; frames that go back in time are dropped and counted."""
    events = [frame for frame in frames((0, 5)) for _ in range(2)]
    events.insert(60, FrameObservation(BEGIN_S + 1))
    events.insert(60, FrameObservation(nan))
    result = run_audience(events, ALONE)
    assert result.windows[0].dwell_s == 4.9
    assert result.counts.dropped_events == 52


def test_a_trace_gives_the_tracks_of_each_visit() -> None:
    """With `trace`, a confirmed visit gives its tracks when it closes. Without it, nothing."""
    people = [person(enters=1, stays=20, away=[(8, 10)], over_edge=False), person(enters=5, stays=0.2, x_px=900)]
    events = list(world(*people, until=60, empty_frames=True))
    assert run_audience(events, ALONE).closed == []
    audience = Audience(AudienceRules(k=1, k_reaction=1, trace=True))
    closed = [(event.at_s, visit) for event in events for visit in audience.handle_event(event)]
    assert len(closed) == 1
    assert closed[0][0] - BEGIN_S == 51
    assert closed[0][1] == VisitClosed(BEGIN_S + 1, BEGIN_S + 20.9, (1, 3))


def test_counts_place_each_visit_once() -> None:
    """A visit is open, waiting, released or dropped, never two of them."""
    audience = Audience(AudienceRules(k=3, k_reaction=3))
    assert audience.counts == AudienceCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None)
    steps: list[tuple[int, int, int]] = []
    for event in world(person(enters=1), person(enters=44, stays=30, x_px=300), until=200, empty_frames=True):
        audience.handle_event(event)
        counts = (audience.counts.open, audience.counts.waiting, audience.counts.released)
        if counts not in steps[-1:]:
            steps.append(counts)
    assert steps == [(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 2, 0)]
    audience.close(BEGIN_S + 200)
    assert audience.counts.dropped == 2


def test_a_poster_is_in_no_window_and_no_count() -> None:
    """Once it is recognised after 8 s, it is removed: no window, nothing dropped, nothing waiting."""
    events: list[InputEvent] = [
        *frames((0, 8)),
        FrameObservation(BEGIN_S + 8, (), (1,)),
        *frames((8.1, 30)),
        Tick(BEGIN_S + 90),
    ]
    result = run_audience(events, ALONE)
    assert result.releases == []
    assert result.visits_in == 0


def test_without_observations_nothing_is_released() -> None:
    """close() works before any event and twice."""
    audience = Audience(ALONE)
    assert audience.close(BEGIN_S) == []
    assert audience.handle_event(Tick(BEGIN_S + 1)) == []
    assert audience.close(BEGIN_S + 2) == []


@pytest.mark.parametrize("hz", [2, 5, 15, 30])
def test_dwell_is_the_time_and_not_the_number_of_frames(hz: float) -> None:
    """The frame rate does not change dwell and attention."""
    (window,) = run_audience(world(person(enters=2, stays=10), hz=hz, until=20), ALONE).windows
    assert isinstance(window, ReleasedWindow)
    assert window.dwell_s == 10.0
    assert window.looked["5"] == 1


@pytest.mark.parametrize(
    ("first", "begins_s"),
    [
        (FrameObservation(BEGIN_S), 0.0),
        (AudioObservation(BEGIN_S, 0.5, -40.0, False), -0.5),
        (BodyObservation(BEGIN_S, "w1", True, 0.5, None, None), -1.0),
        (AudioObservation(BEGIN_S, nan, -40.0, False), 1.0),
    ],
)
def test_a_run_begins_with_the_first_observation(first: InputEvent, begins_s: float) -> None:
    """The run begins at the start of the observation. An observation of unknown length starts no run."""
    result = run_audience(
        [first, FrameObservation(BEGIN_S + 1.0), Tick(BEGIN_S + 2.0)], AudienceRules(k=0, k_reaction=0)
    )
    assert result.windows[0].from_s == BEGIN_S + begins_s


def test_audio_from_before_a_stop_does_not_start_the_next_run_before_it() -> None:
    """The audio block spans the pause; the windows still do not overlap."""
    audience = Audience(AudienceRules(k=0, k_reaction=0))
    audience.handle_event(FrameObservation(BEGIN_S))
    (before,) = [release for release in audience.close(BEGIN_S + 5.0) if isinstance(release, ReleasedWindow)]
    audience.handle_event(AudioObservation(BEGIN_S + 5.25, 0.5, -40.0, False))
    (after,) = [release for release in audience.close(BEGIN_S + 7.0) if isinstance(release, ReleasedWindow)]
    assert (before.to_s, after.from_s) == (BEGIN_S + 5.0, BEGIN_S + 5.0)

"""The whole room: events in, what may be told out."""

from dataclasses import replace
from math import nan

import pytest

from edge.audience.audience import Audience, AudienceCounts
from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    BodyObservation,
    FaceObservation,
    FrameObservation,
    InputEvent,
    ReleasedWindow,
    SourceLost,
    SourceRestored,
    Tick,
    VisitClosed,
)
from tests.worlds import BEGIN_S, Showing, live, person, world

ALONE = AudienceRules(k=1, k_reaction=1)


def frames(*spans: tuple[float, float], hz: float = 10.0) -> list[FrameObservation]:
    """One face in each frame of the spans."""
    return [
        FrameObservation(BEGIN_S + from_s + i / hz, (FaceObservation(1, 100, 100, 40, 50, 0, 0, False),))
        for from_s, to_s in spans
        for i in range(round((to_s - from_s) * hz))
    ]


def test_an_advert_with_one_watcher_from_the_first_frame_to_the_last_message() -> None:
    """Proof of play, window and reaction, in this order, at the end of a recording."""
    told = live(world(person(enters=0, stays=14.9), plays=[Showing("ad", 0, 15)], until=15), ALONE)
    assert [type(message).__name__ for message in told.told] == ["ProofOfPlay", "ReleasedWindow", "ReleasedReaction"]
    (window,), (reaction,) = told.windows, told.reactions
    assert (window.from_s, window.to_s, window.visits, window.watchers) == (BEGIN_S, BEGIN_S + 15, 1, 1)
    assert (window.dwell_s, reaction.attention_s) == (14.9, 14.9)
    assert reaction.curve.n == (1,) * 15


def test_the_same_events_give_the_same_messages() -> None:
    """Whatever order they arrive in, as long as none is more than 3 s late: so `run` and `replay` agree."""
    people = [person(enters=3.0 * i, stays=11.0, x_px=100.0 * i) for i in range(40)]
    events = list(world(*people, plays=[Showing("ad", 15.0 * i, 15) for i in range(8)], until=150))
    plays_late = sorted(events, key=lambda e: e.at_s + (0 if isinstance(e, FrameObservation | Tick) else 2.5))
    first, second = live(events, ALONE), live(plays_late, ALONE)
    assert len(first.reactions) > 0
    assert first == second


def test_a_lost_camera_invents_no_visits() -> None:
    """Who was in view is gone with it, nothing is told of the time, and coverage falls."""
    events: list[InputEvent] = [*frames((0, 20)), SourceLost(BEGIN_S + 20, "camera"), *frames((21, 35))]
    events += [SourceRestored(BEGIN_S + 40, "camera"), *frames((40, 50)), Tick(BEGIN_S + 100)]
    told = live(events, ALONE, trace=True)
    assert [(v.start_s - BEGIN_S, round(v.end_s - BEGIN_S, 1)) for v in told.closed] == [(0, 19.9), (40, 49.9)]
    assert told.windows[0].coverage == 0.51
    assert told.counts.dropped_events == 140


def test_three_people_before_a_camera_that_is_lost_again_and_again_never_make_five() -> None:
    """They may have stayed while nothing could be seen, so they are not counted anew."""
    events: list[InputEvent] = []
    for begins in range(0, 3600, 300):
        for frame in frames((begins, begins + 100)):
            three = tuple(replace(frame.faces[0], track=i, x_px=200.0 * i) for i in range(3))
            events.append(FrameObservation(frame.at_s, three))
        events += [SourceLost(BEGIN_S + begins + 100, "camera"), SourceRestored(BEGIN_S + begins + 300, "camera")]
    told = live(events)
    assert told.windows == []
    assert told.counts.dropped == 36


def test_a_lost_microphone_takes_no_frame_with_it() -> None:
    """The camera goes on."""
    events: list[InputEvent] = [
        SourceLost(BEGIN_S, "microphone"),
        *frames((0, 5)),
        SourceRestored(BEGIN_S + 5, "microphone"),
    ]
    assert live(events, ALONE).windows[0].visits == 1


def test_a_frozen_clock_counts_nothing_twice() -> None:
    """Frames of one and the same time are one frame; frames that go back in time are dropped and counted."""
    events = [frame for frame in frames((0, 5)) for _ in range(2)]
    events.insert(60, FrameObservation(BEGIN_S + 1))
    events.insert(60, FrameObservation(nan))
    told = live(events, ALONE)
    assert told.windows[0].dwell_s == 4.9
    assert told.counts.dropped_events == 52


def test_a_trace_says_which_tracks_were_one_visit() -> None:
    """Only where it is asked for, of confirmed visits alone, when they are closed."""
    people = [person(enters=1, stays=20, away=[(8, 10)], over_edge=False), person(enters=5, stays=0.2, x_px=900)]
    events = list(world(*people, until=60, empty_frames=True))
    assert live(events, ALONE).closed == []
    audience = Audience(AudienceRules(k=1, k_reaction=1, trace=True))
    closed = [(event.at_s, told) for event in events for told in audience.handle(event)]
    assert len(closed) == 1
    assert closed[0][0] - BEGIN_S == 51
    assert closed[0][1] == VisitClosed(BEGIN_S + 1, BEGIN_S + 20.9, (1, 3))


def test_how_things_stand() -> None:
    """Open, waiting, told: each visit is in one place, and a poster in none."""
    audience = Audience(AudienceRules(k=3, k_reaction=3))
    assert audience.counts == AudienceCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, None, None)
    steps: list[tuple[int, int, int]] = []
    for event in world(person(enters=1), person(enters=44, stays=30, x_px=300), until=200, empty_frames=True):
        audience.handle(event)
        counts = (audience.counts.open, audience.counts.waiting, audience.counts.released)
        if counts not in steps[-1:]:
            steps.append(counts)
    assert steps == [(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 2, 0)]
    audience.close(BEGIN_S + 200)
    assert audience.counts.dropped == 2


def test_a_poster_is_told_of_by_nobody() -> None:
    """Found out after 8 s, it never was: no window, nothing dropped, nothing waiting."""
    events: list[InputEvent] = [
        *frames((0, 8)),
        FrameObservation(BEGIN_S + 8, (), (1,)),
        *frames((8.1, 30)),
        Tick(BEGIN_S + 90),
    ]
    told = live(events, ALONE)
    assert told.told == []
    assert told.went_in == 0


def test_nothing_seen_is_nothing_told() -> None:
    """A close before, without and after everything is in order."""
    audience = Audience(ALONE)
    assert audience.close(BEGIN_S) == []
    assert audience.handle(Tick(BEGIN_S + 1)) == []
    assert audience.close(BEGIN_S + 2) == []


@pytest.mark.parametrize("hz", [2, 5, 15, 30])
def test_dwell_is_the_time_and_not_the_number_of_frames(hz: float) -> None:
    """A fast camera weighs no more than a slow one."""
    (window,) = live(world(person(enters=2, stays=10), hz=hz, until=20), ALONE).windows
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
def test_a_run_begins_with_what_was_first_sensed(first: InputEvent, begins_s: float) -> None:
    """Half a second of sound that ends now began half a second ago; one that took no known time begins nothing."""
    told = live([first, FrameObservation(BEGIN_S + 1.0), Tick(BEGIN_S + 2.0)], AudienceRules(k=0, k_reaction=0))
    assert told.windows[0].from_s == BEGIN_S + begins_s


def test_sound_from_before_a_stop_does_not_begin_the_next_run_before_it() -> None:
    """A half second over the moment of a pause: windows do not overlap."""
    audience = Audience(AudienceRules(k=0, k_reaction=0))
    audience.handle(FrameObservation(BEGIN_S))
    (before,) = [told for told in audience.close(BEGIN_S + 5.0) if isinstance(told, ReleasedWindow)]
    audience.handle(AudioObservation(BEGIN_S + 5.25, 0.5, -40.0, False))
    (after,) = [told for told in audience.close(BEGIN_S + 7.0) if isinstance(told, ReleasedWindow)]
    assert (before.to_s, after.from_s) == (BEGIN_S + 5.0, BEGIN_S + 5.0)

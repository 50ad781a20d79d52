"""The reorder buffer."""

from math import nan

import pytest

from edge.audience.ordering import ReorderBuffer
from edge.events import (
    AudioObservation,
    BodyObservation,
    ConsentEnded,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    SourceLost,
    SourceRestored,
    Tick,
)


def voice(at_s: float) -> AudioObservation:
    return AudioObservation(at_s, 1.0, -40.0, False)


def taken(ordering: ReorderBuffer, *events: InputEvent) -> list[InputEvent]:
    return [ready for event in events for ready in ordering.put(event)]


def test_with_a_camera_alone_nothing_waits() -> None:
    """Each frame is folded as it comes."""
    frames = [FrameObservation(100.0), FrameObservation(100.1)]
    assert taken(ReorderBuffer(), *frames) == frames


def test_the_slowest_live_sense_is_waited_for() -> None:
    """A frame is held until sound has come as far, and given out in order with it."""
    ordering = ReorderBuffer()
    assert taken(ordering, voice(100.0), FrameObservation(100.5), FrameObservation(101.0)) == [voice(100.0)]
    assert taken(ordering, voice(100.8)) == [FrameObservation(100.5), voice(100.8)]


def test_a_sense_that_lags_is_waited_for_three_seconds() -> None:
    """After that the rest goes on, and what the laggard still tells of that time is dropped and counted."""
    ordering = ReorderBuffer()
    taken(ordering, voice(100.0))
    assert taken(ordering, FrameObservation(102.0)) == []
    assert taken(ordering, FrameObservation(105.0)) == [FrameObservation(102.0)]
    assert taken(ordering, voice(101.9)) == []
    assert ordering.dropped == 1
    assert taken(ordering, voice(102.0)) == [voice(102.0)]
    assert ordering.dropped == 1


def test_a_lost_sense_is_waited_for_no_longer() -> None:
    """Once a microphone is lost, frames pass; the word of it passes too, in its place."""
    ordering = ReorderBuffer()
    taken(ordering, voice(100.0), FrameObservation(101.0))
    assert taken(ordering, SourceLost(100.2, "microphone")) == [
        SourceLost(100.2, "microphone"),
        FrameObservation(101.0),
    ]


def test_a_sense_that_is_back_is_waited_for_before_it_has_told_anything() -> None:
    """What it senses first is told later than that it is back, and is not too late for that."""
    ordering = ReorderBuffer()
    taken(ordering, FrameObservation(100.0), SourceRestored(100.0, "microphone"))
    assert taken(ordering, FrameObservation(101.0), voice(100.5)) == [voice(100.5)]
    assert ordering.dropped == 0


def test_a_wearer_whose_consent_ended_is_waited_for_no_longer() -> None:
    """The word of it comes after all that was felt before, and even when it is late."""
    ordering = ReorderBuffer()
    felt = BodyObservation(100.0, "w1", True, 0.5, None, None)
    taken(ordering, felt, FrameObservation(101.0))
    assert taken(ordering, ConsentEnded(100.2, "w1")) == [ConsentEnded(100.2, "w1"), FrameObservation(101.0)]
    assert taken(ordering, ConsentEnded(100.1, "w2")) == [ConsentEnded(100.1, "w2")]
    assert ordering.dropped == 0


def test_a_play_told_in_time_is_waited_for() -> None:
    """Once there is a play feed everything waits the 3 s, so that a play 2.9 s late is still in order."""
    ordering = ReorderBuffer()
    taken(ordering, FrameObservation(100.0), PlayStarted(100.1, "a"))
    assert taken(ordering, FrameObservation(103.0)) == []
    assert taken(ordering, PlayEnded(100.2), FrameObservation(104.0)) == [PlayStarted(100.1, "a"), PlayEnded(100.2)]


def test_a_play_told_late_comes_through() -> None:
    """It is joined later on; so is the word that a source is lost or back. Late seconds of the clock mean nothing."""
    ordering = ReorderBuffer()
    taken(ordering, FrameObservation(100.0))
    late: list[InputEvent] = [
        PlayStarted(50.0, "a"),
        PlayEnded(60.0),
        SourceLost(70.0, "camera"),
        SourceRestored(71.0, "camera"),
    ]
    assert taken(ordering, *late, Tick(80.0)) == late
    assert ordering.dropped == 0


def test_a_play_told_ahead_does_not_turn_the_clock() -> None:
    """It waits for its time, and what is sensed before it is not late."""
    ordering = ReorderBuffer()
    taken(ordering, FrameObservation(100.0), PlayStarted(200.0, "a"))
    assert taken(ordering, FrameObservation(101.0), FrameObservation(105.0)) == [FrameObservation(101.0)]
    assert taken(ordering, Tick(203.0)) == [FrameObservation(105.0), PlayStarted(200.0, "a")]


def test_at_one_time_the_screen_comes_before_the_camera() -> None:
    """A frame taken as a play begins belongs to it; time has passed only once all is told."""
    ordering = ReorderBuffer()
    lost = SourceLost(9.0, "microphone")
    in_order: list[InputEvent] = [
        PlayEnded(9.0),
        PlayStarted(9.0, "b"),
        FrameObservation(9.0),
        voice(9.0),
        lost,
        Tick(9.0),
    ]
    assert taken(ordering, *in_order[1::-1], *in_order[:1:-1]) == []
    assert ordering.flush(9.0) == in_order


def test_what_is_equal_keeps_its_order() -> None:
    """Two wearers of one second come out as they came in."""
    ordering = ReorderBuffer()
    felt = [BodyObservation(9.0, wearer, True, 0.1, None, None) for wearer in "ba"]
    assert taken(ordering, *felt) == felt


@pytest.mark.parametrize("at_s", [nan, float("inf"), -float("inf")])
def test_an_event_without_a_time_is_dropped(at_s: float) -> None:
    """It is counted, and turns no clock."""
    ordering = ReorderBuffer()
    assert taken(ordering, FrameObservation(at_s), FrameObservation(5.0)) == [FrameObservation(5.0)]
    assert ordering.dropped == 1


def test_at_the_end_nothing_is_waited_for() -> None:
    """All that was sensed comes out; what is told for later waits on, and what is older is late from now on."""
    ordering = ReorderBuffer()
    taken(ordering, voice(100.0), FrameObservation(101.0), PlayEnded(300.0))
    assert ordering.flush(100.5) == [FrameObservation(101.0)]
    assert taken(ordering, FrameObservation(100.9)) == []
    assert ordering.dropped == 1
    assert ordering.flush(400.0) == [PlayEnded(300.0)]

"""The reorder buffer of the audience core."""

from math import nan

import pytest

from edge.audience.ordering import EventReorderBuffer
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


def audio(at_s: float) -> AudioObservation:
    return AudioObservation(at_s, 1.0, -40.0, False)


def put_all(buffer: EventReorderBuffer, *events: InputEvent) -> list[InputEvent]:
    return [ready for event in events for ready in buffer.add_event(event)]


def test_with_only_a_camera_no_event_waits() -> None:
    """Each frame is returned at once."""
    frames = [FrameObservation(100.0), FrameObservation(100.1)]
    assert put_all(EventReorderBuffer(), *frames) == frames


def test_the_slowest_live_sense_is_waited_for() -> None:
    """A frame waits until the audio has reached its time, and comes out in order with it."""
    buffer = EventReorderBuffer()
    assert put_all(buffer, audio(100.0), FrameObservation(100.5), FrameObservation(101.0)) == [audio(100.0)]
    assert put_all(buffer, audio(100.8)) == [FrameObservation(100.5), audio(100.8)]


def test_a_late_sense_is_waited_for_three_seconds() -> None:
    """After that the other events go on. Later events of that time are dropped and counted."""
    buffer = EventReorderBuffer()
    put_all(buffer, audio(100.0))
    assert put_all(buffer, FrameObservation(102.0)) == []
    assert put_all(buffer, FrameObservation(105.0)) == [FrameObservation(102.0)]
    assert put_all(buffer, audio(101.9)) == []
    assert buffer.dropped == 1
    assert put_all(buffer, audio(102.0)) == [audio(102.0)]
    assert buffer.dropped == 1


def test_a_lost_sense_is_waited_for_no_longer() -> None:
    """Once a microphone is lost, frames pass. The loss itself comes out in order."""
    buffer = EventReorderBuffer()
    put_all(buffer, audio(100.0), FrameObservation(101.0))
    assert put_all(buffer, SourceLost(100.2, "microphone")) == [
        SourceLost(100.2, "microphone"),
        FrameObservation(101.0),
    ]


def test_a_restored_sense_is_waited_for_before_its_first_observation() -> None:
    """Its first observation arrives after the restore event and is not too late."""
    buffer = EventReorderBuffer()
    put_all(buffer, FrameObservation(100.0), SourceRestored(100.0, "microphone"))
    assert put_all(buffer, FrameObservation(101.0), audio(100.5)) == [audio(100.5)]
    assert buffer.dropped == 0


def test_a_wearer_whose_consent_ended_is_waited_for_no_longer() -> None:
    """The end comes out after earlier body observations, and even if it is late."""
    buffer = EventReorderBuffer()
    body = BodyObservation(100.0, "w1", True, 0.5, None, None)
    put_all(buffer, body, FrameObservation(101.0))
    assert put_all(buffer, ConsentEnded(100.2, "w1")) == [ConsentEnded(100.2, "w1"), FrameObservation(101.0)]
    assert put_all(buffer, ConsentEnded(100.1, "w2")) == [ConsentEnded(100.1, "w2")]
    assert buffer.dropped == 0


def test_a_play_reported_within_three_seconds_is_in_order() -> None:
    """With a play feed every event waits 3 s, so a play 2.9 s late is still in order."""
    buffer = EventReorderBuffer()
    put_all(buffer, FrameObservation(100.0), PlayStarted(100.1, "a"))
    assert put_all(buffer, FrameObservation(103.0)) == []
    assert put_all(buffer, PlayEnded(100.2), FrameObservation(104.0)) == [PlayStarted(100.1, "a"), PlayEnded(100.2)]


def test_late_plays_and_source_changes_pass() -> None:
    """Late plays, losses and restores come out at once. A late tick does not."""
    buffer = EventReorderBuffer()
    put_all(buffer, FrameObservation(100.0))
    late: list[InputEvent] = [
        PlayStarted(50.0, "a"),
        PlayEnded(60.0),
        SourceLost(70.0, "camera"),
        SourceRestored(71.0, "camera"),
    ]
    assert put_all(buffer, *late, Tick(80.0)) == late
    assert buffer.dropped == 0


def test_a_play_reported_ahead_does_not_advance_the_time() -> None:
    """It waits for its time, and observations before it are not late."""
    buffer = EventReorderBuffer()
    put_all(buffer, FrameObservation(100.0), PlayStarted(200.0, "a"))
    assert put_all(buffer, FrameObservation(101.0), FrameObservation(105.0)) == [FrameObservation(101.0)]
    assert put_all(buffer, Tick(203.0)) == [FrameObservation(105.0), PlayStarted(200.0, "a")]


def test_events_of_one_time_come_out_by_kind() -> None:
    """Plays come before frames, so a frame at a start belongs to the play. Ticks come last."""
    buffer = EventReorderBuffer()
    lost = SourceLost(9.0, "microphone")
    in_order: list[InputEvent] = [
        PlayEnded(9.0),
        PlayStarted(9.0, "b"),
        FrameObservation(9.0),
        audio(9.0),
        lost,
        Tick(9.0),
    ]
    assert put_all(buffer, *in_order[1::-1], *in_order[:1:-1]) == []
    assert buffer.flush(9.0) == in_order


def test_equal_events_keep_their_order() -> None:
    """Two wearers of one second come out in the order of arrival."""
    buffer = EventReorderBuffer()
    body = [BodyObservation(9.0, wearer, True, 0.1, None, None) for wearer in "ba"]
    assert put_all(buffer, *body) == body


@pytest.mark.parametrize("at_s", [nan, float("inf"), -float("inf")])
def test_an_event_without_a_time_is_dropped(at_s: float) -> None:
    """It is counted, and does not advance the time."""
    buffer = EventReorderBuffer()
    assert put_all(buffer, FrameObservation(at_s), FrameObservation(5.0)) == [FrameObservation(5.0)]
    assert buffer.dropped == 1


def test_flush_returns_everything_up_to_its_time() -> None:
    """All observations come out. Plays for later stay, and older events are late from then on."""
    buffer = EventReorderBuffer()
    put_all(buffer, audio(100.0), FrameObservation(101.0), PlayEnded(300.0))
    assert buffer.flush(100.5) == [FrameObservation(101.0)]
    assert put_all(buffer, FrameObservation(100.9)) == []
    assert buffer.dropped == 1
    assert buffer.flush(400.0) == [PlayEnded(300.0)]

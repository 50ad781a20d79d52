"""The event bus: each event goes to the subscribers of its type, in the order in which they subscribed."""

from functools import partial

import pytest

from edge.events import AudioObservation, FrameObservation, PlayEnded, PlayStarted
from edge.kiosk.stages.event_bus import EventBus

FRAME = FrameObservation(1.0)
START, END = PlayStarted(2.0, "spring_a"), PlayEnded(3.0)


def test_subscribers_get_an_event_in_the_order_of_their_subscriptions() -> None:
    """Each gets the first event before any gets the second."""
    bus, calls = EventBus(), list[tuple[str, object]]()

    def note(name: str, event: object) -> None:
        calls.append((name, event))

    for name in ("audience", "outbox", "watcher"):
        bus.subscribe(name, (PlayStarted, PlayEnded), partial(note, name))
    bus.publish(START)
    bus.publish(END)
    assert calls == [(name, event) for event in (START, END) for name in ("audience", "outbox", "watcher")]
    assert bus.names == ["audience", "outbox", "watcher"]


def test_a_subscriber_gets_only_the_types_that_it_asked_for() -> None:
    """An event without a subscriber is dropped."""
    bus = EventBus()
    frames, plays = list[object](), list[object]()
    bus.subscribe("frames", (FrameObservation,), frames.append)
    bus.subscribe("plays", (PlayStarted, PlayEnded), plays.append)
    for event in (START, FRAME, AudioObservation(1.0, 1.0, 60.0, None), END):
        bus.publish(event)
    assert frames == [FRAME]
    assert plays == [START, END]


def test_a_name_is_subscribed_once() -> None:
    """The first subscription stays as it is."""
    bus = EventBus()
    first, second = list[object](), list[object]()
    bus.subscribe("plays", (PlayStarted,), first.append)
    with pytest.raises(ValueError, match="plays is already subscribed"):
        bus.subscribe("plays", (PlayEnded,), second.append)
    bus.publish(START)
    bus.publish(END)
    assert (first, second) == ([START], [])
    assert bus.names == ["plays"]


def test_an_error_of_a_handler_reaches_its_publisher() -> None:
    """So the stage that publishes fails and is restarted; nothing is hidden."""
    bus = EventBus()

    def fails(event: object) -> None:
        raise RuntimeError("broken")

    bus.subscribe("fails", (FrameObservation,), fails)
    with pytest.raises(RuntimeError, match="broken"):
        bus.publish(FRAME)

"""The stage that reads streams: only with consent, only of the session, and again after a loss."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from edge.events import PlayEnded, PlayStarted, SourceLost, SourceRestored
from edge.stage import StageContext
from edge.study.markers import TIMED_ERROR_S
from edge.study.streams import StreamOffset, StreamSamples
from edge.study_sessions import stream_stage
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.stream_options import StreamRequest
from edge.study_sessions.stream_stage import AHEAD_S, SEARCH_S, StreamEvent, StreamStage
from tests.doubles.study_streams import Library, Sender
from tests.doubles.waiting import wait_until

START_S = 1000.0
SENT_S = START_S - 500.25
"""Time on the sender's clock at the start: the library's clock is 500 s, and the sender's is 0.25 s behind it."""


class Desk:
    """A stage that runs in a thread, with a clock that the test moves."""

    def __init__(self, *senders: Sender, name: str = "Tobii", has_ads: bool = True) -> None:
        self.now_s, self.held = START_S, {"eye"}
        self.library = Library(*senders)
        self.library.pylsl.clock_s = START_S - 500.0
        self.events: list[StreamEvent] = []
        self.source = LslInput(self.library, "eye", StreamRequest(name, ("here",)), lambda: self.now_s)
        self.source.require()
        context: StageContext[StreamEvent] = StageContext(
            lambda: self.now_s, lambda: True, lambda: None, self.events.append
        )
        self.stage = StreamStage([self.source], context, lambda scope: scope in self.held, has_ads=has_ads)

    @contextmanager
    def running(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self.stage.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(10)
        assert not thread.is_alive()

    def of(self, *kinds: type) -> list[StreamEvent]:
        return [event for event in self.events if isinstance(event, kinds)]

    def wait(self, is_there: Callable[[], object], what: str) -> None:
        wait_until(lambda: bool(is_there()), what)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_stage, "TURN_S", 0.005)


def test_samples_come_with_the_time_of_the_session_and_the_offset_before_them() -> None:
    sender = Sender()
    desk = Desk(sender)
    sender.send(SENT_S + 1, 0.1, 0.2)
    sender.send(SENT_S + 2, 0.3, 0.4)
    with desk.running():
        desk.wait(lambda: desk.of(StreamSamples), "the samples")
    offset, samples = desk.events
    assert isinstance(offset, StreamOffset)
    assert (offset.scope, offset.offset_s, offset.error_s) == ("eye", START_S - SENT_S, 0.0001)
    assert samples == StreamSamples(
        "eye", [START_S + 1, START_S + 2], [SENT_S + 1, SENT_S + 2], [[0.1, 0.2], [0.3, 0.4]]
    )
    assert sender.closed == 1


def test_a_stream_whose_scope_ended_is_closed_and_not_read() -> None:
    sender = Sender()
    desk = Desk(sender)
    desk.held = set()
    sender.send(SENT_S + 1, 0.1, 0.2)
    with desk.running():
        desk.wait(lambda: sender.closed, "the end of the connection")
        sender.send(SENT_S + 1, 0.1, 0.2)
    assert desk.events == []
    assert len(sender.rows) == 2
    assert sender.opened == 1


def test_samples_from_before_the_session_are_dropped() -> None:
    """They may be about the participant before."""
    sender = Sender()
    desk = Desk(sender)
    sender.send(SENT_S - 0.001, 4242.0, 0.0)
    sender.send(SENT_S, 1.0, 0.0)
    with desk.running():
        desk.wait(lambda: desk.of(StreamSamples), "the samples")
    (samples,) = desk.of(StreamSamples)
    assert isinstance(samples, StreamSamples)
    assert samples.values == [[1.0, 0.0]]


def test_samples_with_times_of_another_clock_are_reported_and_not_recorded() -> None:
    sender = Sender()
    desk = Desk(sender)
    for at_s in (SENT_S + AHEAD_S + 1, float("nan"), float("inf")):
        sender.send(at_s, 1.0, 0.0)
    with desk.running():
        desk.wait(lambda: desk.stage.fault_texts, "the fault")
    assert desk.of(StreamSamples) == []
    (text,) = desk.stage.fault_texts
    assert "samples of the stream Tobii are not recorded, because their times are in the future" in text


def test_a_lost_stream_is_searched_for_and_read_again() -> None:
    sender = Sender()
    desk = Desk(sender)
    with desk.running():
        desk.wait(lambda: desk.of(StreamOffset), "the connection")
        sender.is_gone = True
        desk.wait(lambda: desk.stage.fault_texts, "the loss")
        again = Sender()
        again.send(SENT_S + 3, 5.0, 6.0)
        desk.library.pylsl.senders.append(again)
        desk.now_s += SEARCH_S
        desk.wait(lambda: desk.of(StreamSamples), "the samples")
    assert [type(event) for event in desk.events] == [
        StreamOffset, SourceLost, StreamOffset, SourceRestored, StreamSamples,
    ]  # fmt: skip
    assert desk.events[1] == SourceLost(START_S, "stream-eye")
    assert desk.stage.fault_texts == ()


def test_a_stranger_that_takes_the_name_of_a_lost_stream_is_not_read() -> None:
    sender = Sender()
    desk = Desk(sender)
    with desk.running():
        desk.wait(lambda: desk.of(StreamOffset), "the connection")
        sender.is_gone = True
        desk.wait(lambda: desk.stage.fault_texts, "the loss")
        stranger = Sender(host="stranger")
        desk.library.pylsl.senders.append(stranger)
        desk.now_s += SEARCH_S
        desk.wait(lambda: "comes from stranger" in " ".join(desk.stage.fault_texts), "the refusal")
    assert stranger.opened == 0


@pytest.mark.parametrize("has_ads", [True, False])
def test_texts_of_a_stream_start_and_end_ads(has_ads: bool) -> None:
    """Only if nothing else shows ads. Every text is recorded either way."""
    sender = Sender(labels=[""], is_text=True)
    desk = Desk(sender, has_ads=has_ads)
    for number, text in enumerate(["ad:spring", "cue", "ad_end"]):
        sender.send(SENT_S + number, text)
    with desk.running():
        desk.wait(lambda: desk.of(StreamSamples), "the texts")
    assert [event.values for event in desk.of(StreamSamples) if isinstance(event, StreamSamples)] == [
        [["ad:spring"], ["cue"], ["ad_end"]]
    ]
    plays = [PlayStarted(START_S, "spring", feed="lsl", error_s=TIMED_ERROR_S), PlayEnded(START_S + 2, TIMED_ERROR_S)]
    assert desk.of(PlayStarted, PlayEnded) == (plays if has_ads else [])


def test_numbers_are_no_ads() -> None:
    sender = Sender()
    desk = Desk(sender)
    sender.send(SENT_S + 1, 1.0, 2.0)
    with desk.running():
        desk.wait(lambda: desk.of(StreamSamples), "the samples")
    assert desk.of(PlayStarted, PlayEnded) == []

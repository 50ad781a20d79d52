"""The reading stage: bounded in number and time, silent about texts, and not there while nobody writes."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType

import pytest

from edge.events import CommentObservation, Sentiment
from edge.kiosk.stages.comment_stage import MAX_WAITING, THREAD, CommentStage, TextReader, _Waiting
from edge.stage import StageContext
from tests.doubles.waiting import wait_until

MARKER = "zebra-quince-93"


@dataclass(frozen=True)
class Scores:
    verdict: Sentiment


@dataclass
class FakeReader:
    """Reads "good" as positive. It may wait for a gate, or fail."""

    gate: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    texts: int = 0

    def read(self, text: str) -> Scores:
        self.texts += 1
        self.begun.set()
        assert self.gate.wait(20)
        if self.error:
            raise self.error
        return Scores("positive" if "good" in text else "negative")


@dataclass
class Reading:
    """A stage with its clock and what it gave."""

    reader: FakeReader = field(default_factory=FakeReader)
    now_s: float = 1000.0
    given: list[CommentObservation] = field(default_factory=list)
    opened: int = 0
    open_error: Exception | None = None

    def __post_init__(self) -> None:
        context = StageContext(lambda: self.now_s, lambda: True, lambda: None, self.given.append)
        self.stage = CommentStage(self.open, context)

    def open(self) -> TextReader:
        self.opened += 1
        if self.open_error:
            raise self.open_error
        return self.reader

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        wait_until(is_so, what)


@pytest.fixture
def reading() -> Iterator[Reading]:
    it = Reading()
    it.reader.gate.set()
    yield it
    it.reader.gate.set()
    it.stage.close()


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == THREAD]


def test_while_nobody_writes_there_is_no_thread_and_no_network(reading: Reading) -> None:
    """Until the page is opened: then the network is loaded, before the first comment comes."""
    reading.stage.drop_old_texts()
    assert (threads(), reading.opened) == ([], 0)
    reading.stage.preload_reader()
    reading.stage.preload_reader()
    reading.until(lambda: reading.opened == 1, "the network")
    assert threads() == [THREAD]
    reading.stage.close()
    assert threads() == []


def test_a_comment_becomes_its_class_at_the_time_of_its_sending(reading: Reading) -> None:
    """However long its reading takes."""
    reading.reader.gate.clear()
    reading.stage.put_text("good bread")
    assert reading.reader.begun.wait(20)
    reading.now_s += 2
    reading.stage.put_text("bad light")
    reading.reader.gate.set()
    reading.until(lambda: len(reading.given) == 2, "two comments")
    assert reading.given == [CommentObservation(1000.0, "positive"), CommentObservation(1002.0, "negative")]
    assert (reading.stage.counters.read, reading.stage.counters.dropped) == (2, 0)


def texts_in_frames() -> set[str]:
    """Texts of comments that a function of any thread still holds in a variable of its own."""
    held = set()
    for frame in sys._current_frames().values():
        walked: FrameType | None = frame
        while walked is not None:
            held |= {value.text for value in walked.f_locals.values() if isinstance(value, _Waiting)}
            walked = walked.f_back
    return held


def test_a_text_that_was_read_is_held_by_nothing(reading: Reading) -> None:
    """Also where no other comment comes after it, for hours: the thread that waits for one holds no former."""
    reading.reader.gate.clear()
    reading.stage.put_text(MARKER)
    assert reading.reader.begun.wait(20)
    assert texts_in_frames() == {MARKER}  # by which is seen that a held one is found
    reading.reader.gate.set()
    reading.until(lambda: bool(reading.given), "the comment")
    reading.until(lambda: texts_in_frames() == set(), "the end of the text")


def test_a_text_without_a_character_is_none(reading: Reading) -> None:
    reading.stage.put_text(" \x00\n")
    assert threads() == []


def test_what_waits_for_more_than_three_seconds_is_dropped(reading: Reading) -> None:
    """Also while the reader hangs. Three seconds are not too long."""
    reading.reader.gate.clear()
    reading.stage.put_text("good, and being read")
    assert reading.reader.begun.wait(20)
    reading.stage.put_text(MARKER)
    reading.now_s += 3.0
    reading.stage.drop_old_texts()
    assert reading.stage.counters.dropped == 0
    reading.now_s += 0.1
    reading.stage.drop_old_texts()
    assert reading.stage.counters.dropped == 1
    reading.reader.gate.set()
    reading.until(lambda: len(reading.given) == 1, "the first comment")
    assert reading.reader.texts == 1


def test_a_reader_that_comes_back_drops_what_is_old(reading: Reading) -> None:
    """Without a call of the kiosk's loop between."""
    reading.reader.gate.clear()
    reading.stage.put_text("good one")
    assert reading.reader.begun.wait(20)
    reading.stage.put_text("good two")
    reading.now_s += 4
    reading.stage.put_text("good three")
    reading.reader.gate.set()
    reading.until(lambda: len(reading.given) == 2, "two comments")
    assert [one.at_s for one in reading.given] == [1000.0, 1004.0]
    assert reading.stage.counters.dropped == 1


def test_a_flood_keeps_the_newest(reading: Reading) -> None:
    reading.reader.gate.clear()
    reading.stage.put_text("good one")
    assert reading.reader.begun.wait(20)
    for _ in range(MAX_WAITING + 5):
        reading.stage.put_text("good")
    assert reading.stage.counters.dropped == 5
    reading.reader.gate.set()
    reading.until(lambda: len(reading.given) == MAX_WAITING + 1, "the newest comments")


def test_a_text_that_cannot_be_read_is_an_alert_without_its_words(
    reading: Reading, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the error quotes. The next one that can be read ends it."""
    caplog.set_level(logging.DEBUG)
    reading.reader.error = ValueError(f"cannot parse {MARKER!r}")
    reading.stage.put_text(MARKER)
    reading.until(lambda: bool(reading.stage.alerts), "an alert")
    reading.until(lambda: reading.stage.counters.dropped == 1, "the count")
    alert = reading.stage.alerts[0]
    assert (alert.code, alert.since_s) == ("comments.failed", 1000.0)
    assert "ValueError" in alert.text
    assert MARKER not in caplog.text + alert.text
    assert caplog.text.count("could not be read") == 1
    reading.reader.error = None
    reading.stage.put_text("good")
    reading.until(lambda: reading.stage.alerts == (), "the end of the alert")


def test_a_network_that_cannot_be_opened_is_tried_again_with_the_next_comment(reading: Reading) -> None:
    """Nothing waits for it meanwhile."""
    reading.open_error = RuntimeError("gone")
    reading.stage.put_text("good")
    reading.until(lambda: bool(reading.stage.alerts), "an alert")
    assert "RuntimeError" in reading.stage.alerts[0].text
    reading.until(lambda: reading.stage.counters.dropped >= 1, "the drop")
    reading.open_error = None
    reading.stage.put_text("good")
    reading.until(lambda: len(reading.given) == 1, "a comment")
    assert reading.stage.alerts == ()


def test_a_stop_drops_what_waits_and_takes_no_more(reading: Reading) -> None:
    reading.reader.gate.clear()
    reading.stage.put_text("good one")
    assert reading.reader.begun.wait(20)
    reading.stage.put_text("good two")
    reading.reader.gate.set()
    reading.stage.close()
    dropped = reading.stage.counters.dropped
    assert reading.stage.counters.read + dropped == 2
    reading.stage.put_text("good three")
    assert threads() == []
    assert len(reading.given) == reading.stage.counters.read <= 2

"""A supervised source ends a process that hangs and starts the next one. Its process is one of the test."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from edge.sources.process.backoff import BackoffOptions
from edge.sources.process.child import Message
from edge.sources.process.status import SourceProfile, SourceStatus
from edge.sources.process.supervised import CaptureProcessTimeouts, SupervisedSource

SOON = BackoffOptions(first_wait_s=0.02)
OPENED = Message("opened", "")


@dataclass
class Item:
    captured_s: float


class Process:
    """Gives the messages and items of `script`, then nothing more."""

    pid, has_data = 4711, False

    def __init__(self, *script: Message | Item) -> None:
        self._script = list(script)
        self._pipe = os.pipe()
        self.ends: list[bool] = []  # True for a gentle end

    def fileno(self) -> int:
        return self._pipe[0]

    def receive(self) -> Iterator[Message | Item]:
        while self._script:
            yield self._script.pop(0)

    def end(self, *, gently: bool) -> None:
        self.ends.append(gently)
        for fd in self._pipe:
            os.close(fd)


class Room:
    """A source whose processes are given by the test. Their items are data unless they are 0."""

    def __init__(self, *processes: Process, ends_gently: bool = True) -> None:
        left = list(processes)

        def start() -> Process:
            if not left:
                raise OSError(24, "Too many open files")
            return left.pop(0)

        self.status = SourceStatus(SourceProfile("camera", "camera", "x", {"lost": "error"}, True), time.monotonic)
        self.source = SupervisedSource[Item, float](
            self.status,
            CaptureProcessTimeouts(open_within_s=0.1, alive_within_s=0.05, start_within_s=0.1, absent_within_s=0.1),
            start,
            self._accept,
            time.monotonic,
            check_text="Trying again soon.",
            ends_gently=ends_gently,
            backoff=SOON,
        )

    def _accept(self, item: Item, at_s: float) -> float | None:
        if not item.captured_s:
            return None
        self.status.report_ok(at_s, at_s)
        return at_s

    def text(self) -> str:
        """Text of the first alert, once there is one. A call that waited might start the next process too."""
        until_s = time.monotonic() + 5.0
        while not self.status.alerts:
            assert time.monotonic() < until_s
            self.source.next_data(0.0)
        return self.status.alerts[0].text


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ([], "camera: x did not open in time. Trying again in 0 s."),
        ([Message("starting", "")], "camera: x did not open in time. Trying again in 0 s."),
        ([OPENED], "camera: x does not respond: nothing came within its time limit. Trying again in 0 s."),
    ],
)
def test_a_process_that_hangs_is_killed_and_the_next_one_started(script: list[Message], text: str) -> None:
    hanging, good = Process(*script), Process(OPENED, Item(5.0))
    room = Room(hanging, good)
    assert room.text() == text
    assert hanging.ends == [False]
    assert room.source.next_data(5.0) == pytest.approx(5.0, abs=0.01)
    assert (room.status.state, room.source.losses) == ("ok", 1)
    room.source.close()
    assert good.ends == [True]
    assert room.source.next_data(5.0) is None


@pytest.mark.parametrize("ends_gently", [True, False])
def test_data_comes_before_the_failure_of_its_process(ends_gently: bool) -> None:
    """Items that are no data are skipped. A process that failed ends gently, if its source allows that."""
    process = Process(OPENED, Item(0.0), Item(7.0), Item(8.0), Message("failed", "is gone."))
    room = Room(process, ends_gently=ends_gently)
    assert [room.source.next_data(1.0), room.source.next_data(1.0)] == pytest.approx([7.0, 8.0], abs=0.01)
    assert room.status.state == "ok"
    assert room.text() == "camera: x is gone. Trying again in 0 s."
    assert process.ends == [ends_gently]
    room.source.close()


def test_an_absent_source_counts_one_loss_and_keeps_its_process() -> None:
    absent = Message("absent", "is not there.")
    process = Process(absent, absent, Message("starting", ""), OPENED, Item(9.0))
    room = Room(process)
    assert room.source.next_data(1.0) == pytest.approx(9.0)
    assert (room.source.losses, process.ends, room.source.capture_pid) == (1, [], 4711)
    room.source.close()


def test_a_source_at_its_end_is_not_started_again() -> None:
    process = Process(OPENED, Message("ended", ""))
    room = Room(process)
    assert room.source.next_data(0.1) is None
    assert (room.status.state, room.source.losses, process.ends) == ("ended", 0, [True])
    room.source.close()


def test_a_process_that_cannot_be_started_is_a_loss() -> None:
    room = Room()
    assert room.text().endswith("no process for it could be started (Too many open files). Trying again in 0 s.")
    room.source.close()

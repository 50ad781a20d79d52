"""Source that a child process reads. It recovers from every fault without blocking its callers.

This module receives the captured data, ends the process if it freezes, and starts a new one after increasing waits.
Camera and microphone differ in their names and limits, in how their process is started, and in how they use the data.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from edge.events import SourceLost, SourceRestored
from edge.sources.process.backoff import WAITS, BackoffOptions, ReopenBackoff
from edge.sources.process.child import Message
from edge.sources.process.status import SourceStatus
from edge.sources.process.wakeup import ThreadWakeupPipe


class CapturedItem(Protocol):
    """Smallest unit of captured data: a frame or a block of audio."""

    @property
    def captured_s(self) -> float:
        """Capture time on the monotonic clock, which all processes of a kiosk share."""


ItemT = TypeVar("ItemT", bound=CapturedItem)
ItemT_co = TypeVar("ItemT_co", bound=CapturedItem, covariant=True)
DataT = TypeVar("DataT")


class SourceProcess(Protocol[ItemT_co]):
    """Capture process of one source.

    Kinds of its messages: "starting", "absent", "opened", "ended" and "failed". Messages of all other kinds are only
    signs of life.
    """

    @property
    def pid(self) -> int: ...

    @property
    def has_data(self) -> bool:
        """True while data is waiting that the last `receive` call could not read."""

    def fileno(self) -> int:
        """File descriptor that becomes readable when a message is waiting."""

    def receive(self) -> Iterator[Message | ItemT_co]:
        """Messages and data since the last call, in order. If the process has died, "failed" is added."""

    def end(self, *, gently: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class CaptureProcessTimeouts:
    """Time limits of a capture process in seconds. A process that sends no message within them has frozen, and is
    ended.
    """

    open_within_s: float  # for the first data, once the process runs and the source is present
    alive_within_s: float  # between two messages, once the source is open
    start_within_s: float = 20.0  # for the start of Python, on a busy small machine
    absent_within_s: float = 30.0  # between two checks: without a network, looking up a host name may take this long


@dataclass(slots=True)
class _Run(Generic[ItemT]):
    """One capture process, from its start to its end."""

    process: SourceProcess[ItemT]
    give_up_s: float
    is_open: bool = False
    is_absent: bool = False  # there is nothing to open; the process waits
    first_s: float | None = None  # capture times of its first and last item
    last_s: float | None = None
    final_message: Message | None = None  # "ended" or "failed", received but not yet handled

    @property
    def worked_s(self) -> float:
        """Seconds from the first to the last item."""
        return 0.0 if self.first_s is None or self.last_s is None else self.last_s - self.first_s


def _closed(*_: object) -> Any:
    raise AssertionError("the source is closed")


class SupervisedSource(Generic[ItemT, DataT]):
    """Source with at most one capture process at a time. The constructor starts none.

    `start_process` raises OSError if the system cannot start another process. `accept` gets one captured item with its
    time on the kiosk's clock. It reports to `status` whether the item is good, and returns the data made from the item,
    or None. `check_text` is the last part of the text about an absent source; it says when the process checks for the
    source again. Without `ends_gently`, each process is killed, because some sources can block while they are closed.
    `lock` is locked while `accept` runs.
    """

    def __init__(
        self,
        status: SourceStatus,
        limits: CaptureProcessTimeouts,
        start_process: Callable[[], SourceProcess[ItemT]],
        accept: Callable[[ItemT, float], DataT | None],
        now: Callable[[], float],
        *,
        check_text: str,
        ends_gently: bool,
        backoff: BackoffOptions = WAITS,
    ) -> None:
        self._status, self._limits, self._now = status, limits, now
        self._start_process, self._accept = start_process, accept
        self._check_text, self._ends_gently = check_text, ends_gently
        self._backoff = ReopenBackoff(backoff)
        self._run: _Run[ItemT] | None = None
        self._closing = threading.Event()
        self._wakeup = ThreadWakeupPipe()
        self.losses = 0  # times that the source was lost, was absent or could not be opened
        self.lock = threading.Lock()  # between the thread that takes data and the others

    @property
    def capture_pid(self) -> int | None:
        """Id of the capture process, if it is running."""
        run = self._run
        return None if run is None else run.process.pid

    def start(self) -> None:
        """Start opening the source, without waiting."""
        with self.lock:
            self._start_if_due()

    def next_data(self, timeout_s: float) -> DataT | None:
        """The next data, if some has arrived since the last call or arrives within `timeout_s`; otherwise None."""
        deadline_s = time.monotonic() + timeout_s
        with self.lock:
            while not self._closing.is_set():
                self._start_if_due()
                data = self._receive_data()
                if data is not None or time.monotonic() >= deadline_s:
                    return data
                self._sleep_until(deadline_s)
        return None

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """Events since the last call, in order. They precede the data that the last `next_data` call returned."""
        with self.lock:
            return self._status.take_events()

    def close(self) -> None:
        """End the capture process and free all resources. A `next_data` call in another thread returns None."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._wakeup.wake()
        with self.lock:
            self._end_run(gently=True)
            self._wakeup.close()
            # The camera and its source refer to each other by these two. A cycle would keep data in memory until
            # Python's collector runs.
            self._start_process = self._accept = _closed

    def _start_if_due(self) -> None:
        if self._run is not None or time.monotonic() < self._backoff.due_s or self._closing.is_set():
            return
        try:
            process = self._start_process()
        except OSError as error:
            self._lose(f"could not be opened: no process for it could be started ({error.strerror}).")
        else:
            self._run = _Run(process, time.monotonic() + self._limits.start_within_s)

    def _sleep_until(self, deadline_s: float) -> None:
        """Sleep until a message arrives or the next action is due, but not longer than until `deadline_s`."""
        run = self._run
        if run is None:
            self._wakeup.sleep_until(min(deadline_s, self._backoff.due_s), None)
        else:
            due_s = time.monotonic() if run.process.has_data else run.give_up_s
            self._wakeup.sleep_until(min(deadline_s, due_s), run.process.fileno())

    def _receive_data(self) -> DataT | None:
        run = self._run
        if run is None:
            return None
        for message in run.process.receive():
            if isinstance(message, Message):
                self._handle_message(run, message)
            elif (data := self._take(run, message)) is not None:
                return data
        if not run.process.has_data:  # the last data goes before the end
            self._end_finished_process(run)
        return None

    def _handle_message(self, run: _Run[ItemT], message: Message) -> None:
        limit_s = self._limits.alive_within_s if run.is_open else self._limits.open_within_s
        match message.kind:
            case "starting" if run.is_absent:
                self._backoff.reset()
            case "absent":
                limit_s = self._limits.absent_within_s
                self.losses += not run.is_absent
                run.is_absent = True
                self._status.report_fault("lost", f"{message.text} {self._check_text}")
            case "opened":
                limit_s = self._limits.alive_within_s
                run.is_open = True
            case "ended" | "failed":
                run.final_message = run.final_message or message
        run.give_up_s = time.monotonic() + limit_s

    def _take(self, run: _Run[ItemT], item: ItemT) -> DataT | None:
        monotonic_s = time.monotonic()
        run.give_up_s = monotonic_s + self._limits.alive_within_s
        run.first_s = item.captured_s if run.first_s is None else run.first_s
        run.last_s = item.captured_s
        return self._accept(item, self._now() - (monotonic_s - item.captured_s))

    def _end_finished_process(self, run: _Run[ItemT]) -> None:
        """End a process that has sent its final message, or that has sent nothing within its time limit."""
        if run.final_message is None:
            if time.monotonic() >= run.give_up_s:
                self._lose(
                    "does not respond: nothing came within its time limit." if run.is_open else "did not open in time."
                )
        elif run.final_message.kind == "failed":
            self._lose(run.final_message.text)
        else:
            self._end_run(gently=True)
            self._backoff.stop_reopening()
            self._status.report_fault("ended", "has reached its end.")

    def _lose(self, text: str) -> None:
        run = self._run
        delay_s = self._backoff.record_failure(time.monotonic(), 0.0 if run is None else run.worked_s)
        # A process that sent its final message is ending. For one that hangs, a gentle end would only cost time.
        self._end_run(gently=run is not None and run.final_message is not None)
        self.losses += 1
        self._status.report_fault("lost", f"{text} Trying again in {delay_s:.0f} s.")

    def _end_run(self, *, gently: bool) -> None:
        run, self._run = self._run, None
        if run is not None:
            run.process.end(gently=gently and self._ends_gently)

"""The comment stage: classifies what visitors write, in its own thread, and emits only the class.

No thread runs and no model is loaded until somebody opens the comment page. A text stays in memory until it has been
classified. A text that still waits after 3 s is dropped and counted. Neither texts nor error messages that could quote
them are logged.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge.alerts import Alert
from edge.events import CommentObservation, Sentiment
from edge.stage import StageContext
from edge.supervised_thread import SupervisedThread
from models.serving.features.text import clean_text

log = logging.getLogger(__name__)

MAX_AGE_S = 3.0
MAX_WAITING = 8
THREAD = "reading"


class CommentScores(Protocol):
    """Scores of one comment, implemented in edge.perception.text.comment_reader."""

    @property
    def verdict(self) -> Sentiment: ...


class TextReader(Protocol):
    """The model that classifies a comment."""

    def read(self, text: str) -> CommentScores: ...


@dataclass(frozen=True, slots=True)
class CommentCounters:
    """Counts of comments since the start. They are shown only on this kiosk, because they change when somebody
    writes.
    """

    read: int = 0
    dropped: int = 0  # too old, too many at once, or not read because of a fault


@dataclass(frozen=True, slots=True)
class _Waiting:
    at_s: float
    text: str


class CommentStage:
    """Classifies comments one by one. Any thread may call `put_text` and `preload_reader`, which never wait."""

    def __init__(self, open_reader: Callable[[], TextReader], context: StageContext[CommentObservation]) -> None:
        self._open_reader, self._context = open_reader, context
        self._condition = threading.Condition()
        self._waiting: deque[_Waiting] = deque()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._read = self._dropped = 0
        self.alerts: tuple[Alert, ...] = ()

    @property
    def counters(self) -> CommentCounters:
        with self._condition:
            return CommentCounters(self._read, self._dropped)

    def preload_reader(self) -> None:
        """Starts the thread, which loads the model. Called when somebody opens the comment page."""
        with self._condition:
            if self._thread is None and not self._stop.is_set():
                self._thread = SupervisedThread(self._run, THREAD, self._stop)
                self._thread.start()

    def put_text(self, text: str) -> None:
        """Queues a comment with the current time. If the queue is full, its oldest text is dropped. Ignores an empty
        text.
        """
        if not (text := clean_text(text)):
            return
        self.preload_reader()
        with self._condition:
            if len(self._waiting) == MAX_WAITING:
                self._waiting.popleft()
                self._dropped += 1
            if not self._stop.is_set():
                self._waiting.append(_Waiting(self._context.now(), text))
                self._condition.notify()

    def drop_old_texts(self) -> None:
        """Drops texts that are older than 3 s. Called once per second, so that no text stays in memory if the model
        freezes.
        """
        with self._condition:
            while self._waiting and self._context.now() - self._waiting[0].at_s > MAX_AGE_S:
                self._waiting.popleft()
                self._dropped += 1

    def close(self, within_s: float = MAX_AGE_S) -> None:
        """Stops the thread and drops the queued texts."""
        with self._condition:
            self._stop.set()
            self._dropped += len(self._waiting)
            self._waiting.clear()
            self._condition.notify()
        if self._thread:
            self._thread.join(within_s)

    def _run(self) -> None:
        reader = self._load_reader()
        while not self._stop.is_set():
            if reader is None:  # tried again with the next comment
                self._wait()
                reader = self._load_reader()
            else:
                self._read_next(reader)

    def _wait(self) -> None:
        """Waits until a comment is queued or the stage is closed. The comment stays in the queue."""
        with self._condition:
            self._condition.wait_for(lambda: bool(self._waiting) or self._stop.is_set())

    def _next(self) -> _Waiting | None:
        """The oldest text that is not too old. Waits for one, or until the stage is closed. None if no text is left."""
        self._wait()
        self.drop_old_texts()
        with self._condition:
            return self._waiting.popleft() if self._waiting else None

    def _load_reader(self) -> TextReader | None:
        try:
            reader = self._open_reader()
        except Exception as error:  # noqa: BLE001  its message is not shown: see below
            self._failed(f"the model cannot be opened ({type(error).__name__}). Run vitrina doctor to see why")
            with self._condition:
                self._dropped += len(self._waiting)
                self._waiting.clear()
            return None
        return reader

    def _read_next(self, reader: TextReader) -> None:
        """Classifies the oldest text. It is a local variable of this method, because in the loop it would stay in
        memory until the next comment.
        """
        waiting = self._next()
        if waiting is None:
            return
        try:
            sentiment = reader.read(waiting.text).verdict
        except Exception as error:  # noqa: BLE001  its message, and the log of its traceback, may quote the text
            with self._condition:
                self._dropped += 1
            self._failed(f"a comment could not be read ({type(error).__name__}). Try one with: vitrina read-text -")
            return
        with self._condition:
            self._read += 1
        self.alerts = ()
        self._context.emit(CommentObservation(waiting.at_s, sentiment))

    def _failed(self, why: str) -> None:
        if not self.alerts:
            self.alerts = (Alert("comments.failed", "warning", f"comments: {why}.", self._context.now()),)
            log.warning("%s", self.alerts[0].text)

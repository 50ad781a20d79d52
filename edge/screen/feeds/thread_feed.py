"""Base of play feeds that read their player in a separate thread, so that a slow answer delays nothing else."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

from edge.alerts import Alert
from edge.queues import BoundedQueue
from edge.screen.feeds.feed_health import FeedHealth
from edge.screen.play_feed import PlayEvent
from edge.supervised_thread import SupervisedThread

MAX_WAITING = 1000
STOP_S = 4.0  # a pending answer may take a few seconds


class ThreadFeed(ABC):
    """Starts its thread at the first `poll`. The thread adds plays to `_told` until `_stop` is set."""

    def __init__(self, name: str, health: FeedHealth, now: Callable[[], float]) -> None:
        self._health, self._now = health, now
        self._told: BoundedQueue[PlayEvent] = BoundedQueue(MAX_WAITING)
        self._stop = threading.Event()
        self._thread = SupervisedThread(self._run, name, self._stop)

    @property
    def bad(self) -> int:
        """Number of invalid values since the start."""
        return self._health.bad_count

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Current problems."""
        return self._health.current_alerts(self._now())

    def poll(self, now_s: float) -> list[PlayEvent]:  # noqa: ARG002
        """Plays that the player has reported since the last call."""
        if self._thread.ident is None:
            self._thread.start()
        plays = []
        while (play := self._told.get()) is not None:
            plays.append(play)
        return plays

    def close(self) -> None:
        """Stop the thread."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(STOP_S)

    @abstractmethod
    def _run(self) -> None:
        """Read the player until `_stop` is set."""

"""Ends the statements of a piece of work from another thread, where nobody waits for its answer any longer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from central.errors import CentralError

Cancel = Callable[[], None]


class InterruptedWorkError(CentralError):
    """The work was ended by whoever asked for it."""


class Interruption:
    """Connections that one piece of work uses at present. `end` is called by another thread than the work's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_ended = False
        self._cancels: list[Cancel] = []

    @contextmanager
    def cover_work(self, cancel: Cancel) -> Iterator[None]:
        """A span in which `end` calls `cancel`, and never later: the connection may serve somebody else by then.

        Raises InterruptedWorkError if the work was ended.
        """
        with self._lock:
            if self._is_ended:
                raise InterruptedWorkError("database: the client left. Nothing was changed.")
            self._cancels.append(cancel)
        try:
            yield
        finally:
            with self._lock:
                self._cancels.remove(cancel)

    def end(self) -> None:
        """Ends the statement that runs, and refuses further connections. A statement that starts a moment later on a
        connection that is open goes on: call this until the work has ended."""
        with self._lock:
            self._is_ended = True
            for cancel in self._cancels:
                cancel()

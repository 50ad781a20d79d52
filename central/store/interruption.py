"""Ends the statements of a piece of work from another thread, once nobody waits for the result any longer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from central.errors import CentralError

Cancel = Callable[[], None]


class InterruptedWorkError(CentralError):
    """The caller has ended the work."""


class Interruption:
    """Connections that one piece of work is using. A different thread from that of the work calls `end`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_ended = False
        self._cancels: list[Cancel] = []

    @contextmanager
    def cover_work(self, cancel: Cancel) -> Iterator[None]:
        """Context during which `end` calls `cancel`.

        After the context, `end` never calls `cancel`, because the connection may then serve another caller. Raises
        InterruptedWorkError if the work was ended.
        """
        with self._lock:
            if self._is_ended:
                raise InterruptedWorkError("database: the client has disconnected. Nothing was changed.")
            self._cancels.append(cancel)
        try:
            yield
        finally:
            with self._lock:
                self._cancels.remove(cancel)

    def end(self) -> None:
        """End the running statement, and refuse further connections. A statement that starts a moment later on an open
        connection continues, so call this repeatedly until the work has ended.
        """
        with self._lock:
            self._is_ended = True
            for cancel in self._cancels:
                cancel()

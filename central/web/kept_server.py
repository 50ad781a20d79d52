"""Restarts a server that stops unexpectedly. Messages are stored while pages are down."""

import logging
from collections.abc import Callable

from central.clock import monotonic_s
from central.errors import CentralError
from central.web.server import WebServer

log = logging.getLogger(__name__)

AGAIN_S = 10.0


class KeptServer:
    """Runs one server at a time. `make` creates a server on its port, and raises CentralError if the port cannot be
    used.
    """

    def __init__(self, make: Callable[[], WebServer]) -> None:
        self._make, self._due_s = make, float("-inf")
        self._server = make()
        self.fault: str | None = None
        """Sentence about a fault. It is set from the end of a server until another server is running."""

    @property
    def port(self) -> int:
        """Port on which the server listens."""
        return self._server.port

    def start(self) -> None:
        """Start the server."""
        self._server.start()

    def restart_if_ended(self) -> None:
        """Restart the server if it has stopped, at most once every AGAIN_S seconds."""
        if self._server.is_running:
            self.fault = None
        elif monotonic_s() >= self._due_s:
            self._due_s = monotonic_s() + AGAIN_S
            self._start_again()

    def stop(self) -> None:
        """Stop the server and close its port."""
        self._server.stop()

    def _start_again(self) -> None:
        name = self._server.name
        is_new = self.fault is None
        self.fault = f"The server of the {name} has stopped and is being restarted."
        self._server.stop()
        try:
            self._server = self._make()
            self._server.start()
        except CentralError as error:
            self.fault = f"The server of the {name} has stopped and cannot be restarted: {error}"
        if is_new:
            log.warning("web: %s", self.fault)

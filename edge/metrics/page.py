"""The page /metrics with the values of the last published health message. It is served only on loopback and needs no
token.
"""

from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from edge.metrics.text import prometheus_text
from edge.web.security import PageRequestGuard, Refusals
from edge.web.server import PageServer, listen_on_loopback

PAGE = "metrics"


@dataclass
class _Newest:
    """Payload of the newest health message. The kiosk's thread sets it, and the server's thread reads it."""

    payload: bytes | None = None


class MetricsPage:
    """Serves the page from `start` until `close`. Raises PageServerError.

    It uses messages only, not the kiosk's current values: between two messages, its response stays the same, byte for
    byte.
    """

    def __init__(self, port: int) -> None:
        """The page is served at `port` on 127.0.0.1. Port 0 means any free port."""
        self._newest = _Newest()
        listener = listen_on_loopback(port, PAGE)
        self.port: int = listener.getsockname()[1]
        app = Starlette(routes=[Route("/metrics", self._answer)])
        self._server = PageServer(PageRequestGuard(app, self.port, Refusals()), listener, PAGE)

    def start(self) -> None:
        """Starts the server's thread."""
        self._server.start()

    def show_health(self, payload: bytes) -> None:
        """Serves the numbers of this health message from now on."""
        self._newest.payload = payload

    def close(self) -> None:
        """Stops the server."""
        self._server.stop()

    async def _answer(self, _: Request) -> Response:
        return Response(prometheus_text(self._newest.payload), headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})

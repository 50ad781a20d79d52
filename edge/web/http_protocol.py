"""HTTP connections with bounds that uvicorn does not set: their number, and the time until the first request.

Whoever reaches loopback could otherwise hold all file descriptors of the kiosk.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 64
FIRST_REQUEST_S = 10.0


class BoundedHttp(H11Protocol):
    """Protocol that refuses connections above MAX_CONNECTIONS, and closes those that ask nothing."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
            return
        asyncio.get_running_loop().call_later(FIRST_REQUEST_S, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None and self.transport.get_protocol() is self:
            self.transport.abort()

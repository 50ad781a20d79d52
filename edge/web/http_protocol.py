"""HTTP connections with bounds that uvicorn does not set: their number, and the time until a request is whole.

Whoever reaches loopback could otherwise hold all file descriptors of the kiosk, or all connections of a page.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from edge.web.places import STATE, Place

MAX_CONNECTIONS = 64
KEPT_CONNECTIONS = 8
"""Places beyond MAX_CONNECTIONS, which only connections with a session take."""
REQUEST_S = 10.0
"""Longest time from a connection to its first whole request, and from the first byte of another one to its last."""


class BoundedHttp(H11Protocol):
    """Protocol that closes connections with an endless request. Of too many it closes the oldest without a session."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.place = Place(self.loop.time())
        self.app_state = {**self.app_state, STATE: self.place}
        self._begin_deadline()
        self._make_room()

    def _make_room(self) -> None:
        places = [each for each in self.connections if not each.transport.is_closing()]
        new = [each for each in places if isinstance(each, BoundedHttp) and not each.place.has_session]
        if len(new) > MAX_CONNECTIONS or len(places) > MAX_CONNECTIONS + KEPT_CONNECTIONS:
            min(new, key=lambda each: each.place.since_s).transport.abort()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._is_request_open():
            self._end_deadline()
        elif self._deadline is None:
            self._begin_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_deadline()
        super().connection_lost(exc)

    def _is_request_open(self) -> bool:
        """True while a part of a request is there, and not all of it. A connection that is a WebSocket has none."""
        if self.transport.get_protocol() is not self:
            return False
        state = self.conn.their_state
        return state is h11.SEND_BODY or (state is h11.IDLE and bool(self.conn.trailing_data[0]))

    def _begin_deadline(self) -> None:
        self._deadline = asyncio.get_running_loop().call_later(REQUEST_S, self.transport.abort)

    def _end_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

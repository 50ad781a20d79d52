"""HTTP connections with limits that uvicorn lacks: on their number, the request time and the response time.

Without them, anybody who can reach the port could use up all file descriptors, or keep responses in memory forever.
"""

import asyncio
from collections.abc import Sequence

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from edge.web.limits import ConnectionLimits
from edge.web.places import STATE, ConnectionPlace


class BoundedHttp(H11Protocol):
    """Protocol that closes slow connections. If there are too many, it closes the oldest one without a session."""

    limits = ConnectionLimits()
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.place = ConnectionPlace(self.loop.time())
        self.app_state = {**self.app_state, STATE: self.place}
        self._begin_deadline()
        self._watched, self._since_s = (0, "waits"), self.loop.time()
        if self.limits.answer_s is not None:
            self.loop.call_later(self.limits.look_s, self._close_if_too_slow, self.limits.answer_s)
        self._make_room()

    @property
    def client_address(self) -> str:
        """IP address of the client; empty if the transport has none."""
        return self.client[0] if self.client else ""

    def _make_room(self) -> None:
        limits = self.limits
        places = [each for each in self.connections if not each.transport.is_closing()]
        new = [each for each in places if isinstance(each, BoundedHttp) and not each.place.has_session]
        if self._are_too_many_of_address(places):
            _close_oldest(
                [each for each in new if each.client_address == self.client_address]
            )  # at least this connection is new
        elif len(new) > limits.connections or len(places) > limits.connections + limits.kept_connections:
            _close_oldest(new)

    def _are_too_many_of_address(self, places: Sequence[asyncio.BaseProtocol]) -> bool:
        """True if an address has too many connections, even with a session: no token may use up all connections."""
        most = self.limits.connections_of_address
        if most is None or _is_local(self.client_address):  # a proxy may run on this machine
            return False
        return (
            sum(isinstance(each, BoundedHttp) and each.client_address == self.client_address for each in places) > most
        )

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
        """True while only part of a request has arrived. This is always False for a WebSocket."""
        if self.transport.get_protocol() is not self:
            return False
        state = self.conn.their_state
        is_body = self.limits.counts_body and state is h11.SEND_BODY
        return is_body or (state is h11.IDLE and bool(self.conn.trailing_data[0]))

    def _begin_deadline(self) -> None:
        self._deadline = self.loop.call_later(self.limits.request_s, self.transport.abort)

    def _end_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _state(self) -> str:
        if self.transport.get_write_buffer_size():
            return "is read"
        return "waits" if self.cycle is None or self.cycle.response_complete else "is made"

    def _close_if_too_slow(self, answer_s: float) -> None:
        """Close the connection if it stays in one state for too long. uvicorn itself closes idle connections sooner."""
        if self not in self.connections:
            return
        watched, now_s = (id(self.cycle), self._state()), self.loop.time()
        if watched != self._watched:
            self._watched, self._since_s = watched, now_s
        if now_s - self._since_s > (self.limits.request_s if watched[1] == "waits" else answer_s):
            self.transport.abort()
            return
        self.loop.call_later(self.limits.look_s, self._close_if_too_slow, answer_s)


def make_bounded_http_protocol(limits: ConnectionLimits) -> type[H11Protocol]:
    """Make a protocol class with these limits."""
    return type("BoundedHttp", (BoundedHttp,), {"limits": limits})


def _close_oldest(connections: Sequence[BoundedHttp]) -> None:
    min(connections, key=lambda each: each.place.since_s).transport.abort()


def _is_local(address: str) -> bool:
    return not address or address.removeprefix("::ffff:").startswith("127.") or address == "::1"

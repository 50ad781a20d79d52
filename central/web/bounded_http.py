"""HTTP connections with bounds that uvicorn does not set: number, time until a request, time of an answer.

Whoever reaches the port could otherwise hold all file descriptors, or the memory of the answers, for ever.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from uvicorn.protocols.http.h11_impl import H11Protocol

from edge.web.places import STATE, Place

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a server."""

    connections: int = 200
    kept_connections: int = 20  # beyond those, for connections with a session
    connections_of_address: int = 50  # with a session too; loopback is not bounded: a proxy may stand there
    request_s: float = 10.0  # until the head of a request is whole
    answer_s: float = 120.0  # from then on until the answer is made, and again until it is read
    body_s: float = 15.0
    body_bytes: int = 65_536
    upload_s: float = 100.0  # of a film, for editors alone; less than `answer_s`
    upload_bytes: int = 200 << 20
    look_s: float = 1.0


def bounded_http(limits: Limits) -> type[H11Protocol]:
    """Protocol that closes connections that are too slow, and the oldest without a session of too many."""

    class BoundedHttp(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watched, self._since_s = (0, "new"), self.loop.time()
            self.place = Place(self.loop.time())
            self.app_state = {**self.app_state, STATE: self.place}
            self.loop.call_later(limits.look_s, self._look)
            self._make_room()

        def _make_room(self) -> None:
            places = [each for each in self.connections if not each.transport.is_closing()]
            new = [each for each in places if isinstance(each, BoundedHttp) and not each.place.has_session]
            is_full = len(places) > limits.connections + limits.kept_connections
            if not _is_local(self.address) and self._count_same(places) > limits.connections_of_address:
                _close_oldest([each for each in new if each.address == self.address])  # at least this one is new
            elif is_full or len(new) > limits.connections:
                _close_oldest(new)

        def _count_same(self, places: Sequence[asyncio.BaseProtocol]) -> int:
            """Connections of the address, with a session too: one token must not take all places."""
            return sum(isinstance(each, BoundedHttp) and each.address == self.address for each in places)

        @property
        def address(self) -> str:
            return self.client[0] if self.client else LOOPBACK

        def _state(self) -> str:
            if self.transport.get_write_buffer_size():
                return "is read"
            return "waits" if self.cycle is None or self.cycle.response_complete else "is made"

        def _look(self) -> None:
            """Closes the connection if it stays in one state for too long. An idle one is closed by uvicorn before."""
            if self not in self.connections:
                return
            watched, now_s = (id(self.cycle), self._state()), self.loop.time()
            if watched != self._watched:
                self._watched, self._since_s = watched, now_s
            if now_s - self._since_s > (limits.request_s if watched[1] == "waits" else limits.answer_s):
                self.transport.abort()
                return
            self.loop.call_later(limits.look_s, self._look)

    def _close_oldest(connections: list[BoundedHttp]) -> None:
        min(connections, key=lambda each: each.place.since_s).transport.abort()

    return BoundedHttp


def _is_local(address: str) -> bool:
    return address.removeprefix("::ffff:").startswith("127.") or address == "::1"

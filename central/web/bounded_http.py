"""HTTP connections with bounds that uvicorn does not set: number, time until a request, time of an answer.

Whoever reaches the port could otherwise hold all file descriptors, or the memory of the answers, for ever.
"""

import asyncio
from dataclasses import dataclass

from uvicorn.protocols.http.h11_impl import H11Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a server."""

    connections: int = 200
    connections_of_address: int = 50  # loopback is not bounded: a proxy may stand there
    request_s: float = 10.0  # until the head of a request is whole
    answer_s: float = 120.0  # from then on until the answer is made, and again until it is read
    body_s: float = 15.0
    body_bytes: int = 65_536
    upload_s: float = 100.0  # of a film, for editors alone; less than `answer_s`
    upload_bytes: int = 200 << 20
    look_s: float = 1.0


def bounded_http(limits: Limits) -> type[H11Protocol]:
    """Protocol that refuses connections above the limits, and closes those that are too slow."""

    class BoundedHttp(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watched, self._since_s = (0, "new"), self.loop.time()
            if len(self.connections) > limits.connections or self._is_crowded():
                transport.abort()
                return
            self.loop.call_later(limits.look_s, self._look)

        def _is_crowded(self) -> bool:
            address = self.client[0] if self.client else "127."
            peers = [getattr(each, "client", None) for each in self.connections]
            same = sum(1 for peer in peers if peer and peer[0] == address)
            return same > limits.connections_of_address and not address.startswith("127.") and address != "::1"

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

    return BoundedHttp

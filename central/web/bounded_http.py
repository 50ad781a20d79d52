"""HTTP connections with bounds that uvicorn does not set: number, time until a request, time of an answer.

Whoever reaches the port could otherwise hold all file descriptors, or all memory of the answers, for ever.
"""

import asyncio
from dataclasses import dataclass

from uvicorn.protocols.http.h11_impl import H11Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a server."""

    connections: int = 200
    connections_of_address: int = 50
    request_s: float = 10.0  # until the head of a request is whole
    answer_s: float = 120.0  # from the first byte of a request to the last of its answer
    body_s: float = 15.0
    body_bytes: int = 65_536
    look_s: float = 1.0


def bounded_http(limits: Limits) -> type[H11Protocol]:
    """Protocol that refuses connections above the limits, and closes those that are too slow."""

    class BoundedHttp(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._since_s = self.loop.time()
            self._seen: object = None
            if len(self.connections) > limits.connections or self._is_crowded():
                transport.abort()
                return
            self.loop.call_later(limits.look_s, self._look)

        def _is_crowded(self) -> bool:
            mine = self.client[0] if self.client else None
            same = (one for one in self.connections if getattr(one, "client", None) and one.client[0] == mine)  # type: ignore[union-attr,index]
            return not _is_loopback(mine) and sum(1 for _ in same) > limits.connections_of_address

        def _look(self) -> None:
            """Closes the connection if its request or answer takes too long. An idle one is closed by uvicorn."""
            if self.transport.is_closing() and self.transport.get_write_buffer_size() == 0:
                return
            now_s = self.loop.time()
            if self.cycle is not self._seen:
                self._seen, self._since_s = self.cycle, now_s
            is_waiting = self.cycle is None or self.cycle.response_complete
            allowed_s = limits.request_s if is_waiting else limits.answer_s
            if now_s - self._since_s > allowed_s + (limits.answer_s if self.cycle is not None and is_waiting else 0):
                self.transport.abort()
                return
            self.loop.call_later(limits.look_s, self._look)

    return BoundedHttp


def _is_loopback(address: str | None) -> bool:
    return address is None or address.startswith("127.") or address == "::1"

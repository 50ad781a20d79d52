"""Limits of a server as values. Each program has its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Limits for the connections of a server. The default values are the kiosk's.

    `kept_connections`: places beyond `connections` that only connections with a session can take.
    `connections_of_address`: places per client address, with or without a session; None if all clients share one
    address. `request_s`: time until the head of a request is complete, from the start of its connection or from its
    first byte; with `counts_body` also its body. `answer_s`: time from then until the answer is ready, and again until
    it is read; None where a video may be read for as long as it is shown. `look_s`: time between two checks of these
    limits. `stop_s`: time for open requests at a stop.
    """

    connections: int = 64
    kept_connections: int = 8
    connections_of_address: int | None = None
    request_s: float = 10.0
    counts_body: bool = True
    answer_s: float | None = None
    look_s: float = 1.0
    stop_s: int = 1

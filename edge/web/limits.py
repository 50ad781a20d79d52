"""Limits of a web server. Kiosk and central each have their own values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Limits for the connections of a web server. The default values are the kiosk's.

    `kept_connections`: additional connections beyond `connections`, only for clients with a session.
    `connections_of_address`: connections per client address, with or without a session; None if all clients share one
    address. `request_s`: time until the head of a request is complete, from the start of its connection or from its
    first byte; with `counts_body`, this includes the body. `answer_s`: time until the response is ready, and then again
    until it is read; None where a video may be read for as long as it plays. `look_s`: time between two checks of these
    limits. `stop_s`: time that open requests get when the server stops.
    """

    connections: int = 64
    kept_connections: int = 8
    connections_of_address: int | None = None
    request_s: float = 10.0
    counts_body: bool = True
    answer_s: float | None = None
    look_s: float = 1.0
    stop_s: int = 1

"""Bounds of a server, as values: each program has its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Bounds of the connections of a server. Those that stand here are the kiosk's.

    `kept_connections`: places beyond `connections`, which only connections with a session take.
    `connections_of_address`: with a session too; None where all clients have one address.
    `request_s`: until the head of a request is whole, from the start of its connection or from its first byte;
    `counts_body`: and its body. `answer_s`: from then on until the answer is made, and again until it is read; None
    where a film may be read for as long as it is shown. `look_s`: how often that is looked at.
    `stop_s`: for requests at a stop.
    """

    connections: int = 64
    kept_connections: int = 8
    connections_of_address: int | None = None
    request_s: float = 10.0
    counts_body: bool = True
    answer_s: float | None = None
    look_s: float = 1.0
    stop_s: int = 1

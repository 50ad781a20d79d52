"""Places of connections in a server: a connection with a session keeps its place in a flood. Loads no server."""

from dataclasses import dataclass

from starlette.types import Scope

STATE = "place"
"""Key of a place in the state of the requests of its connection."""


@dataclass
class ConnectionPlace:
    """Place of one connection. `since_s`: the server's time of its begin."""

    since_s: float
    has_session: bool = False


def mark_connection_with_session(scope: Scope) -> None:
    """Notes that a request came with a session, or with a token."""
    if (place := find_connection_place(scope)) is not None:
        place.has_session = True


def find_connection_place(scope: Scope) -> ConnectionPlace | None:
    """Place of the connection of a request; None where the server knows none."""
    place = scope.get("state", {}).get(STATE)
    return place if isinstance(place, ConnectionPlace) else None

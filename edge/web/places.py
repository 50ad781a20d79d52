"""Places of connections in a server. A connection with a session keeps its place in a flood. Imports no server."""

from dataclasses import dataclass

from starlette.types import Scope

STATE = "place"
"""Key of the place in the state of a connection's requests."""


@dataclass
class ConnectionPlace:
    """Place of one connection. `since_s`: its start on the server's clock."""

    since_s: float
    has_session: bool = False


def mark_connection_with_session(scope: Scope) -> None:
    """Note that a request came with a session or a token."""
    if (place := find_connection_place(scope)) is not None:
        place.has_session = True


def find_connection_place(scope: Scope) -> ConnectionPlace | None:
    """Place of the connection of a request; None if the server has none."""
    place = scope.get("state", {}).get(STATE)
    return place if isinstance(place, ConnectionPlace) else None

"""Marks the connections of a server that have a session. They stay open when too many other clients connect.

Imports no server.
"""

from dataclasses import dataclass

from starlette.types import Scope

STATE = "place"
"""Key in a request's state under which the ConnectionPlace of its connection is stored."""


@dataclass
class ConnectionPlace:
    """State of one connection. `since_s`: start of the connection on the server's clock."""

    since_s: float
    has_session: bool = False


def mark_connection_with_session(scope: Scope) -> None:
    """Mark the connection of this request, because the request has a session or a token."""
    if (place := find_connection_place(scope)) is not None:
        place.has_session = True


def find_connection_place(scope: Scope) -> ConnectionPlace | None:
    """The ConnectionPlace of a request's connection; None if the server has none."""
    place = scope.get("state", {}).get(STATE)
    return place if isinstance(place, ConnectionPlace) else None

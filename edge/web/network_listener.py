"""Listening socket on the local network that limits its connections, including those still in the TLS handshake.

Without the limit, anybody on the network could use up all file descriptors of the kiosk.
"""

import socket
from weakref import WeakSet

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.web.places import find_connection_place
from edge.web.server import PageServerError

MAX_CONNECTIONS = 48
KEPT_CONNECTIONS = 8
"""Connections beyond MAX_CONNECTIONS that are reserved for addresses with a session."""
MAX_OF_ONE_ADDRESS = 12  # a browser opens six


class BoundedListener(socket.socket):
    """Listening socket that closes new connections above its limits at once. `known`: addresses that have a session."""

    def __init__(self) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        self._accepted: dict[str, WeakSet[socket.socket]] = {}
        self.known: set[str] = set()

    def accept(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept the next connection. Raises ConnectionAbortedError above the limits, after which servers continue."""
        connection, address = super().accept()
        self._forget_closed()
        of_one = self._accepted.setdefault(address[0], WeakSet())
        most = MAX_CONNECTIONS + (KEPT_CONNECTIONS if address[0] in self.known else 0)
        if len(of_one) >= MAX_OF_ONE_ADDRESS or sum(map(len, self._accepted.values())) >= most:
            connection.close()
            raise ConnectionAbortedError("too many connections are open")
        of_one.add(connection)
        return connection, address

    def _forget_closed(self) -> None:
        for address, connections in list(self._accepted.items()):
            for connection in [one for one in connections if one.fileno() < 0]:
                connections.discard(connection)
            if not connections:
                del self._accepted[address]


def track_sessions(app: ASGIApp, listener: BoundedListener) -> ASGIApp:
    """Wrap an application, so that the listener learns which addresses have a session, and reserves places for them."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        place = find_connection_place(scope)
        if place is not None and place.has_session:
            listener.known.add(scope["client"][0])

    return answer


def listen_on_network(address: str, port: int) -> BoundedListener:
    """Listen on an address of this kiosk. Raises PageServerError."""
    listener = BoundedListener()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(MAX_CONNECTIONS)
    except OSError as error:
        listener.close()
        raise PageServerError(
            f"console: cannot listen on {address}:{port} ({error.strerror}). Check that the address belongs to this "
            "kiosk (ip addr) and that the port is free (ss -ltnp). Otherwise give another --address, or set another "
            "[console] port."
        ) from None
    return listener

"""Bounds of connections, where an address is more than this machine's: a protocol on a transport without a socket."""

import asyncio
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from edge.web.http_protocol import make_bounded_http_protocol
from edge.web.limits import ConnectionLimits

OF_ADDRESS = 3
LIMITS = ConnectionLimits(connections=10, kept_connections=2, connections_of_address=OF_ADDRESS)


class Transport(asyncio.Transport):
    """One end of a connection from an address."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 40_000)})
        self.is_open = True

    def abort(self) -> None:
        self.is_open = False

    def is_closing(self) -> bool:
        return not self.is_open


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that is never asked."""


class Server:
    """Connections of a server."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._make: type[H11Protocol] = make_bounded_http_protocol(LIMITS)
        self._loop, self._state = loop, ServerState()
        self._config = uvicorn.Config(nothing, log_config=None, interface="asgi3", lifespan="off")
        self._config.load()

    def connect(self, address: str, *, has_session: bool = False) -> Transport:
        """A new connection, by which somebody asks with a session or not."""
        transport = Transport(address)
        protocol = self._make(self._config, self._state, {}, self._loop)
        protocol.connection_made(transport)
        if transport.is_open:
            protocol.app_state["place"].has_session = has_session
        return transport


@pytest.fixture
def server() -> Iterator[Server]:
    loop = asyncio.new_event_loop()
    yield Server(loop)
    loop.close()


def test_an_address_has_its_places_with_a_session_too(server: Server) -> None:
    """Else one stolen token takes all places of the server. A new connection gives way, and those that work stay."""
    known = [server.connect("192.0.2.7", has_session=True) for _ in range(OF_ADDRESS)]
    assert not server.connect("192.0.2.7").is_open
    assert all(each.is_open for each in known)
    assert server.connect("192.0.2.8").is_open


def test_of_too_many_of_an_address_the_oldest_without_a_session_gives_way(server: Server) -> None:
    known = server.connect("192.0.2.7", has_session=True)
    first, second, third = (server.connect("192.0.2.7") for _ in range(3))
    assert [each.is_open for each in (known, first, second, third)] == [True, False, True, True]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_proxy_on_this_machine_is_no_address_of_a_flood(server: Server, address: str) -> None:
    """On a socket for both families, loopback of the older one has the form of the newer one."""
    opened = [server.connect(address, has_session=True) for _ in range(OF_ADDRESS + 2)]
    assert all(each.is_open for each in opened)

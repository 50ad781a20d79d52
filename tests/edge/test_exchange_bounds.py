"""A name with several addresses is reached by the first one that answers."""

import socket

import pytest

from edge.exchange_bounds import ExchangeBounds, ExchangeLimits, connect_tcp

NO_FAMILY = 255  # the kernel makes no socket of it, as of AF_INET6 where IPv6 is off


def test_an_address_of_a_family_that_the_machine_lacks_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """With IPv6 off, a name whose IPv6 address came first was never reached by its IPv4 address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = (socket.AF_INET, socket.SOCK_STREAM, 0, "", server.getsockname())
        lacking = (NO_FAMILY, socket.SOCK_STREAM, 0, "", ("::1", 1, 0, 0))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [lacking, address])
        with connect_tcp("name", 1, ExchangeBounds(ExchangeLimits(), lambda: 0.0)) as connected:
            assert connected.getpeername() == server.getsockname()

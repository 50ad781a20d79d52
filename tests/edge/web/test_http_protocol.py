"""Bounds of connections: a flood of one page leaves places for whoever has a session there."""

import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from edge.web.server import LIMITS
from tests.edge.console.served import served as served_console
from tests.edge.screen.player.served import served as served_player

FLOOD = 2 * LIMITS.connections
Known = tuple[int, str, dict[str, str]]
"""Port, path and headers of a request with a session."""


@contextmanager
def console(folder: Path) -> Iterator[Known]:
    with served_console(folder) as it:
        yield it.port, "/state.json", it.login()


@contextmanager
def player(folder: Path) -> Iterator[Known]:
    with served_player(folder) as it:
        yield it.port, "/notice.json", it.cookie


def status_of(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> int:
    """Status of an answer; 0 if the connection is closed instead."""
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    return 0


@pytest.mark.parametrize("page", [console, player])
def test_a_page_that_is_flooded_answers_a_session(
    page: Callable[[Path], AbstractContextManager[Known]], tmp_path: Path
) -> None:
    """By a new connection, and by one that it has: silent connections give way to both, the oldest first."""
    with page(tmp_path) as (port, path, headers), ExitStack() as stack:
        known = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        stack.callback(known.close)
        assert status_of(known, path, headers) == 200
        for _ in range(FLOOD):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        new = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        stack.callback(new.close)
        assert status_of(new, path, headers) == 200
        assert status_of(known, path, headers) == 200

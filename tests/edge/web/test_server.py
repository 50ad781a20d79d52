"""The server of every page, whose clients may hang up at any moment."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from starlette.routing import Route

from edge.study_sessions.pages.app import serve_page as served_study
from tests.doubles.play_server import served_plays
from tests.doubles.player_page import request
from tests.edge.console.served import served as served_console
from tests.edge.screen.player.served import served as served_player

BODY_THAT_NEVER_COMES = "Content-Length: 50\r\n\r\nx"
HANDSHAKE = (
    "Connection: upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: YWJjZGVmZ2hpamtsbW5vcA==\r\n"
)


@contextmanager
def console(folder: Path) -> Iterator[tuple[int, str]]:
    with served_console(folder) as it:
        yield it.port, f"POST /login HTTP/1.1\r\n{BODY_THAT_NEVER_COMES}"


@contextmanager
def player(folder: Path) -> Iterator[tuple[int, str]]:
    with served_player(folder) as it:
        yield it.port, f"POST /login HTTP/1.1\r\n{BODY_THAT_NEVER_COMES}"


@contextmanager
def player_socket(folder: Path) -> Iterator[tuple[int, str]]:
    with served_player(folder) as it:
        yield it.port, f"GET /socket HTTP/1.1\r\n{HANDSHAKE}Cookie: vitrina_player={it.token}\r\n\r\n"


@contextmanager
def plays(folder: Path) -> Iterator[tuple[int, str]]:
    with served_plays(folder) as it:
        yield it.port, f"POST /play HTTP/1.1\r\nAuthorization: Bearer {it.token}\r\n{BODY_THAT_NEVER_COMES}"


@contextmanager
def study(_: Path) -> Iterator[tuple[int, str]]:
    none: list[Route] = []
    with served_study("flash", none) as link:
        port = int(link.split(":")[2].partition("/")[0])
        yield port, f"POST /login HTTP/1.1\r\n{BODY_THAT_NEVER_COMES}"


@pytest.mark.parametrize("page", [console, player, player_socket, plays, study])
def test_a_client_that_hangs_up_writes_nothing_into_the_log(
    page: Callable[[Path], AbstractContextManager[tuple[int, str]]], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Anybody on this machine could fill the disk: the log of a fault has 60 lines."""
    with page(tmp_path) as (port, text):
        line, rest = text.split("\r\n", 1)
        host = f"Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(f"{line}\r\n{host}{rest}".encode())
                request(port, "/")  # by whose answer the server has read the other
        request(port, "/")
    assert caplog.records == []

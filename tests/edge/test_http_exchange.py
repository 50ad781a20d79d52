"""An exchange ends within its bounds, whatever the server does; an honest answer is read as it is."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from edge.exchange_bounds import ExchangeBounds, ExchangeError, ExchangeLimits, ignore_progress
from edge.http_exchange import HttpRequest, make_connect_function, send_http_request
from tests.doubles.hostile_server import hostile_server

HEAD = b"HTTP/1.1 200 OK\r\n"
SIZE = 10_000


def still() -> float:
    return 0.0


def body_of(
    port: int,
    limits: ExchangeLimits,
    now_s: Callable[[], float] = still,
    look: Callable[[int], None] = ignore_progress,
) -> bytes:
    request, bounds = HttpRequest("GET", "127.0.0.1", port, "/"), ExchangeBounds(limits, now_s, look)
    with send_http_request(request, make_connect_function("127.0.0.1", port), bounds) as answer:
        assert answer.status == 200
        return answer.read_all(SIZE)


@pytest.mark.parametrize(
    ("first", "piece", "text"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "the headers are longer than 4,000 bytes"),
        (HEAD, b"X: " + b"x" * 1_000 + b"\r\n", "the headers are longer than 4,000 bytes"),
        (HEAD + b"X: ", b"x" * 1_000, "the headers are longer than 4,000 bytes"),
        (HEAD + b"X: ", b"x" * 200_000, "the headers are longer than 4,000 bytes"),  # more at once than a line may have
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n",
            b"X: " + b"x" * 1_000 + b"\r\n",
            "the headers are longer than",
        ),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1" * 1_000, "not HTTP"),
        (b"HTTP/9.9 what\r\n\r\n", b"", "not HTTP"),
    ],
)
def test_headers_without_end_and_what_is_no_http_end_the_exchange(first: bytes, piece: bytes, text: str) -> None:
    """Answers of 1xx count as headers."""
    with hostile_server(first, piece, 0.0, 2_000) as server, pytest.raises(ExchangeError, match=text):
        body_of(server.port, ExchangeLimits(head_bytes=4_000))


@pytest.mark.parametrize(
    ("first", "limits", "text"),
    [
        (b"", ExchangeLimits(head_s=50.0), "no answer for 50 s"),
        (HEAD + b"X: ", ExchangeLimits(head_s=50.0), "no answer for 50 s"),
        (HEAD + b"\r\n", ExchangeLimits(), "less than 1,000 bytes per second for 60 s"),
        (HEAD + b"\r\n", ExchangeLimits(total_s=40.0), "no answer for 40 s"),
    ],
)
def test_a_drip_ends_the_exchange(first: bytes, limits: ExchangeLimits, text: str) -> None:
    ticks = count(0.0, 2.0)
    with hostile_server(first, b"x", 0.002) as server:
        with pytest.raises(ExchangeError, match=text):
            body_of(server.port, limits, lambda: next(ticks))
        assert server.has_cut.wait(5)


def test_framing_is_no_progress() -> None:
    """A server that sends a chunk of one byte with 60 kB of extension, again and again, was received for ever."""
    ticks = count(0.0, 2.0)
    chunk = b"1;" + b"x" * 60_000 + b"\r\na\r\n"
    with hostile_server(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk, 0.0, 2_000) as server:
        with pytest.raises(ExchangeError, match="less than 1,000 bytes per second for 60 s"):
            body_of(server.port, ExchangeLimits(), lambda: next(ticks))
        assert server.has_cut.wait(5)


@pytest.mark.parametrize(
    ("head", "piece"), [(b"\r\n", b"a" * 10), (b"Transfer-Encoding: chunked\r\n\r\n", b"a;more\r\naaaaaaaaaa\r\n")]
)
def test_a_look_gets_the_number_of_bytes_of_the_content(head: bytes, piece: bytes) -> None:
    """Neither the head nor what frames the content is in it."""
    looks: list[int] = []
    with hostile_server(HEAD + head, piece, 0.0, 100) as server, suppress(ExchangeError):  # no last chunk
        body_of(server.port, ExchangeLimits(), look=looks.append)
    assert sum(looks) == 1_000


def test_a_slow_answer_that_keeps_the_rate_is_read_whole() -> None:
    """Over many windows: nothing limits an answer of any size but its rate."""
    ticks = count(0.0, 0.5)
    limits = ExchangeLimits(window_s=5.0, least_bytes_per_s=1.0)
    with hostile_server(HEAD + b"\r\n", b"x" * 100, 0.001, 100) as server:
        assert body_of(server.port, limits, lambda: next(ticks)) == b"x" * SIZE


def test_what_a_look_raises_ends_the_exchange() -> None:
    class NewsError(Exception):
        pass

    def look(_: int) -> None:
        raise NewsError

    with hostile_server(b"", b"H") as server, pytest.raises(NewsError):
        body_of(server.port, ExchangeLimits(), look=look)

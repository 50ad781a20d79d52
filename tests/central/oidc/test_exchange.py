"""Requests to a provider that may be hostile."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from central.oidc.exchange import MOST_BYTES, JsonExchange
from central.oidc.refusal import SignInRefusedError
from edge.exchange_bounds import ExchangeLimits


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that sends these bytes to each request. Gives its address, and the requests."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        seen: list[bytes] = []

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                seen.append(connection.recv(65_536))
                connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x?y=1", seen
        thread.join(5)


def head(status: str, length: int, *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", f"content-length: {length}", *lines, "", ""]).encode()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (head("200 OK", 4) + b"[12]", "unreachable"),
        (head("200 OK", 2) + b"{]", "unreachable"),
        (head("200 OK", 2) + b"\xff\xff", "unreachable"),
        (head("200 OK", 100_000) + b"[" * 100_000, "unreachable"),
        (head("200 OK", MOST_BYTES + 9) + b'{"a":"' + b"a" * MOST_BYTES + b'"} ', "unreachable"),
        (head("302 Found", 2, "location: http://127.0.0.1:1/") + b"{}", "unreachable"),
        (head("400 Bad Request", 2) + b"{}", "invalid"),
        (head("503 Busy", 2) + b"{}", "unreachable"),
        (b"SSH-2.0-x\r\n\r\n", "unreachable"),
        (b"", "unreachable"),
    ],
)
def test_an_answer_that_is_no_small_json_object_is_refused(answer: bytes, code: str) -> None:
    with answering(answer) as (address, _), pytest.raises(SignInRefusedError) as caught:
        JsonExchange(None).get(address)
    assert caught.value.code == code


def test_a_form_and_its_headers_arrive() -> None:
    with answering(head("200 OK", 8) + b'{"a": 1}') as (address, seen):
        assert JsonExchange(None).post(address, {"Authorization": "Basic eA=="}, {"code": "a&b"}) == {"a": 1}
    (request,) = seen
    assert request.startswith(b"POST /x?y=1 HTTP/1.1\r\n")
    assert b"Authorization: Basic eA==\r\n" in request
    assert b"Content-Type: application/x-www-form-urlencoded\r\n" in request


def test_a_header_cannot_be_smuggled_in() -> None:
    with pytest.raises(SignInRefusedError), answering(b"") as (address, seen):
        JsonExchange(None).get(address, {"Authorization": "Bearer a\r\nX: y"})
    assert seen in ([], [b""])


def test_a_provider_that_is_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("central.oidc.exchange._LIMITS", ExchangeLimits(connect_s=0.2, head_s=0.2, total_s=0.2))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        start_s = time.monotonic()
        with pytest.raises(SignInRefusedError, match="does not answer"):
            JsonExchange(None).get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        assert time.monotonic() - start_s < 3

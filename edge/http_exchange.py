"""One HTTP exchange with a server that may be hostile. It is the only HTTP client of the kiosk and of central.

It follows no redirect, and accepts no response that exceeds the limits.
"""

import http.client
import io
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from edge.exchange_bounds import ExchangeBounds, ExchangeError, connect_tcp, start_tls

CHUNK_BYTES = 65_536

Connect = Callable[[ExchangeBounds], socket.socket]
"""Function that opens a connection within the bounds. Raises ExchangeError or OSError."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One HTTP request. `host` and `port` form the Host header."""

    method: str
    host: str
    port: int | None
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class HttpAnswer:
    """HTTP response after its head has arrived. Reading the body raises ExchangeError, and the errors of `look`."""

    def __init__(self, answer: http.client.HTTPResponse, bounds: ExchangeBounds) -> None:
        self._answer, self._bounds = answer, bounds
        self.status = answer.status

    def header(self, name: str) -> str:
        """Value of a response header; empty if it is missing."""
        return self._answer.getheader(name) or ""

    def read_chunk(self, most: int) -> bytes:
        """The next bytes of the body, as soon as they arrive; empty at the end of the body."""
        self._bounds.allow_bytes(CHUNK_BYTES)
        with translate_exchange_errors():
            part = self._answer.read1(min(most, CHUNK_BYTES))
        self._bounds.count_content_bytes(len(part))
        return part

    def read_all(self, most: int) -> bytes:
        """The whole body. A body longer than `most` bytes is cut off after `most` + 1 bytes."""
        body = b""
        while len(body) <= most and (part := self.read_chunk(most + 1 - len(body))):
            body += part
        return body


@contextmanager
def send_http_request(request: HttpRequest, connect: Connect, bounds: ExchangeBounds) -> Iterator[HttpAnswer]:
    """Send a request, and return the response once its head has arrived. Raises ExchangeError."""
    with translate_exchange_errors():
        connected = connect(bounds)
    with closing(connected):
        with translate_exchange_errors():
            connection = http.client.HTTPConnection(request.host, request.port)
            connection.sock = _BoundedSocket(connected, bounds)
            connection.request(request.method, request.path, request.body, dict(request.headers))
            answer = connection.getresponse()
        bounds.start_body()
        yield HttpAnswer(answer, bounds)


def make_connect_function(host: str, port: int, context: ssl.SSLContext | None = None) -> Connect:
    """Make a function that connects to a server. The connection uses TLS if a TLS context is given."""

    def connect(bounds: ExchangeBounds) -> socket.socket:
        plain = connect_tcp(host, port, bounds)
        return plain if context is None else start_tls(plain, context, host, bounds)

    return connect


class _BoundedSocket:
    """Socket for http.client. All its waits stay within the limits."""

    def __init__(self, connected: socket.socket, bounds: ExchangeBounds) -> None:
        self._connected, self._bounds = connected, bounds

    def sendall(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            self._connected.settimeout(self._bounds.remaining_s())
            left = left[self._connected.send(left) :]

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(_BoundedReader(self._connected, self._bounds), CHUNK_BYTES)

    def close(self) -> None:
        """Do nothing: the exchange closes the connection. http.client would close it before the last body is read."""


class _BoundedReader(io.RawIOBase):
    def __init__(self, connected: socket.socket, bounds: ExchangeBounds) -> None:
        self._connected, self._bounds = connected, bounds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            self._connected.settimeout(self._bounds.receive_timeout_s())
            try:
                count = self._connected.recv_into(buffer, self._bounds.receivable_bytes(len(buffer)))
            except TimeoutError:
                continue
            self._bounds.count_raw_bytes(count)
            return count


@contextmanager
def translate_exchange_errors() -> Iterator[None]:
    """Context manager that turns connection, TLS and HTTP errors into ExchangeError."""
    try:
        yield
    except (http.client.HTTPException, OSError, ValueError) as error:
        raise ExchangeError(_error_phrase(error)) from None


def _error_phrase(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate: {error.verify_message}"
        case ssl.SSLError():
            return f"TLS: {error.reason or error.strerror}"
        case TimeoutError():
            return "no answer in time"
        case socket.gaierror() | UnicodeError():
            return "its name was not found"
        case OSError():
            return error.strerror or str(error) or type(error).__name__
        case _:
            return f"its answer is not HTTP ({type(error).__name__})"

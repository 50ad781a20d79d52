"""One HTTP exchange with a server that may be hostile: the only HTTP client of the kiosk and of central.

It follows no redirect, and accepts no answer that exceeds the limits.
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
"""Opens a connection within the bounds. Raises ExchangeError and OSError."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request. `host` and `port` make the header Host."""

    method: str
    host: str
    port: int | None
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


class HttpAnswer:
    """Answer after its head has arrived. Reading raises ExchangeError, and the errors of `look`."""

    def __init__(self, answer: http.client.HTTPResponse, bounds: ExchangeBounds) -> None:
        self._answer, self._bounds = answer, bounds
        self.status = answer.status

    def header(self, name: str) -> str:
        """Value of a header; empty if it is missing."""
        return self._answer.getheader(name) or ""

    def read_chunk(self, most: int) -> bytes:
        """The next bytes of the body as they arrive; empty at its end."""
        self._bounds.allow_bytes(CHUNK_BYTES)
        with translate_exchange_errors():
            part = self._answer.read1(min(most, CHUNK_BYTES))
        self._bounds.count_content_bytes(len(part))
        return part

    def read_all(self, most: int) -> bytes:
        """The body. If it is longer than `most`, it is cut one byte after that."""
        body = b""
        while len(body) <= most and (part := self.read_chunk(most + 1 - len(body))):
            body += part
        return body


@contextmanager
def send_http_request(request: HttpRequest, connect: Connect, bounds: ExchangeBounds) -> Iterator[HttpAnswer]:
    """Sends a request and returns the answer once its head has arrived. Raises ExchangeError."""
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
    """Makes the function that connects to a server, with TLS if there is a context."""

    def connect(bounds: ExchangeBounds) -> socket.socket:
        plain = connect_tcp(host, port, bounds)
        return plain if context is None else start_tls(plain, context, host, bounds)

    return connect


class _BoundedSocket:
    """Socket as http.client uses it. Every wait stays within the limits."""

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
        """Leaves the connection to the exchange, because http.client would close it before the body of a last answer is
        read.
        """


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
    """Turns faults of the connection, of TLS and of HTTP into ExchangeError."""
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

"""One request to a player's web page, bounded in time and size. No redirect is followed."""

import base64
import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from edge.screen.feeds.anthias_answer import MAX_BYTES, PATH, AnthiasAnswerError, Asset, read_answer

TIMEOUT_S = 3.0
_CHUNK_BYTES = 4096


@dataclass(frozen=True)
class AnthiasAddress:
    """Address of Anthias. `user` None: no login."""

    url: str
    user: str | None = None
    password: str = field(default="", repr=False)


def current_asset(address: AnthiasAddress, now: Callable[[], float]) -> Asset | None:
    """Asks what is on, for TIMEOUT_S at most. Raises AnthiasAnswerError."""
    parts, until_s = urlsplit(address.url), now() + TIMEOUT_S
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    with closing(connection):
        try:
            connection.request("GET", parts.path.rstrip("/") + PATH, headers=_headers(address))
            sock = connection.sock  # the answer keeps it open
            with closing(connection.getresponse()) as answer:
                body = _body(answer, lambda: sock.settimeout(_left_s(until_s - now())))
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise AnthiasAnswerError(_reason(error)) from None
    return read_answer(answer.status, answer.getheader("Content-Type") or "", body)


def _body(answer: http.client.HTTPResponse, limit: Callable[[], None]) -> bytes:
    """The body, cut where it is too long. `limit` sets the time for the next part."""
    body = b""
    while len(body) <= MAX_BYTES:
        limit()
        if not (chunk := answer.read1(_CHUNK_BYTES)):
            break
        body += chunk
    return body


def _left_s(left_s: float) -> float:
    if left_s <= 0:
        raise TimeoutError
    return left_s


def _headers(address: AnthiasAddress) -> dict[str, str]:
    headers = {"Accept": "application/json", "Connection": "close"}
    if address.user is not None:
        login = base64.b64encode(f"{address.user}:{address.password}".encode()).decode()
        headers["Authorization"] = f"Basic {login}"
    return headers


def _reason(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate: {error.verify_message}"
        case TimeoutError():
            return f"no answer for {TIMEOUT_S:.0f} s"
        case socket.gaierror():
            return "its name is not known"
        case OSError():
            return error.strerror or type(error).__name__
        case _:
            return f"its answer is not HTTP ({type(error).__name__})"

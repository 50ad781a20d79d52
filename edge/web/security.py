"""Checks for every request to a loopback page, and headers for every response.

Other programs and users of this machine can reach loopback, and so can every web page in its browser. So every request
must name this server as its host. A request that changes something or opens a WebSocket must come from the page itself.
Everything that is not public needs the cookie.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=()",
    "cross-origin-resource-policy": "same-origin",
}
LOOPBACK = ("127.0.0.1", "localhost")
SAFE_METHODS = ("GET", "HEAD")
MAX_REFUSED = 10**9


@dataclass
class Refusals:
    """Number of requests refused since the start. The server's thread changes it; any thread may read it."""

    count: int = 0
    last: str = ""

    def add(self, why: str) -> None:
        self.count, self.last = min(self.count + 1, MAX_REFUSED), why


def add_headers(send: Send, headers: Mapping[str, str], unless_set: Mapping[str, str] = MappingProxyType({})) -> Send:
    """Wrap `send`: all responses get the fixed headers, and get each default header that they do not set themselves."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            given = [(name.decode().lower(), name, value) for name, value in message.get("headers", [])]
            kept = [(name, value) for lower, name, value in given if lower not in headers]
            missing = {name: value for name, value in unless_set.items() if name not in {lower for lower, *_ in given}}
            ours = [(name.encode(), value.encode()) for name, value in {**missing, **headers}.items()]
            message = {**message, "headers": [*kept, *ours]}
        await send(message)

    return send_with_headers


def allowed_host_values(hosts: Iterable[str], port: int) -> frozenset[str]:
    """Values of the Host header that are valid for a server."""
    return frozenset(f"{host}:{port}" for host in hosts)


class PageRequestGuard:
    """Application that passes only the page's own requests on to another application. Sets all response headers."""

    def __init__(
        self,
        app: ASGIApp,
        port: int,
        refusals: Refusals,
        hosts: Iterable[str] = LOOPBACK,
        scheme: str = "http",
        headers: Mapping[str, str] = HEADERS,
    ) -> None:
        self._app, self._refusals, self._headers = app, refusals, headers
        self._hosts = allowed_host_values(hosts, port)
        self._origins = {f"{scheme}://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        send_with_headers = add_headers(send, self._headers)
        if refusal := self._refusal(scope):
            status, why = refusal
            self._refusals.add(why)
            await _refuse(scope, receive, send_with_headers, status, why)
            return
        await self._app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        if single_header_value(scope, b"host") not in self._hosts:
            return 400, "wrong Host"
        is_safe = scope["type"] == "http" and scope["method"] in SAFE_METHODS
        if not is_safe and single_header_value(scope, b"origin") not in self._origins:
            return 403, "wrong Origin"
        return None


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "http":
        await PlainTextResponse(f"{why}.\n", status)(scope, receive, send)
        return
    await receive()  # the request to connect
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    body = f"{why}.\n".encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


def single_header_value(scope: Scope, name: bytes) -> str | None:
    """Value of a header that occurs exactly once in the request; otherwise None."""
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    values = [value for key, value in headers if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


def tokens_match(given: str | None, token: str) -> bool:
    """Compare two tokens in constant time, so that the duration reveals nothing about the token."""
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())

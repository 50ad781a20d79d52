"""Checks every request before any route, and sets the headers of every response.

A request must name this server as its host. A request that changes something must come from a page of this server, have
a bearer token, switch off a mail with the secret in its link, or have the logout token of a provider of single sign-on.
The size of a body and the time to receive it are limited.
"""

import asyncio
import re
from ipaddress import ip_address

import anyio
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.web.limits import Limits
from central.web_settings import LOOPBACK, WebSection
from edge.web.security import add_headers, single_header_value

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
UNLESS_SET = {
    "cache-control": "no-store",
    # `no-referrer` would make browsers send `Origin: null` with the forms of these pages
    "referrer-policy": "same-origin",
}
HSTS = ("strict-transport-security", "max-age=31536000")
UPLOAD = re.compile(r"/(creatives/[^/]+/[^/]+|playlists/drafts/[^/]+)/film")
"""Paths for video uploads."""
SHOP_FILES = ("/shops/file", "/shops/save")
"""Paths for files with the details of shops."""
SALES_FILE = "/sales/file"
"""Path for files of sales."""
ONE_CLICK = re.compile(r"/mail/off/[A-Za-z0-9_-]{1,64}")
"""Path that mail programs request to switch off the Monday mail (RFC 8058). They send neither a cookie nor an origin.
The secret in the path is the only authorisation.
"""
BACK_CHANNEL = "/oidc/back-channel-logout"
"""Path for a provider of single sign-on, which reports here that somebody has signed out. The signed token in the form
is the only authorisation.
"""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class BodyTooLargeError(Exception):
    """The body of a request is larger than allowed."""


class BodyTooSlowError(Exception):
    """The body of a request does not arrive in time."""


class Guard:
    """Application that passes only valid requests to another application, and sets the headers of all responses."""

    def __init__(self, app: ASGIApp, settings: WebSection, limits: Limits) -> None:
        self._app, self._limits = app, limits
        self._hosts = {*settings.hosts, *LOOPBACK, "[::1]"}
        self._scheme = "https" if settings.is_encrypted else "http"
        self._behind_proxy = settings.behind_proxy
        self._headers = dict([*HEADERS.items(), *([HSTS] if settings.is_encrypted else [])])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        send_with_headers = add_headers(send, self._headers, UNLESS_SET)
        if refusal := self._refusal_reason(scope):
            status, why = refusal
            await PlainTextResponse(f"{why}\n", status)(scope, receive, send_with_headers)
            return
        scope = {**scope, "scheme": self._scheme, "address": self._client_address(scope)}
        await self._app(scope, _Body(receive, *_bounds(scope, self._limits)).receive, send_with_headers)

    def _refusal_reason(self, scope: Scope) -> tuple[int, str] | None:
        host = single_header_value(scope, b"host")
        if host is None or _without_port(host) not in self._hosts:
            return 400, "This name is not in [web] hosts. Use the address that your administrator gave you."
        origin = single_header_value(scope, b"origin")
        is_own = origin == f"{self._scheme}://{host}"
        may_lack_origin = _has_bearer(scope) or ONE_CLICK.fullmatch(scope["path"]) is not None
        may_lack_origin |= scope["path"] == BACK_CHANNEL
        if scope["method"] not in SAFE_METHODS and not is_own and (origin is not None or not may_lack_origin):
            return 403, "This request does not come from a page of this server, so nothing was changed."
        length = single_header_value(scope, b"content-length") or "0"
        most, _ = _bounds(scope, self._limits)
        if not length.isdecimal() or int(length) > most:
            return 413, f"The request is larger than the limit of {most:,} bytes."
        return None

    def _client_address(self, scope: Scope) -> str:
        """Address of the client. It comes from the header of a proxy on this machine, otherwise from the connection."""
        peer = scope["client"][0] if scope.get("client") else "?"
        if not self._behind_proxy:
            return str(peer)
        forwarded = [v for name, v in scope["headers"] if name == b"x-forwarded-for"]
        last = forwarded[-1].decode("latin-1").rpartition(",")[2].strip() if forwarded else peer
        try:
            return str(ip_address(last))
        except ValueError:
            return str(peer)


class _Body:
    """Body of a request, with limits for its size and time."""

    def __init__(self, receive: Receive, most_bytes: int, most_s: float) -> None:
        self._receive, self._most_bytes, self._most_s = receive, most_bytes, most_s
        self._bytes = 0
        self._until_s: float | None = None
        self._is_whole = False

    async def receive(self) -> Message:
        """The next part of the body. Raises BodyTooLargeError or BodyTooSlowError."""
        if self._is_whole:
            return await self._receive()
        loop = asyncio.get_running_loop()
        if self._until_s is None:
            self._until_s = loop.time() + self._most_s
        try:
            with anyio.fail_after(self._until_s - loop.time()):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlowError("The request did not arrive in time.") from None
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._most_bytes:
            raise BodyTooLargeError(f"The request is larger than the limit of {self._most_bytes:,} bytes.")
        self._is_whole = not message.get("more_body", False)
        return message


def _bounds(scope: Scope, limits: Limits) -> tuple[int, float]:
    """Largest size and longest time of a body. The routes for files read a body only after they have checked that an
    editor sends it.
    """
    if scope["method"] == "POST" and UPLOAD.fullmatch(scope["path"]):
        return limits.upload_bytes, limits.upload_s
    if scope["method"] == "POST" and scope["path"] in SHOP_FILES:
        return limits.shop_file_bytes, limits.body_s
    if scope["method"] == "POST" and scope["path"] == SALES_FILE:
        return limits.sales_file_bytes, limits.upload_s
    return limits.body_bytes, limits.body_s


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def _has_bearer(scope: Scope) -> bool:
    value = single_header_value(scope, b"authorization")
    return value is not None and value.lower().startswith("bearer ")

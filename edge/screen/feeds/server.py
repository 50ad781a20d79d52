"""Server for a player's reports. It is reachable only on loopback, requires a token, and its answers reveal nothing.

An answer depends only on the request. It contains nothing about the audience, the kiosk or earlier plays.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from edge.messages.commands import MAX_BYTES
from edge.web.pages import read_short_body
from edge.web.places import mark_connection_with_session
from edge.web.security import HEADERS, LOOPBACK, add_headers, allowed_host_values, single_header_value, tokens_match
from edge.web.server import PageServer, listen_on_loopback
from edge.web.token_file import read_or_make_token, read_shared_token

SECTION = "playback"
STORED, BAD, UNSTORED = 202, 400, 503
_CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-allow-private-network": "true",
    "access-control-max-age": "600",
}
_HEADERS = {**HEADERS, "content-security-policy": "default-src 'none'; frame-ancestors 'none'"}


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to a report: the status code, and the problems of the request."""

    status: int
    problems: tuple[str, ...] = ()


Refuse = Callable[[str], None]
"""Function that receives the reason for which a request was refused."""


@dataclass(frozen=True)
class ServerOptions:
    """Address of the server, and its token.

    `token_file` is created if it does not exist. With `is_shared`, several kiosks use the same file, so a kiosk only
    reads it.
    """

    port: int
    token_file: Path
    is_shared: bool = False


class PlayServer:
    """The server. It listens as soon as it is created, and answers after `start`. Raises PageServerError or
    TokenFileError.

    `make_app` builds the application from the token and the port.
    """

    def __init__(self, options: ServerOptions, make_app: Callable[[str, int], ASGIApp]) -> None:
        read = read_shared_token if options.is_shared else read_or_make_token
        token = read(options.token_file, SECTION)
        listener = listen_on_loopback(options.port, SECTION)
        self.port: int = listener.getsockname()[1]
        self._server = PageServer(make_app(token, self.port), listener, "plays")
        self._is_started = False

    def start(self) -> None:
        """Start answering requests. Call this method once."""
        if not self._is_started:
            self._is_started = True
            self._server.start()

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()


def build_report_app(take: Callable[[bytes], Answer], token: str, port: int, refuse: Refuse) -> ASGIApp:
    """The application for `POST /play`, with the token as `Authorization: Bearer`. `take` may wait for the disk."""

    async def play(request: Request) -> Response:
        if request.method == "OPTIONS":  # the preflight request of a page from another origin
            return Response(status_code=204, headers=_CORS)
        given = single_header_value(request.scope, b"authorization") or ""
        if not tokens_match(given.removeprefix("Bearer "), token):
            refuse("a report without the token")
            return _problems(401, ("the header Authorization: Bearer TOKEN is missing or wrong",))
        mark_connection_with_session(request.scope)
        if (body := await read_short_body(request, MAX_BYTES)) is None:
            refuse("a report that is too long")
            return _problems(413, (f"the body has more than {MAX_BYTES} bytes",))
        answer = await asyncio.to_thread(take, body)
        return _problems(answer.status, answer.problems)

    return LoopbackGuard(Starlette(routes=[Route("/play", play, methods=["POST", "OPTIONS"])]), port, refuse)


def build_broadsign_app(take: Callable[[str, bytes], Answer], token: str, port: int, refuse: Refuse) -> ASGIApp:
    """The application for `GET /broadsign/TOKEN/ACTION?…`. Every response is empty."""

    async def call(request: Request) -> Response:
        if not tokens_match(request.path_params["token"], token):
            refuse("a call without the secret")
            return Response(status_code=403)
        mark_connection_with_session(request.scope)
        answer = await asyncio.to_thread(take, request.path_params["action"], request.scope["query_string"])
        return Response(status_code=answer.status if answer.status == UNSTORED else 204)

    return LoopbackGuard(Starlette(routes=[Route("/broadsign/{token}/{action}", call)]), port, refuse)


class LoopbackGuard:
    """Application that passes on only requests that name this server as Host, and sets the headers of all responses."""

    def __init__(self, app: ASGIApp, port: int, refuse: Refuse) -> None:
        self._app, self._refuse = app, refuse
        self._hosts = allowed_host_values(LOOPBACK, port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        send_with_headers = add_headers(send, _HEADERS)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http" and single_header_value(scope, b"host") not in self._hosts:
            self._refuse("a request with the wrong Host")
            await Response(status_code=400)(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)


def _problems(status: int, problems: tuple[str, ...]) -> Response:
    return JSONResponse({"problems": problems}, status, headers={"access-control-allow-origin": "*"})

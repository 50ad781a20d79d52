"""Web application of a `vitrina study` page. It serves only loopback, and needs the link that the command printed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from secrets import token_urlsafe

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from edge.web.pages import page_routes, read_short_body
from edge.web.places import mark_connection_with_session
from edge.web.security import PageRequestGuard, Refusals, tokens_match
from edge.web.server import PageServer, listen_on_loopback

PAGE = "study"
COOKIE = "vitrina_study"
MAX_LOGIN_BYTES = 200
FORBIDDEN = "This link is no longer valid. Open the link that the command printed last.\n"
FILES = {"study.css": "text/css", "session.js": "text/javascript", "icon.svg": "image/svg+xml"}
NO_FILES: Mapping[str, str] = {}
OF_CONSOLE = dict.fromkeys(("console.css", "dom.js"), "edge.console")
"""Console files that the session leader's page also uses."""


class CookieGuard:
    """Application that passes only requests with the token on to another application."""

    def __init__(self, app: ASGIApp, token: str, refusals: Refusals) -> None:
        self._app, self._token, self._refusals = app, token, refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not tokens_match(Request(scope).cookies.get(COOKIE), self._token):
            self._refusals.add("without the token")
            await PlainTextResponse(FORBIDDEN, 403)(scope, receive, send)
            return
        mark_connection_with_session(scope)
        await self._app(scope, receive, send)


def build_study_page_app(
    page: str, routes: Sequence[Route], token: str, port: int, refusals: Refusals, files: Mapping[str, str] = NO_FILES
) -> ASGIApp:
    """Build the web application. `page`: name of its HTML file and script. `routes`: routes that need the token.

    `files`: further files of the page, with their media types. The page's files need no token, because they contain
    nothing about a study.
    """

    async def login(request: Request) -> Response:
        given = await read_short_body(request, MAX_LOGIN_BYTES)
        if given is None:
            return PlainTextResponse("Too long.\n", 413)
        if not tokens_match(given.decode("utf-8", "replace"), token):
            refusals.add("wrong token")
            return PlainTextResponse(FORBIDDEN, 403)
        mark_connection_with_session(request.scope)
        answer = Response(status_code=204)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict")
        return answer

    guarded = [Route(route.path, CookieGuard(route.app, token, refusals), methods=route.methods) for route in routes]
    return PageRequestGuard(
        Starlette(routes=[*page_file_routes(page, files), Route("/login", login, methods=["POST"]), *guarded]),
        port,
        refusals,
    )


def page_file_routes(page: str, files: Mapping[str, str] = NO_FILES) -> list[Route]:
    """Routes for the files of a page: its HTML at `/`, and each other file at `/page/NAME`."""
    kinds = {f"{page}.html": "text/html", f"{page}.js": "text/javascript", **FILES, **files}
    return page_routes("edge.study_sessions.pages", kinds, f"{page}.html", OF_CONSOLE)


@contextmanager
def serve_page(page: str, routes: Sequence[Route], files: Mapping[str, str] = NO_FILES) -> Iterator[str]:
    """Serve a page while the context lasts, and yield its link.

    The link has a new token after the #, which no browser sends to a server. Raises PageServerError.
    """
    token = token_urlsafe(32)
    with listen_on_loopback(0, PAGE) as listener:
        port: int = listener.getsockname()[1]
        server = PageServer(build_study_page_app(page, routes, token, port, Refusals(), files), listener, PAGE)
        server.start()
        try:
            yield f"http://127.0.0.1:{port}/#{token}"
        finally:
            server.stop()

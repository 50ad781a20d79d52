"""Access to the console page: the link that opens a session, and the routes that require a session."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from edge.console.sessions import session_identity
from edge.web.pages import read_short_body
from edge.web.places import mark_connection_with_session
from edge.web.security import Refusals

Answer = Callable[[Request], Awaitable[Response]]

COOKIE = "vitrina_console"
MAX_LOGIN_BYTES = 200


class OpenSessions(Protocol):
    """Sessions of one listener, which is an address where the console is served."""

    def open_session(self, token: str) -> str | None:
        """Returns the key of a new session, given a link's token. None if the token is not valid."""

    def is_session_open(self, key: str | None) -> bool:
        """True if the key belongs to a session that has not ended. Callable from any thread."""


class SessionAccess:
    """Routes that require a session. Counts refused requests. With `is_encrypted`, the cookie is sent only over TLS."""

    def __init__(self, sessions: OpenSessions, refusals: Refusals, is_encrypted: bool = False) -> None:
        self._sessions, self._refusals, self._is_encrypted = sessions, refusals, is_encrypted
        self.is_open = sessions.is_session_open
        self._command = "vitrina console --for 15m" if is_encrypted else "vitrina console"
        self.login = Route("/login", self._login, methods=["POST"])

    def private_route(self, path: str, answer: Answer, method: str = "GET") -> Route:
        """A route that answers only requests with a session."""

        async def checked(request: Request) -> Response:
            if not self.is_open(self.session_key(request)):
                self._refusals.add(f"{path} without a session")
                return PlainTextResponse(f"The session has ended. Make a new link: {self._command}\n", 403)
            mark_connection_with_session(request.scope)
            return await answer(request)

        return Route(path, checked, methods=[method])

    def session_key(self, request: Request) -> str | None:
        """Key of the session that sent the request."""
        return request.cookies.get(COOKIE)

    def session_identity(self, request: Request) -> str:
        """Identity of the session that sent the request. The key cannot be derived from it."""
        return session_identity(self.session_key(request))

    async def _login(self, request: Request) -> Response:
        token = await read_short_body(request, MAX_LOGIN_BYTES)
        if token is None:
            return PlainTextResponse("Too long.\n", 413)
        key = self._sessions.open_session(token.decode("utf-8", "replace"))
        if key is None:
            self._refusals.add("wrong or used link")
            return PlainTextResponse(f"This link was used or is too old. Make a new one: {self._command}\n", 403)
        mark_connection_with_session(request.scope)
        answer = Response(status_code=204)
        answer.set_cookie(COOKIE, key, httponly=True, samesite="strict", secure=self._is_encrypted)
        return answer


def done_or_starting_response(is_done: bool) -> Response:
    """Response to a request: done, or not possible because no kiosk is running yet."""
    if is_done:
        return Response(status_code=204)
    return PlainTextResponse("The kiosk is starting. Try again.\n", 503)

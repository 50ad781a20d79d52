"""Access to the page: the link that opens a session, and requests that a session alone may make."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from edge.console.sessions import Sessions
from edge.web.pages import short_body
from edge.web.security import Refusals

Answer = Callable[[Request], Awaitable[Response]]

COOKIE = "vitrina_console"
MAX_LOGIN_BYTES = 200


class Access:
    """Routes for sessions. What is refused is counted."""

    def __init__(self, sessions: Sessions, refusals: Refusals) -> None:
        self._sessions, self._refusals = sessions, refusals
        self.login = Route("/login", self._login, methods=["POST"])

    def private(self, path: str, answer: Answer, method: str = "GET") -> Route:
        """A route that answers a session alone."""

        async def checked(request: Request) -> Response:
            if not self._sessions.is_open(request.cookies.get(COOKIE)):
                self._refusals.add(f"{path} without a session")
                return PlainTextResponse("The session is over. Make a new link: vitrina console\n", 403)
            return await answer(request)

        return Route(path, checked, methods=[method])

    async def _login(self, request: Request) -> Response:
        token = await short_body(request, MAX_LOGIN_BYTES)
        if token is None:
            return PlainTextResponse("Too long.\n", 413)
        key = self._sessions.open(token.decode("utf-8", "replace"))
        if key is None:
            self._refusals.add("wrong or used link")
            return PlainTextResponse("This link was used, or is too old. Make another: vitrina console\n", 403)
        answer = Response(status_code=204)
        answer.set_cookie(COOKIE, key, httponly=True, samesite="strict")
        return answer

"""Access to the player's page: the login with a token, and the requests that require the cookie of that login."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from edge.web.pages import read_short_body
from edge.web.places import mark_connection_with_session
from edge.web.security import Refusals, tokens_match

Answer = Callable[[Request], Awaitable[Response]]

COOKIE = "vitrina_player"
MAX_LOGIN_BYTES = 200


class PageAccess:
    """Routes for the page that has logged in with the token. Counts refused requests."""

    def __init__(self, token: str, refusals: Refusals) -> None:
        self._token, self._refusals = token, refusals
        self.login = Route("/login", self._login, methods=["POST"])

    def is_known(self, cookies: dict[str, str], what: str) -> bool:
        """True if the request has a valid cookie. `what`: name under which a refused request is counted."""
        if tokens_match(cookies.get(COOKIE), self._token):
            return True
        self._refusals.add(f"{what} without the token")
        return False

    def private_route(self, path: str, what: str, answer: Answer) -> Route:
        """A route that answers only the page that has logged in."""

        async def checked(request: Request) -> Response:
            if not self.is_known(request.cookies, what):
                return PlainTextResponse("Forbidden.\n", 403)
            mark_connection_with_session(request.scope)
            return await answer(request)

        return Route(path, checked)

    async def _login(self, request: Request) -> Response:
        given = await read_short_body(request, MAX_LOGIN_BYTES)
        if given is None:
            return PlainTextResponse("Too long.\n", 413)
        if not tokens_match(given.decode("utf-8", "replace"), self._token):
            self._refusals.add("wrong token")
            return PlainTextResponse("Wrong token. Open the page with: vitrina screen\n", 403)
        mark_connection_with_session(request.scope)
        answer = Response(status_code=204)
        answer.set_cookie(COOKIE, self._token, httponly=True, samesite="strict")
        return answer

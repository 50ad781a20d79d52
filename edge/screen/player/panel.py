"""Panel of the player's page: another page that covers the ads while it is open, such as the questions of a study.

The panel is an HTML frame from the same server, below `/panel/`, so it needs no link or token of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from edge.web.security import HEADERS

PATH = "/panel"
_POLICY = "content-security-policy"
FRAMING = {
    **HEADERS,
    _POLICY: HEADERS[_POLICY].replace("frame-ancestors 'none'", "frame-ancestors 'self'; frame-src 'self'"),
}
"""HTTP headers of a page that may frame only pages from its own server."""


@dataclass(frozen=True)
class PagePanel:
    """Routes of a panel. Its pages use relative addresses. `is_open` is callable from any thread."""

    routes: Sequence[BaseRoute]
    is_open: Callable[[], bool]


def panel_mount(panel: PagePanel, is_known: Callable[[dict[str, str], str], bool]) -> Mount:
    """The panel's routes below PATH. `is_known` gets the cookies of a request, and a name that is used to count
    refused requests.
    """
    app: ASGIApp = Starlette(routes=list(panel.routes))

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if is_known(Request(scope).cookies, "the panel"):
            await app(scope, receive, send)
            return
        await PlainTextResponse("Forbidden.\n", 403)(scope, receive, send)

    return Mount(PATH, app=checked)

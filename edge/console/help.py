"""Help on the console's port: the documents, under headers of their own."""

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from edge.console.listener import Listener
from edge.web.help_pages import HELP_HEADERS, PREFIX, help_routes
from edge.web.security import PageRequestGuard, Refusals


def with_help(page: ASGIApp, listener: Listener, refusals: Refusals) -> ASGIApp:
    """The application of a page, with the documents below /help."""
    pages = Starlette(routes=help_routes())
    pages.router.redirect_slashes = False
    documents = PageRequestGuard(pages, listener.port, refusals, listener.hosts, listener.scheme, HELP_HEADERS)

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        is_help = scope["type"] == "http" and (scope["path"] + "/").startswith(f"{PREFIX}/")
        await (documents if is_help else page)(scope, receive, send)

    return choose

"""The web application that serves the player's page."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from edge.screen.player.access import PageAccess
from edge.screen.player.connection import Connection, PageHooks
from edge.screen.player.items import PageContent
from edge.screen.player.notice_routes import notice_routes
from edge.screen.player.page_link import PageLink
from edge.screen.player.panel import FRAMING, panel_mount
from edge.screen.player.say import comment_page_routes
from edge.web.pages import page_routes
from edge.web.security import HEADERS, PageRequestGuard, Refusals

PAGE_FILES = {
    "index.html": "text/html",
    "player.css": "text/css",
    "main.js": "text/javascript",
    "keys.js": "text/javascript",
    "sight.js": "text/javascript",
    "show.js": "text/javascript",
    "picture.js": "text/javascript",
    "notice.js": "text/javascript",
    "panel.js": "text/javascript",
    "say.css": "text/css",
    "say.js": "text/javascript",
    "say_alone.js": "text/javascript",
}
MEDIA_TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
}


def build_page_app(
    link: PageLink, hooks: PageHooks, content: PageContent, token: str, port: int, refusals: Refusals
) -> ASGIApp:
    """The application: the page, the notice, the files of the page's items, and the WebSocket."""
    access, panel, comments = PageAccess(token, refusals), content.panel, hooks.comments
    routes: list[BaseRoute] = [
        *page_routes("edge.screen.player", PAGE_FILES),
        access.login,
        *notice_routes(content, comments.page if comments else None, access),
        _media_route(link, access),
        _socket_route(link, hooks, access),
        *([panel_mount(panel, access.is_known)] if panel else []),
        *(comment_page_routes(comments, access.is_known) if comments else ()),
    ]
    return PageRequestGuard(Starlette(routes=routes), port, refusals, headers=FRAMING if panel else HEADERS)


def _media_route(link: PageLink, access: PageAccess) -> BaseRoute:
    """The route for the files of items that the page has received."""

    async def media(request: Request) -> Response:
        item = link.media.get(request.path_params["n"])
        kind = None if item is None else MEDIA_TYPES.get(item.file.suffix.lower())
        if item is None or kind is None or not item.file.is_file():
            return PlainTextResponse("Not found.\n", 404)
        return FileResponse(item.file, media_type=kind)

    return access.private_route("/media/{n:int}", "a file", media)


def _socket_route(link: PageLink, hooks: PageHooks, access: PageAccess) -> BaseRoute:
    async def page_socket(socket: WebSocket) -> None:
        if not access.is_known(socket.cookies, "a WebSocket"):
            await socket.close(1008)  # before `accept`: an answer of 403
            return
        await socket.accept()
        await Connection(socket, link, hooks).run()

    return WebSocketRoute("/socket", page_socket)

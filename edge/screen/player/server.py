"""The application that serves the player's page."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from edge.screen.player.connection import Connection, PageHooks
from edge.screen.player.items import PageContent
from edge.screen.player.page_link import PageLink
from edge.screen.player.panel import FRAMING, panel_mount
from edge.screen.player.say import say_routes
from edge.screen.player.say_page import SayPage
from edge.web.pages import page_routes, short_body
from edge.web.security import HEADERS, Guard, Refusals, is_token

COOKIE = "vitrina_player"
MAX_LOGIN_BYTES = 200
PAGE_FILES = {
    "index.html": "text/html",
    "player.css": "text/css",
    "main.js": "text/javascript",
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


def page_app(
    link: PageLink, hooks: PageHooks, content: PageContent, token: str, port: int, refusals: Refusals
) -> ASGIApp:
    """The application: page, notice, files of the items that the page was handed, and the WebSocket."""

    def is_known(cookies: dict[str, str], what: str) -> bool:
        if is_token(cookies.get(COOKIE), token):
            return True
        refusals.add(f"{what} without the token")
        return False

    async def login(request: Request) -> Response:
        given = await short_body(request, MAX_LOGIN_BYTES)
        if given is None:
            return PlainTextResponse("Too long.\n", 413)
        if not is_token(given.decode("utf-8", "replace"), token):
            refusals.add("wrong token")
            return PlainTextResponse("Wrong token. Open the page by: vitrina screen\n", 403)
        answer = Response(status_code=204)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict")
        return answer

    async def media(request: Request) -> Response:
        if not is_known(request.cookies, "a file"):
            return PlainTextResponse("Forbidden.\n", 403)
        item = link.media.get(request.path_params["n"])
        kind = None if item is None else MEDIA_TYPES.get(item.file.suffix.lower())
        if item is None or kind is None or not item.file.is_file():
            return PlainTextResponse("Not found.\n", 404)
        return FileResponse(item.file, media_type=kind)

    async def notice_texts(request: Request) -> Response:
        if not is_known(request.cookies, "the notice"):
            return PlainTextResponse("Forbidden.\n", 403)
        return JSONResponse(_notice(content, hooks.comments.page if hooks.comments else None))

    async def notice_code(request: Request) -> Response:
        if not is_known(request.cookies, "the notice"):
            return PlainTextResponse("Forbidden.\n", 403)
        svg = content.notice().qr_svg
        return PlainTextResponse("Not found.\n", 404) if svg is None else Response(svg, media_type="image/svg+xml")

    async def page_socket(socket: WebSocket) -> None:
        if not is_known(socket.cookies, "a WebSocket"):
            await socket.close(1008)  # before `accept`: an answer of 403
            return
        await socket.accept()
        await Connection(socket, link, hooks).run()

    panel = content.panel
    routes: list[BaseRoute] = [
        *page_routes("edge.screen.player", PAGE_FILES),
        Route("/login", login, methods=["POST"]),
        Route("/notice.json", notice_texts),
        Route("/notice.svg", notice_code),
        Route("/media/{n:int}", media),
        WebSocketRoute("/socket", page_socket),
        *([panel_mount(panel, is_known)] if panel else []),
        *(say_routes(hooks.comments, is_known) if hooks.comments else ()),
    ]
    return Guard(Starlette(routes=routes), port, refusals, headers=FRAMING if panel else HEADERS)


def _notice(content: PageContent, say: SayPage | None) -> dict[str, object]:
    page = content.notice()
    texts = [
        {
            "language": text.language,
            "measuring": text.measuring,
            "not_measuring": text.not_measuring,
            "view_open": text.view_open,
            "opt_out": text.opt_out,
            "say": say.button(say.language(text.language)) if say else None,
            "title": text.title,
            "paragraphs": text.paragraphs,
        }
        for text in page.texts
    ]
    return {
        "version": page.version,
        "texts": texts,
        "has_code": page.qr_svg is not None,
        "strip": content.strip,
        "overlay": content.is_overlay,
    }

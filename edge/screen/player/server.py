"""The player's page and its server: on loopback alone, in a thread of its own."""

import asyncio
import errno
import logging
import socket
import threading
import time
from importlib.resources import files

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from edge.screen.player.connection import Connection, PageHooks
from edge.screen.player.errors import PlayerError
from edge.screen.player.http_protocol import MAX_CONNECTIONS, BoundedHttp
from edge.screen.player.items import PageContent
from edge.screen.player.page_link import PageLink
from edge.screen.player.page_messages import MAX_BYTES
from edge.screen.player.security import Guard, Refusals, is_token

HOST = "127.0.0.1"
COOKIE = "vitrina_player"
MAX_LOGIN_BYTES = 200
STOP_S, CANCEL_S = 3.0, 1.0
PATIENCE_S, TRY_S = 3.0, 0.1  # for a port that is in use
PAGE_FILES = {
    "index.html": "text/html",
    "player.css": "text/css",
    "main.js": "text/javascript",
    "show.js": "text/javascript",
    "picture.js": "text/javascript",
    "notice.js": "text/javascript",
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


class PlayerServerError(PlayerError):
    """The server cannot listen. The text says where and what to do."""


def page_app(
    link: PageLink, hooks: PageHooks, content: PageContent, token: str, port: int, refusals: Refusals
) -> ASGIApp:
    """The application: page, notice, files of the items that the page was handed, and the WebSocket."""
    folder = files("edge.screen.player") / "page"
    page_files = {name: (folder / name).read_bytes() for name in PAGE_FILES}

    def is_known(cookies: dict[str, str], what: str) -> bool:
        if is_token(cookies.get(COOKIE), token):
            return True
        refusals.add(f"{what} without the token")
        return False

    async def page_file(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if name not in page_files:
            return PlainTextResponse("Not found.\n", 404)
        return Response(page_files[name], media_type=PAGE_FILES[name])

    async def login(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MAX_LOGIN_BYTES:
                return PlainTextResponse("Too long.\n", 413)
        if not is_token(body.decode("utf-8", "replace"), token):
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
        return JSONResponse(_notice(content))

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

    routes = [
        Route("/", page_file),
        Route("/login", login, methods=["POST"]),
        Route("/notice.json", notice_texts),
        Route("/notice.svg", notice_code),
        Route("/media/{n:int}", media),
        Route("/page/{name}", page_file),
        WebSocketRoute("/socket", page_socket),
    ]
    return Guard(Starlette(routes=routes), port, refusals)


def _notice(content: PageContent) -> dict[str, object]:
    page = content.notice()
    texts = [
        {
            "language": text.language,
            "measuring": text.measuring,
            "not_measuring": text.not_measuring,
            "opt_out": text.opt_out,
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


def listen(port: int, patience_s: float = PATIENCE_S, key: str = "[player] port") -> socket.socket:
    """A socket on loopback. A port in use is tried for a while: a kiosk that follows another waits for its end.

    `key`: the setting of the port.

    Raises PlayerServerError.
    """
    for left in reversed(range(max(1, round(patience_s / TRY_S)))):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(MAX_CONNECTIONS)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE or not left:
                raise PlayerServerError(
                    f"player: {HOST}:{port} cannot be listened on ({error.strerror}). Does another program use it "
                    f"(ss -ltnp)? Stop that, or choose another {key}. Nothing was started."
                ) from None
            time.sleep(TRY_S)
        else:
            return listener
    raise AssertionError("the last try returns or raises")


class _Server(uvicorn.Server):
    """Waits for the transfers that it cancels at a stop, which close their files, and closes their connections."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=CANCEL_S)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # in which the loop closes them


class PageServer:
    """The server in its thread, on a socket that is bound already."""

    def __init__(self, app: ASGIApp, listener: socket.socket, name: str = "player pages") -> None:
        self._listener = listener
        config = uvicorn.Config(
            app,
            http=BoundedHttp,
            ws="websockets-sansio",
            ws_max_size=MAX_BYTES,
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="error",  # anybody on this machine could fill the log with requests that are none
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            limit_concurrency=MAX_CONNECTIONS + 1,  # the protocol refuses them first
            timeout_keep_alive=5,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the server and closes the socket. Transfers of files are cut, and are no fault."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # until another server is made
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(STOP_S)
        self._listener.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])

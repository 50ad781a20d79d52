"""Server of one page, only on loopback and in its own thread."""

import errno
import logging
import socket
import ssl
import threading
import time
from typing import Literal

from starlette.types import ASGIApp

from edge.supervised_thread import SupervisedThread
from edge.web.bounded_server import BoundedServer
from edge.web.errors import PageError
from edge.web.limits import ConnectionLimits

HOST = "127.0.0.1"
LIMITS = ConnectionLimits()
STOP_S = 3.0
PATIENCE_S, TRY_S = 3.0, 0.1  # for a port that is in use


class PageServerError(PageError):
    """The server cannot listen on its port. The message states where, and what to do."""


def listen_on_loopback(port: int, page: str, patience_s: float = PATIENCE_S) -> socket.socket:
    """Listen on loopback for a page, such as "player".

    If the port is in use, it retries for a while, because a kiosk that replaces another one must wait until that one
    has ended. Raises PageServerError.
    """
    for left in reversed(range(max(1, round(patience_s / TRY_S)))):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(LIMITS.connections)
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE or not left:
                raise PageServerError(
                    f"{page}: cannot listen on {HOST}:{port} ({error.strerror}). Is another program using the port (ss "
                    f"-ltnp)? Stop that program, or choose another [{page}] port. Nothing was started."
                ) from None
            time.sleep(TRY_S)
        else:
            return listener
    raise AssertionError("the last attempt must return or raise")


class PageServer:
    """Server that runs an application in its own thread, on a socket that is already bound."""

    def __init__(
        self,
        app: ASGIApp,
        listener: socket.socket,
        page: str,
        ws: Literal["none", "websockets-sansio"] = "none",
        max_message_bytes: int = 1024,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`page`: name of the page, used as thread name. `ws`: WebSocket library, which limits the message size.

        `tls`: set for a page on the local network.
        """
        self._listener = listener
        self._server = BoundedServer(app, LIMITS, tls, ws, max_message_bytes)
        self._stop = threading.Event()
        self._thread = SupervisedThread(self._run, f"{page} pages", self._stop)

    def start(self) -> None:
        """Start the server's thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the server, and close the socket. Cutting off file transfers does not count as an error."""
        log = logging.getLogger("uvicorn.error")
        log.setLevel(logging.CRITICAL)
        self._stop.set()
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(STOP_S)
        self._listener.close()
        log.setLevel(logging.ERROR)  # for the other servers, which continue

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])

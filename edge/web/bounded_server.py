"""HTTP server for the pages of kiosk and central: uvicorn with limits. Its log contains nothing that clients choose."""

import asyncio
import socket
import ssl
from typing import Literal

import uvicorn
from starlette.types import ASGIApp

from edge.web.hang_ups import ignore_hang_ups
from edge.web.http_protocol import make_bounded_http_protocol
from edge.web.limits import ConnectionLimits

CANCEL_S = 1.0


class BoundedServer(uvicorn.Server):
    """uvicorn server with limits. A stop cancels transfers, waits until their files close, and disconnects."""

    def __init__(
        self,
        app: ASGIApp,
        limits: ConnectionLimits,
        tls: ssl.SSLContext | None = None,
        ws: Literal["none", "websockets-sansio"] = "none",
        max_message_bytes: int = 1024,
        *,
        gives_date: bool = False,
    ) -> None:
        """`ws`: WebSocket library, which limits the message size. `gives_date`: send a Date header in each response."""
        super().__init__(
            uvicorn.Config(
                ignore_hang_ups(app),
                http=make_bounded_http_protocol(limits),
                ws=ws,
                ws_max_size=max_message_bytes,
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="error",  # anybody could fill the log with invalid requests
                access_log=False,
                server_header=False,
                date_header=gives_date,
                proxy_headers=False,  # central reads them itself, and only behind a proxy
                limit_concurrency=4 * limits.connections,  # the protocol closes them first; they end a moment later
                timeout_keep_alive=5,
                timeout_graceful_shutdown=limits.stop_s,
                h11_max_incomplete_event_size=16_384,
                ssl_context_factory=None if tls is None else lambda *_: tls,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=CANCEL_S)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # time for the loop to close them

"""Handles clients that close their connection before their request is complete."""

from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send


def ignore_hang_ups(app: ASGIApp) -> ASGIApp:
    """Wrap an application so that it does not log an error when a client disconnects early.

    Such a log entry has 60 lines, so anybody who can reach the port could fill the disk.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):
            await app(scope, receive, send)

    return answer

"""Handles clients that close their connection before their request is complete."""

from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send


def ignore_hang_ups(app: ASGIApp) -> ASGIApp:
    """Wrap an application, so that no error is logged when a client disconnects before its request is complete.

    Such a log entry has 60 lines, so anybody who can reach the port could fill the disk.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):
            await app(scope, receive, send)

    return answer

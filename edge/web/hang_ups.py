"""Clients that end their connection before their request is whole."""

from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send


def ignore_hang_ups(app: ASGIApp) -> ASGIApp:
    """The application, for which a client that hangs up is no fault. The log of a fault has 60 lines, so anybody who
    reaches the port could fill the disk."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):
            await app(scope, receive, send)

    return answer

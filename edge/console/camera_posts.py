"""Requests of the setup page that search for network cameras, and that take one."""

import json
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from edge.console.access import Answer
from edge.console.pages import requested_language
from edge.console.setup import SetupAssistant
from edge.web.pages import read_short_body

MAX_BYTES = 2_000
_KEYS = {"user", "password"}


def camera_posts(setup: SetupAssistant) -> dict[str, Answer]:
    """Handlers by path. The caller makes sure that a request has a session."""

    async def cameras(request: Request) -> Response:
        body = await read_short_body(request, MAX_BYTES)
        if body is None:
            return PlainTextResponse("Too long.\n", 413)
        login = _parse_login(body)
        if login is None:
            return PlainTextResponse('Send an object such as {"user": "admin", "password": "…"}.\n', 400)
        found = await run_in_threadpool(setup.find_cameras, *login, requested_language(request))
        return JSONResponse(asdict(found))

    async def camera(request: Request) -> Response:
        body = await read_short_body(request, MAX_BYTES)
        await run_in_threadpool(setup.use_camera, (body or b"").decode("utf-8", "replace"))
        return Response(status_code=204)

    return {"/cameras": cameras, "/camera": camera}


def _parse_login(body: bytes) -> tuple[str, str] | None:
    """User and password of a request; None if the body is not such an object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or value.keys() != _KEYS:
        return None
    user, password = value["user"], value["password"]
    return (user, password) if isinstance(user, str) and isinstance(password, str) else None

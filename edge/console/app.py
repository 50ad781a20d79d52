"""The application that serves the technician's page."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from edge.console.diagnostics import DiagnosticsRunner
from edge.console.hooks import ConsoleHooks
from edge.console.sessions import Sessions
from edge.console.settings import settings_answers
from edge.web.pages import page_routes, short_body
from edge.web.security import Guard, Refusals

Answer = Callable[[Request], Awaitable[Response]]

COOKIE = "vitrina_console"
MAX_LOGIN_BYTES = 200
PAGE_FILES = {
    "index.html": "text/html",
    "icon.svg": "image/svg+xml",
    "console.css": "text/css",
    "main.js": "text/javascript",
    "dom.js": "text/javascript",
    "curve.js": "text/javascript",
    "outlines.js": "text/javascript",
    "view.js": "text/javascript",
}


def console_app(hooks: ConsoleHooks, sessions: Sessions, port: int, refusals: Refusals) -> ASGIApp:
    """The application: the page, which holds nothing, and values of the kiosk for a session."""

    async def login(request: Request) -> Response:
        token = await short_body(request, MAX_LOGIN_BYTES)
        if token is None:
            return PlainTextResponse("Too long.\n", 413)
        key = sessions.open(token.decode("utf-8", "replace"))
        if key is None:
            refusals.add("wrong or used link")
            return PlainTextResponse("This link was used, or is too old. Make another: vitrina console\n", 403)
        answer = Response(status_code=204)
        answer.set_cookie(COOKIE, key, httponly=True, samesite="strict")
        return answer

    async def state(_: Request) -> Response:
        snapshot = hooks.snapshot()
        facts = {"now_s": hooks.now(), "refused": refusals.count, "last_refused": refusals.last}
        parts = {"has_doctor": hooks.diagnostics is not None, "has_settings": hooks.settings is not None}
        return JSONResponse({**asdict(snapshot), **facts, **parts})

    async def outlines(_: Request) -> Response:
        return JSONResponse(asdict(hooks.outlines()))

    async def sent_today(_: Request) -> Response:
        return JSONResponse(asdict(await run_in_threadpool(hooks.sent_today)))

    async def pause(_: Request) -> Response:
        hooks.pause()
        return Response(status_code=204)

    async def resume(_: Request) -> Response:
        hooks.resume()
        return Response(status_code=204)

    def private(path: str, answer: Answer, method: str = "GET") -> Route:
        async def checked(request: Request) -> Response:
            if not sessions.is_open(request.cookies.get(COOKIE)):
                refusals.add(f"{path} without a session")
                return PlainTextResponse("The session is over. Make a new link: vitrina console\n", 403)
            return await answer(request)

        return Route(path, checked, methods=[method])

    routes = [
        *page_routes("edge.console", PAGE_FILES),
        Route("/login", login, methods=["POST"]),
        private("/state.json", state),
        private("/outlines.json", outlines),
        private("/sent.json", sent_today),
        private("/pause", pause, "POST"),
        private("/resume", resume, "POST"),
    ]
    if hooks.diagnostics:
        runner = DiagnosticsRunner(hooks.diagnostics)

        async def start_doctor(_: Request) -> Response:
            return Response(status_code=202 if runner.start() else 409)

        async def findings(_: Request) -> Response:
            return JSONResponse(asdict(runner.state))

        routes += [private("/doctor", start_doctor, "POST"), private("/doctor.json", findings)]
    if hooks.settings:
        routes += [private(*route) for route in settings_answers(hooks.settings, hooks.reload)]
    return Guard(Starlette(routes=routes), port, refusals)

"""The application that serves the technician's page."""

from dataclasses import asdict

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from edge.console.access import Access
from edge.console.diagnostics import DiagnosticsRunner
from edge.console.hooks import ConsoleHooks
from edge.console.sessions import Sessions
from edge.console.settings import settings_answers
from edge.web.pages import page_routes
from edge.web.security import Guard, Refusals

PAGE_FILES = {
    "index.html": "text/html",
    "icon.svg": "image/svg+xml",
    "console.css": "text/css",
    "main.js": "text/javascript",
    "dom.js": "text/javascript",
    "curve.js": "text/javascript",
    "outlines.js": "text/javascript",
    "view.js": "text/javascript",
    "session.js": "text/javascript",
    "form.js": "text/javascript",
    "settings.js": "text/javascript",
}


def console_app(hooks: ConsoleHooks, sessions: Sessions, port: int, refusals: Refusals) -> ASGIApp:
    """The application: the page, which holds nothing, and values of the kiosk for a session."""

    access = Access(sessions, refusals)
    private = access.private

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

    routes = [
        *page_routes("edge.console", PAGE_FILES),
        access.login,
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

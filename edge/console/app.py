"""The application that serves the technician's page."""

from dataclasses import asdict, replace

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from edge.console.access import Access, OpenSessions, done_or_starting
from edge.console.diagnostics import DiagnosticsRunner
from edge.console.hooks import ConsoleHooks
from edge.console.listener import Listener, narrowed, narrowed_findings
from edge.console.mask_editor import MaskEditor
from edge.console.mask_routes import mask_routes
from edge.console.settings import settings_answers
from edge.console.view_routes import view_routes, view_state
from edge.web.pages import page_routes
from edge.web.security import Guard, Refusals

WHOLE_WAY_EVERY_S = 10.0
"""Shortest time between two tests of the whole way: each is a message to the broker."""
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
    "setup_view.js": "text/javascript",
    "masks.js": "text/javascript",
    "whole_way.js": "text/javascript",
}


def console_app(hooks: ConsoleHooks, sessions: OpenSessions, listener: Listener, refusals: Refusals) -> ASGIApp:
    """The application: the page, which holds nothing, and values of the kiosk for a session."""

    access = Access(sessions, refusals, is_encrypted=listener.scheme == "https")
    private = access.private

    async def state(request: Request) -> Response:
        snapshot = hooks.snapshot() if listener.shows_people else narrowed(hooks.snapshot())
        facts: dict[str, object] = {"now_s": hooks.now(), "refused": refusals.count, "last_refused": refusals.last}
        facts |= {"has_doctor": hooks.diagnostics is not None, "has_settings": hooks.settings is not None}
        facts["is_lan"] = listener.is_lan
        if listener.shows_people:
            facts["view"] = asdict(view_state(hooks.setup_view(), access.session(request)))
        return JSONResponse({**asdict(snapshot), **facts})

    async def outlines(_: Request) -> Response:
        return JSONResponse(asdict(hooks.outlines()))

    async def sent_today(_: Request) -> Response:
        return JSONResponse(asdict(await run_in_threadpool(hooks.sent_today)))

    async def pause(_: Request) -> Response:
        return done_or_starting(hooks.pause())

    async def resume(_: Request) -> Response:
        return done_or_starting(hooks.resume())

    routes: list[BaseRoute] = [
        *page_routes("edge.console", PAGE_FILES),
        access.login,
        private("/state.json", state),
        private("/sent.json", sent_today),
        private("/pause", pause, "POST"),
        private("/resume", resume, "POST"),
    ]
    if listener.shows_people:
        routes += [private("/outlines.json", outlines), *view_routes(hooks.setup_view, access)]

    def add_check(path: str, runner: DiagnosticsRunner) -> None:
        async def start(_: Request) -> Response:
            return Response(status_code=202 if runner.start() else 409)

        async def findings(_: Request) -> Response:
            found = runner.state
            if not listener.shows_people:
                found = replace(found, findings=narrowed_findings(found.findings))
            return JSONResponse(asdict(found))

        routes.extend([private(path, start, "POST"), private(f"{path}.json", findings)])

    if hooks.diagnostics:
        add_check("/doctor", DiagnosticsRunner(hooks.diagnostics, hooks.now))
    if hooks.end_to_end:
        add_check("/whole-way", DiagnosticsRunner(hooks.end_to_end, hooks.now, WHOLE_WAY_EVERY_S))
    if hooks.settings:
        routes += [private(*route) for route in settings_answers(hooks.settings, hooks.reload)]
        routes += mask_routes(MaskEditor(hooks.settings, hooks.reload), access)
    return Guard(Starlette(routes=routes), listener.port, refusals, listener.hosts, listener.scheme)

"""The web application of the console."""

from dataclasses import asdict, replace

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from edge.console.access import OpenSessions, SessionAccess, done_or_starting_response
from edge.console.diagnostics import DiagnosticsRunner
from edge.console.help import with_help
from edge.console.hooks import ConsoleHooks
from edge.console.listener import Listener, findings_without_people_data, remove_people_data
from edge.console.mask_editor import MaskEditor
from edge.console.mask_routes import mask_routes
from edge.console.pages import localized_routes
from edge.console.settings import settings_request_handlers
from edge.console.view_routes import session_view_state, view_routes
from edge.web.security import PageRequestGuard, Refusals

WHOLE_WAY_EVERY_S = 10.0
"""Shortest time between two end-to-end tests, in seconds. Each test sends a message to the broker."""
SCRIPTS = ("main.js", "curve.js", "outlines.js", "view.js", "settings.js", "setup_view.js", "masks.js", "whole_way.js")


def build_console_app(hooks: ConsoleHooks, sessions: OpenSessions, listener: Listener, refusals: Refusals) -> ASGIApp:
    """The console's web application: a page, which contains no data, and routes for the kiosk's values, which require a
    session.
    """
    access = SessionAccess(sessions, refusals, is_encrypted=listener.scheme == "https")
    routes: list[BaseRoute] = [
        *localized_routes("index.html", SCRIPTS),
        access.login,
        _state_route(hooks, access, listener, refusals),
        *_kiosk_routes(hooks, access),
        *(_people_routes(hooks, access) if listener.shows_people else ()),
        *_check_routes(hooks, access, listener),
        *_settings_routes(hooks, access),
    ]
    page = PageRequestGuard(Starlette(routes=routes), listener.port, refusals, listener.hosts, listener.scheme)
    return with_help(page, listener, refusals)


def _state_route(hooks: ConsoleHooks, access: SessionAccess, listener: Listener, refusals: Refusals) -> BaseRoute:
    """The route for the state of the kiosk. It omits data about people if the listener may not show them."""

    async def state(request: Request) -> Response:
        snapshot = hooks.snapshot() if listener.shows_people else remove_people_data(hooks.snapshot())
        facts: dict[str, object] = {"now_s": hooks.now(), "refused": refusals.count, "last_refused": refusals.last}
        facts |= {"has_doctor": hooks.diagnostics is not None, "has_settings": hooks.settings is not None}
        facts["is_lan"] = listener.is_lan
        if listener.shows_people:
            facts["view"] = asdict(session_view_state(hooks.setup_view(), access.session_identity(request)))
        return JSONResponse({**asdict(snapshot), **facts})

    return access.private_route("/state.json", state)


def _kiosk_routes(hooks: ConsoleHooks, access: SessionAccess) -> list[BaseRoute]:
    """The routes that return the numbers in today's messages, and the routes that pause and resume sensing."""

    async def sent_today(_: Request) -> Response:
        return JSONResponse(asdict(await run_in_threadpool(hooks.sent_today)))

    async def pause(_: Request) -> Response:
        return done_or_starting_response(hooks.pause())

    async def resume(_: Request) -> Response:
        return done_or_starting_response(hooks.resume())

    return [
        access.private_route("/sent.json", sent_today),
        access.private_route("/pause", pause, "POST"),
        access.private_route("/resume", resume, "POST"),
    ]


def _people_routes(hooks: ConsoleHooks, access: SessionAccess) -> list[BaseRoute]:
    """The routes for outlines of faces and for the setup view, if the listener may show people."""

    async def outlines(_: Request) -> Response:
        return JSONResponse(asdict(hooks.outlines()))

    return [access.private_route("/outlines.json", outlines), *view_routes(hooks.setup_view, access)]


def _check_routes(hooks: ConsoleHooks, access: SessionAccess, listener: Listener) -> list[BaseRoute]:
    """The routes for the self-check and the end-to-end test, if the kiosk has them."""
    runners: dict[str, DiagnosticsRunner] = {}
    if hooks.diagnostics:
        runners["/doctor"] = DiagnosticsRunner(hooks.diagnostics, hooks.now)
    if hooks.end_to_end:
        runners["/whole-way"] = DiagnosticsRunner(hooks.end_to_end, hooks.now, WHOLE_WAY_EVERY_S)
    return [route for path, runner in runners.items() for route in _runner_routes(path, runner, access, listener)]


def _runner_routes(path: str, runner: DiagnosticsRunner, access: SessionAccess, listener: Listener) -> list[BaseRoute]:
    """The routes that start one kind of check and return its findings."""

    async def start(_: Request) -> Response:
        return Response(status_code=202 if runner.start() else 409)

    async def findings(_: Request) -> Response:
        found = runner.state
        if not listener.shows_people:
            found = replace(found, findings=findings_without_people_data(found.findings))
        return JSONResponse(asdict(found))

    return [access.private_route(path, start, "POST"), access.private_route(f"{path}.json", findings)]


def _settings_routes(hooks: ConsoleHooks, access: SessionAccess) -> list[BaseRoute]:
    """The routes for the settings and the masks. None if the page may not change the settings."""
    if not hooks.settings:
        return []
    answers = settings_request_handlers(hooks.settings, hooks.reload)
    return [
        *(access.private_route(*answer) for answer in answers),
        *mask_routes(MaskEditor(hooks.settings, hooks.reload), access),
    ]

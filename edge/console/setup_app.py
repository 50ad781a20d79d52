"""The web application of the setup page. It is served only while the kiosk has no settings."""

import json
from dataclasses import asdict

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp

from edge.console.access import Answer, SessionAccess
from edge.console.camera_posts import camera_posts
from edge.console.help import with_help
from edge.console.hooks import SettingsRefusedError
from edge.console.listener import loopback_listener
from edge.console.pages import localized_routes, requested_language
from edge.console.sessions import Sessions
from edge.console.settings import MAX_BYTES, parse_settings_values
from edge.console.setup import NamesRefusedError, SetupAssistant, SetupStep
from edge.web.pages import read_short_body
from edge.web.security import PageRequestGuard, Refusals

MAX_CODE_BYTES = 4_000


def build_setup_app(setup: SetupAssistant, sessions: Sessions, port: int, refusals: Refusals) -> ASGIApp:
    """The web application of the setup: a page, which contains no data, and routes for the questions and answers, which
    require a session.
    """
    access = SessionAccess(sessions, refusals)

    async def steps(request: Request) -> Response:
        found = await run_in_threadpool(setup.setup_steps, requested_language(request))
        return JSONResponse({"steps": [_shown(step) for step in found]})

    async def sign(request: Request) -> Response:
        return Response(
            await run_in_threadpool(setup.sign_pdf, requested_language(request)), media_type="application/pdf"
        )

    async def answer(request: Request) -> Response:
        body = await read_short_body(request, MAX_BYTES)
        if body is None:
            return PlainTextResponse("Too long.\n", 413)
        values = parse_settings_values(body)
        if values is None:
            return PlainTextResponse('Send an object such as {"site.tenant": "acme"}.\n', 400)
        await run_in_threadpool(setup.save_answers, values)
        return Response(status_code=204)

    async def code(request: Request) -> Response:
        body = await read_short_body(request, MAX_CODE_BYTES)
        if body is None:
            return PlainTextResponse("Too long.\n", 413)
        await run_in_threadpool(setup.redeem_code, body.decode("utf-8", "replace"))
        return Response(status_code=204)

    async def attempt(request: Request) -> Response:
        body = await read_short_body(request, MAX_CODE_BYTES)
        name = (body or b"").decode("utf-8", "replace")
        if name not in {step.name for step in await run_in_threadpool(setup.setup_steps) if step.can_try}:
            return PlainTextResponse("There is no such step to test.\n", 404)
        found = await run_in_threadpool(setup.try_step, name, requested_language(request))
        return JSONResponse([asdict(finding) for finding in found])

    async def finish(_: Request) -> Response:
        await run_in_threadpool(setup.finish_setup)
        return Response(status_code=204)

    posts: dict[str, Answer] = {"/answers": answer, "/code": code, "/attempt": attempt, "/finish": finish}
    posts |= camera_posts(setup)
    routes = [
        *localized_routes("setup.html", ("cameras.js", "controls.js", "setup.js")),
        access.login,
        access.private_route("/setup.json", _wrap_settings_refusals(steps)),
        access.private_route("/sign.pdf", _wrap_settings_refusals(sign)),
        *(access.private_route(path, _wrap_settings_refusals(post), "POST") for path, post in posts.items()),
    ]
    return with_help(PageRequestGuard(Starlette(routes=routes), port, refusals), loopback_listener(port), refusals)


def _wrap_settings_refusals(answer: Answer) -> Answer:
    """Wrap a request handler: if an answer is refused, the response contains the reason, or names that can be used
    instead.
    """

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except NamesRefusedError as error:
            return JSONResponse([asdict(one) for one in error.proposals], 422)
        except SettingsRefusedError as error:
            return PlainTextResponse(f"{error}\n", 409)

    return answered


def _shown(step: SetupStep) -> dict[str, object]:
    """A step as a JSON object."""
    shown: dict[str, object] = json.loads(json.dumps(asdict(step)))
    shown["questions"] = [{**asdict(one), "place": ".".join(one.place)} for one in step.questions]
    return shown

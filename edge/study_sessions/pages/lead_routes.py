"""Routes of the session leader's page: state of the study or running session, and the actions of the buttons."""

import json
from collections.abc import Callable
from dataclasses import asdict
from shlex import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from edge.clock import machine_time_s
from edge.study.errors import StudyError, StudyStorageError
from edge.study_sessions.control import RefusedActionError
from edge.study_sessions.values import NoSessionError, PageDesk, PageStudy
from edge.web.pages import read_short_body

MAX_BYTES = 8192
LEAD_FILES = {
    "console.css": "text/css",
    "dom.js": "text/javascript",
    "lead.css": "text/css",
    "lead_live.js": "text/javascript",
    "lead_list.js": "text/javascript",
}


def leader_page_routes(desk: PageDesk, place: PageStudy) -> list[Route]:
    """Routes of the session leader's page. All of them need the token (app.py)."""

    async def state(_: Request) -> Response:
        live = desk.live_view()
        told: dict[str, object] = {
            "now_s": machine_time_s(),
            "study": {
                "name": place.definition.name,
                "folder": str(place.folder),
                "quoted": quote(str(place.folder)),  # for a command
                "last_day": place.definition.until.isoformat(),
                "days_left": place.days_left,
                "free_bytes": place.free_bytes,
            },
            "is_busy": desk.is_busy,
            "said": desk.said,
            "is_fault": desk.is_fault,
            "live": None if live is None else asdict(live),
        }
        if not desk.is_busy:
            told |= await run_in_threadpool(_listed, place)
        return JSONResponse(told)

    async def session(request: Request) -> Response:
        return await _answer_request(request, "participant", desk.request_session)

    async def act(request: Request) -> Response:
        return await _answer_request(request, "do", lambda action: desk.request_action(str(action)))

    async def mark(request: Request) -> Response:
        return await _answer_request(request, "text", desk.add_marker)

    return [
        Route("/state.json", state),
        Route("/session", session, methods=["POST"]),
        Route("/act", act, methods=["POST"]),
        Route("/mark", mark, methods=["POST"]),
    ]


def _listed(place: PageStudy) -> dict[str, object]:
    """The study's overview, or the reason why there is none. Opening a study after its last day deletes the study."""
    try:
        return {"overview": asdict(place.overview()), "fault": ""}
    except (StudyError, StudyStorageError) as error:
        return {"overview": None, "fault": str(error)}


async def _answer_request(request: Request, key: str, work: Callable[[object], None]) -> Response:
    """Carry out a request. Its body is a JSON object with only one text, named `key`."""
    body = await read_short_body(request, MAX_BYTES)
    if body is None:
        return PlainTextResponse("Too long.\n", 413)
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict) or set(values) != {key} or not isinstance(values[key], str):
        return PlainTextResponse("The request is not one that this page makes.\n", 400)
    try:
        work(values[key])
    except NoSessionError as error:
        return PlainTextResponse(f"{error}\n", 409)
    except RefusedActionError as error:
        return PlainTextResponse(f"study: {error}.\n", 422)
    return Response(status_code=204)

"""Routes of the page that flashes: the session's clock, the start signal, and the time of each flash."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from edge.study_sessions.values import BadFlashError, PageFlashes
from edge.web.pages import read_short_body

MAX_BYTES = 500


def flash_routes(flashes: PageFlashes) -> list[Route]:
    """Routes of the page that flashes. All of them need the token (app.py)."""

    async def clock(_: Request) -> Response:
        return JSONResponse({"now_s": flashes.now()})

    async def state(_: Request) -> Response:
        name = "over" if flashes.is_over else "go" if flashes.may_begin else "wait"
        return JSONResponse({"state": name, "flashes": flashes.plan.edges, "apart_ms": flashes.plan.apart_s * 1000})

    async def flash(request: Request) -> Response:
        body = await read_short_body(request, MAX_BYTES)
        if body is None:
            return PlainTextResponse("Too long.\n", 413)
        try:
            values = json.loads(body)
            flashes.add(values["at_s"], values["error_s"])
        except (ValueError, RecursionError, KeyError, TypeError):
            return PlainTextResponse("The request is not a flash.\n", 400)
        except BadFlashError as error:
            return PlainTextResponse(f"{error}.\n", 422)
        return Response(status_code=204)

    return [
        Route("/clock.json", clock),
        Route("/state.json", state),
        Route("/flash", flash, methods=["POST"]),
    ]

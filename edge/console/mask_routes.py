"""Routes that return and change the camera masks in the settings file."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute

from edge.console.access import SessionAccess
from edge.console.hooks import SettingsRefusedError
from edge.console.mask_editor import MAX_BYTES, MOST_MASKS, MOST_POINTS, MaskEditor, parse_mask_change
from edge.web.pages import read_short_body

NO_MASKS = (
    f"The masks cannot be used. Draw at most {MOST_MASKS}, of 3 to {MOST_POINTS} corners, all inside the image.\n"
)


def mask_routes(editor: MaskEditor, access: SessionAccess) -> list[BaseRoute]:
    """The routes that return and change the masks. If a change is refused, the response contains the reason for the
    person at the page.
    """

    async def masks(_: Request) -> Response:
        try:
            return JSONResponse({"masks": await run_in_threadpool(editor.read_masks)})
        except SettingsRefusedError as error:
            return PlainTextResponse(f"{error}\n", 409)

    async def change(request: Request) -> Response:
        body = await read_short_body(request, MAX_BYTES)
        wanted = None if body is None else parse_mask_change(body)
        if wanted is None:
            return PlainTextResponse(NO_MASKS, 400)
        try:
            await run_in_threadpool(editor.save, wanted)
        except SettingsRefusedError as error:
            return PlainTextResponse(f"{error}\n", 409)
        return Response(status_code=204)

    return [access.private_route("/masks.json", masks), access.private_route("/masks", change, "POST")]

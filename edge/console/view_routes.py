"""Routes of the setup view: start and end its permit, and return the newest frame."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from edge.console.access import SessionAccess, done_or_starting_response
from edge.console.setup_view import SetupView
from edge.console.values import ViewState

NO_VIEW = ViewState()


def session_view_state(view: SetupView | None, session: str) -> ViewState:
    """The setup view as one session may see it."""
    permit = view.permit if view else None
    if view is None or permit is None:
        return NO_VIEW
    is_mine = permit.session == session
    return ViewState(permit.until_s, is_mine, view.text if is_mine else "")


def view_routes(setup_view: Callable[[], SetupView | None], access: SessionAccess) -> list[BaseRoute]:
    """The routes of the setup view, for a listener that may show people."""

    async def begin(request: Request) -> Response:
        view, key = setup_view(), access.session_key(request)
        if view is None:
            return done_or_starting_response(False)
        if not view.begin_permit(access.session_identity(request), lambda: access.is_open(key)):
            return PlainTextResponse(
                "Another session is viewing the camera image, or the kiosk is restarting. Try again later.\n", 409
            )
        return Response(status_code=204)

    async def end(request: Request) -> Response:
        if view := setup_view():
            view.end_permit(access.session_identity(request))
        return Response(status_code=204)

    async def picture(request: Request) -> Response:
        view, session = setup_view(), access.session_identity(request)
        get = view.picture_function if view else None
        jpeg = get(session) if get else None
        if jpeg is not None:
            return Response(jpeg, media_type="image/jpeg")
        is_permitted = session_view_state(view, session).is_mine
        return Response(status_code=204) if is_permitted else PlainTextResponse("No camera image.\n", 404)

    return [
        access.private_route("/view/begin", begin, "POST"),
        access.private_route("/view/end", end, "POST"),
        access.private_route("/view/picture", picture),
    ]

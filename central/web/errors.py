"""Error responses: a page in the reader's language, or JSON in English under /api."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from central.errors import CentralError, DatabaseError, NotFoundError, UsageError
from central.languages.language import Language
from central.languages.negotiation import negotiate_language
from central.languages.recognition import translate_known
from central.web.guard import BodyTooLargeError
from central.web.services import Services

API = "/api/"
HUNG_UP = 499
"""HTTP status for a client that has disconnected. Proxies log the same status."""
CURES = {
    400: "Correct the request. /api/v1/openapi.json describes the form of each.",
    401: "Send a token as `Authorization: Bearer vit_…`. The administrator of this server creates one.",
    403: "Ask an administrator for the role or the sites.",
    404: "Check the name. /api/v1/creatives and /api/v1/sites list what you may see.",
    408: "Send the body without delay.",
    405: "See /api/v1/openapi.json for the methods.",
    413: "Send less.",
    429: "Wait for the time in Retry-After.",
    500: "The server's log has the details.",
    503: "Try again in a minute.",
}


def error_status(error: CentralError) -> int:
    """HTTP status for one of central's own errors."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, UsageError):
        return 400
    return 503 if isinstance(error, DatabaseError) else 500


async def on_central_error(request: Request, error: Exception) -> Response:
    """Respond to an error that the user can fix. Details of database errors appear only in the log."""
    assert isinstance(error, CentralError)
    status = error_status(error)
    if status >= 500:
        services: Services = request.app.state.services
        services.fault_log.log_error("web: %s", error)
        return error_response(
            request, status, "The database does not answer." if status == 503 else "Something went wrong."
        )
    return error_response(request, status, str(error))


async def on_http_error(request: Request, error: Exception) -> Response:
    """Respond to a request that no route accepts."""
    assert isinstance(error, HTTPException)
    text = error.detail if error.status_code != 404 else "There is no such page."
    return error_response(request, error.status_code, text, error.headers)


async def on_body_error(request: Request, error: Exception) -> Response:
    """Respond to a request whose body is too large or too slow, and close the connection."""
    status = 413 if isinstance(error, BodyTooLargeError) else 408
    return error_response(request, status, str(error), {"connection": "close"})


async def on_hang_up(_: Request, __: Exception) -> Response:
    """Respond to a client that has disconnected. Nobody reads the response, and it does not count as a fault of the
    server.
    """
    return Response(status_code=HUNG_UP)


async def on_unforeseen(request: Request, _: Exception) -> Response:
    """Respond after an unexpected error of the server. The log has the traceback, and the response contains no
    details.
    """
    return error_response(request, 500, "Something went wrong.")


def error_response(request: Request, status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    """The error as JSON for the API, otherwise as a page. Errors that are the server's fault are counted."""
    services: Services = request.app.state.services
    if status == 500:
        services.page_faults.count_answer()
    if request.url.path.startswith(API):
        cure = CURES[429] if headers and "retry-after" in headers else CURES.get(status, CURES[400])
        fields = {"error": text, "cure": cure}
        return JSONResponse(fields, status, headers)
    known = getattr(request.state, "language", None)
    t = known if isinstance(known, Language) else negotiate_language(None, request.headers.get("accept-language"))
    made = services.pages.page_response(
        t, "error.html.j2", status, status=status, said=translate_known("problem", t, text)
    )
    made.headers.update(headers or {})
    return made

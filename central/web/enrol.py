"""`POST /enrol`: sends a kiosk its credentials in exchange for a one-time code. The secret of the code is the only
authorisation.

A used, expired, revoked or unknown code gets the same response, so that the caller cannot find out which it is.
"""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from central.enrolment.enroller import Refusal
from central.errors import CentralError
from central.web.routes import run_in_thread
from central.web.services import Services
from edge.messages.enrolment import PATH, EnrolmentRequest

NAME = "enrol"
VOID = "This code is not valid: it was used, has expired, was revoked, or comes from another server. Create a new one."
AWAY = "The server cannot create credentials at present. Its log has the reason. The code is still valid: try again."


async def answer_enrolment(request: Request) -> Response:
    """Response with the credentials as JSON, or with the reason why there are none. Raises HTTPException."""
    services: Services = request.app.state.services
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    try:
        asked = EnrolmentRequest.model_validate_json(await request.body() or b"{}")
    except ValidationError:
        return _error(400, "This is not a valid enrolment request. Update the kiosk.")
    address = str(request.scope["address"])
    given = secret.strip() if kind.lower() == "bearer" else ""
    return await run_in_thread(
        lambda: _enrolment_response(services, given, asked.present, address), services.sign_in_limiter
    )


def _enrolment_response(services: Services, secret: str, present: str | None, address: str) -> Response:
    if services.enroller is None:
        return _error(401, VOID)
    try:
        found = services.enroller.redeem_code(secret, present, address)
    except CentralError as error:
        services.fault_log.log_error("enrol: %s", error)
        return _error(503, AWAY)
    if not isinstance(found, Refusal):
        return JSONResponse(found.model_dump(mode="json", by_alias=True), headers={"cache-control": "no-store"})
    if found.wait_s:
        return _error(429, "Too many attempts from this address.", {"retry-after": str(found.wait_s)})
    if found.device is not None:
        return _error(409, f"This code is for {found.device}, but this kiosk is set up as another one.")
    return _error(401, VOID, {"www-authenticate": "Bearer"})


def _error(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": text}, status, {"cache-control": "no-store", **(headers or {})})


ROUTES = [Route(PATH, answer_enrolment, methods=["POST"], name=NAME)]

"""Second page of the sign-in, on which a user who has a second factor enters a code of the app, or a recovery code.

A cookie with a random secret connects it with the right password. It signs nobody in.
"""

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.clock import now_ms
from central.store import audit
from central.store.attempts import account_bucket, clear_attempts, take_attempt
from central.store.database import read_view, translate_database_errors
from central.store.second_factors import (
    SecondFactor,
    count_wrong_code,
    find_second_factor,
    use_recovery_code,
    use_step,
)
from central.store.sign_in_steps import STEP_MS, end_step, find_step_user
from central.store.users import User, lock_user
from central.web.cookies import cookie_name, set_cookie
from central.web.identity import form_token, is_form_token
from central.web.known_browser import browser_secret
from central.web.pages.links import add_next, path_on_this_server
from central.web.request_context import redirect
from central.web.routes import FIELD, PUBLIC, read_form, requested_language, run_in_thread
from central.web.second_factor import matching_steps
from central.web.services import Services
from central.web.signing_in import Signed, Visitor, read_visitor, sign_in_user, signed_in_response

PATH = "/sign-in/code"
APP, RECOVERY, NONE = "password, code", "password, recovery code", "password"
"""Ways of signing in, for the audit log. NONE: the second factor was removed in this moment."""


def step_response(services: Services, secret: str, following: str) -> Response:
    """Redirect a browser in which the right password was entered to the page that asks for the code."""
    answer = redirect(add_next(PATH, following))
    set_cookie(services, answer, cookie_name(services, "step"), secret, STEP_MS // 1000)
    return answer


async def show(request: Request) -> Response:
    """Page with the form for the code. It has no form if no password was entered, or too long ago."""
    services: Services = request.app.state.services
    secret, following = _step_secret(request), request.query_params.get("next", "")
    user = await run_in_thread(lambda: _find_user(services, secret), services.identity_limiter)
    if user is None:
        return _code_form(request, "", following, "sign_in.stale", 403)
    return _code_form(request, secret, following)


async def enter(request: Request) -> Response:
    """Check the code, and sign the user in."""
    services: Services = request.app.state.services
    form, secret = await read_form(request), _step_secret(request)
    following = form.get("next", "")
    if not secret or not is_form_token(secret, form.get(FIELD)):
        return _code_form(request, "", following, "sign_in.stale", 403)
    visitor, code = read_visitor(request), form.get("code", "")[:64]
    result = await run_in_thread(lambda: try_code(services, secret, code, visitor), services.sign_in_limiter)
    if result is None:
        return redirect(add_next("/sign-in", following))
    if isinstance(result, Signed):
        answer = signed_in_response(services, result, visitor, following)
        answer.delete_cookie(cookie_name(services, "step"), secure=services.settings.is_encrypted, httponly=True)
        return answer
    if result:
        answer = _code_form(request, secret, following, "sign_in.wait", 429, seconds=result)
        answer.headers["retry-after"] = str(result)
        return answer
    return _code_form(request, secret, following, "sign_in.wrong_code", 401)


def try_code(services: Services, secret: str, code: str, visitor: Visitor) -> Signed | int | None:
    """A new session, 0 for a wrong code, the number of seconds to wait, or None if the password must be entered
    again.
    """
    at_ms = now_ms()
    with translate_database_errors(), services.store.engine.begin() as connection:
        user = find_step_user(connection, secret, at_ms)
        if user is None:
            return None
        bucket = f"code {account_bucket(user.name, browser_secret(connection, visitor.known, user.name, at_ms))}"
        wait_s = take_attempt(connection, [bucket], at_ms)
    if wait_s:
        return wait_s
    with translate_database_errors(), services.store.engine.begin() as connection:
        if not lock_user(connection, user):  # before the code is used up, as a change of the user locks first
            return None
        factor = find_second_factor(connection, user)
        way = NONE if factor is None else _use_code(connection, user, factor, code, at_ms)
        if way is None:
            count_wrong_code(connection, user)
            audit.record_entry(
                connection, user.name, "sign-in.wrong-code", "", visitor.address, tenant=user.scope.tenant
            )
            return 0
        clear_attempts(connection, bucket)
        return sign_in_user(connection, services, user, visitor, way) if end_step(connection, secret) else None


def _use_code(connection: Connection, user: User, factor: SecondFactor, code: str, at_ms: int) -> str | None:
    """Use a code up. Return the way of signing in; None for a wrong code."""
    if factor.secret is not None and use_step(connection, user, matching_steps(factor.secret, code, at_ms)):
        return APP
    return RECOVERY if use_recovery_code(connection, user, code) else None


def _find_user(services: Services, secret: str) -> User | None:
    with read_view(services.store) as connection:
        return find_step_user(connection, secret, now_ms())


def _step_secret(request: Request) -> str:
    services: Services = request.app.state.services
    return request.cookies.get(cookie_name(services, "step"), "")


def _code_form(
    request: Request, secret: str, following: str, problem: str = "", status: int = 200, **values: object
) -> Response:
    services: Services = request.app.state.services
    return services.pages.page_response(
        requested_language(request, None),
        "sign_in_code.html.j2",
        status,
        following=path_on_this_server(following) if following else "",
        form_token=form_token(secret) if secret else "",
        problem=problem,
        values=values,
    )


ROUTES = [
    Route(PATH, show, methods=["GET"], name=PUBLIC),
    Route(PATH, enter, methods=["POST"], name=PUBLIC),
]

"""Sign-in and sign-out. A sign-in always creates a new session, regardless of any cookie that the browser sends with
the form. A user who has a second factor enters its code on a page of its own (`sign_in_code.py`).
"""

import hmac
from dataclasses import dataclass
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.clock import now_ms
from central.command_hints import complete_commands
from central.oidc.refusal import Code
from central.store import audit
from central.store.attempts import (
    account_bucket,
    address_bucket,
    clear_attempts,
    give_attempt_back,
    take_attempt,
)
from central.store.database import read_view, translate_database_errors
from central.store.second_factors import find_second_factor
from central.store.secrets import new_secret
from central.store.sessions import end_session
from central.store.sign_in_steps import begin_step
from central.store.users import FIRST_USER_COMMAND, NAME, find_user, has_users, lock_user
from central.web.cookies import cookie_name, set_cookie
from central.web.identity import form_token, is_form_token, is_loopback, may_connect_from, session_cookie
from central.web.known_browser import browser_secret
from central.web.pages.links import path_on_this_server
from central.web.pages.sign_in_code import step_response
from central.web.passwords import verify_password
from central.web.request_context import RequestContext, redirect
from central.web.routes import FIELD, PUBLIC, page_route, read_form, requested_language, run_in_thread
from central.web.services import Services
from central.web.signing_in import Signed, Visitor, read_visitor, sign_in_user, signed_in_response

_NOBODY = "?"
"""Name that no user can have."""


async def show(request: Request) -> Response:
    """Page with the sign-in form. Its token belongs to a cookie, so that another site cannot sign a user in."""
    services: Services = request.app.state.services
    secret, following = new_secret(), request.query_params.get("next", "")
    refused = request.query_params.get("refused", "")
    problem = f"single_sign_on.{refused}" if refused in get_args(Code) and services.single_sign_on else ""
    answer = await run_in_thread(
        lambda: _sign_in_form(request, following, form_token(secret), problem), services.identity_limiter
    )
    set_cookie(services, answer, cookie_name(services, "form"), secret, 3_600)
    return answer


async def sign_in(request: Request) -> Response:
    """Check name and password, and sign the user in."""
    services: Services = request.app.state.services
    form = await read_form(request)
    secret = request.cookies.get(cookie_name(services, "form"), "")
    if not secret or not is_form_token(secret, form.get(FIELD)):
        following = form.get("next", "")
        return await run_in_thread(
            lambda: _sign_in_form(request, following, "", "sign_in.stale", 403), services.identity_limiter
        )
    if not takes_passwords(request):
        following = form.get("next", "")
        return await run_in_thread(
            lambda: _sign_in_form(request, following, "", "single_sign_on.only", 403), services.identity_limiter
        )
    tried = Attempt(form.get("name", "").strip().lower(), form.get("password", ""))
    return await run_in_thread(lambda: _sign_in_response(request, tried, form, secret), services.sign_in_limiter)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Name and password that were entered."""

    name: str
    password: str

    def __repr__(self) -> str:
        return "Attempt()"  # never a password in a log


@dataclass(frozen=True, slots=True)
class Step:
    """A right password of a user who must still enter a code. `secret`: for the cookie."""

    secret: str

    def __repr__(self) -> str:
        return "Step()"


def _sign_in_response(request: Request, tried: Attempt, form: dict[str, str], secret: str) -> Response:
    services: Services = request.app.state.services
    visitor, following = read_visitor(request), form.get("next", "")
    result = try_sign_in(services, tried, visitor)
    if isinstance(result, Signed):
        return signed_in_response(services, result, visitor, following)
    if isinstance(result, Step):
        return step_response(services, result.secret, following)
    token = form_token(secret)
    if result:
        answer = _sign_in_form(request, following, token, "sign_in.wait", 429, seconds=result)
        answer.headers["retry-after"] = str(result)
        return answer
    return _sign_in_form(request, following, token, "sign_in.wrong", 401)


def try_sign_in(services: Services, tried: Attempt, visitor: Visitor) -> Signed | Step | int:
    """A new session, a step for a user who must still enter a code, 0 for a wrong name or password, or the number of
    seconds to wait.
    """
    store = services.store
    at_ms, address = now_ms(), address_bucket(visitor.address)
    name = tried.name if NAME.fullmatch(tried.name) else _NOBODY  # no odd name reaches the database
    with translate_database_errors(), store.engine.begin() as connection:
        known = browser_secret(connection, visitor.known, name, at_ms)
        account = account_bucket(name, known)
        buckets = [account, address] if known is None else [account]
        wait_s = take_attempt(connection, buckets, at_ms)
        if wait_s:
            return wait_s
        user = find_user(connection, name)
    may_try = user is not None and user.blocked_ms is None and may_connect_from(user, visitor.address)
    hash_of_user = user.password_hash if user is not None and may_try else None
    if not verify_password(hash_of_user, tried.password[:1_000]) or user is None:
        with translate_database_errors(), store.engine.begin() as connection:
            who, tenant = (_NOBODY, None) if user is None else (user.name, user.scope.tenant)
            audit.record_entry(connection, who, "sign-in.wrong", "", visitor.address, tenant=tenant)
        return 0
    with translate_database_errors(), store.engine.begin() as connection:
        current = find_user(connection, name)
        if current is None or not hmac.compare_digest(current.password_hash, user.password_hash):
            return 0  # the password was changed in this moment
        if not lock_user(connection, current):
            return 0
        clear_attempts(connection, account)
        if known is None:
            give_attempt_back(connection, address, at_ms)
        if find_second_factor(connection, current) is not None:
            return Step(begin_step(connection, current, at_ms))
        return sign_in_user(connection, services, current, visitor, "password") or 0


def takes_passwords(request: Request) -> bool:
    """False if users sign in only at their provider. This machine itself always takes passwords, so that an
    administrator gets in while the provider is away.
    """
    services: Services = request.app.state.services
    provider = services.single_sign_on
    return provider is None or not provider.settings.only or is_loopback(str(request.scope["address"]))


def _sign_in_form(
    request: Request, following: str, token: str, problem: str = "", status: int = 200, **values: object
) -> Response:
    services: Services = request.app.state.services
    with read_view(services.store) as connection:
        is_ready = has_users(connection)
    return services.pages.page_response(
        requested_language(request, None),
        "sign_in.html.j2",
        status,
        following=path_on_this_server(following) if following else "",
        form_token=token,
        provider=None if services.single_sign_on is None else services.single_sign_on.settings.shown_name,
        takes_passwords=takes_passwords(request),
        problem=problem,
        values=values,
        first_user="" if is_ready else complete_commands(FIRST_USER_COMMAND, services.command_options),
        is_password_new=request.query_params.get("done") == "password",
        may_reset=is_ready and services.sends_mail,
    )


def sign_out(context: RequestContext) -> Response:
    """End the current session."""
    assert context.identity.secret is not None
    with context.begin_write() as connection:
        end_session(connection, context.identity.secret)
        context.record(connection, "sign-out")
    return delete_session_cookie(context, redirect(signed_out_path(context)))


def signed_out_path(context: RequestContext) -> str:
    """Path after the sign-out. For a user of single sign-on it is the page that leads to the provider."""
    user = context.identity.user
    is_external = user is not None and not user.may_have_password and context.services.single_sign_on is not None
    return "/oidc/sign-out" if is_external else "/sign-in"


def delete_session_cookie(context: RequestContext, answer: Response) -> Response:
    """The response with a header that deletes the session cookie."""
    is_encrypted = context.services.settings.is_encrypted
    answer.delete_cookie(session_cookie(is_encrypted), secure=is_encrypted, httponly=True, samesite="lax")
    return answer


ROUTES = [
    Route("/sign-in", show, methods=["GET"], name=PUBLIC),
    Route("/sign-in", sign_in, methods=["POST"], name=PUBLIC),
    page_route("/sign-out", sign_out, methods=["POST"]),
]

"""Pages on which a user sets a password with a one-time link, and asks for such a link.

Opening a link changes nothing, because mail servers open links too. Who asks for a link gets the same answer for every
name, so the answer reveals no user.
"""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.clock import now_ms
from central.store import audit
from central.store.account_mail import may_ask_for_reset, queue_account_mail
from central.store.attempts import address_bucket, take_attempt
from central.store.database import translate_database_errors
from central.store.user_links import UserLink, find_user_link, use_user_link
from central.store.users import FEWEST_DIFFERENT, NAME, SHORTEST, find_user, password_fault, set_password
from central.web.link_attempts import HEADERS, TOO_OFTEN, try_link
from central.web.passwords import hash_password
from central.web.request_context import redirect
from central.web.routes import PUBLIC, read_form, requested_language, run_in_thread
from central.web.services import Services

PATH = "/password/"
Work = Callable[[Request, Services, dict[str, str]], Response]


async def show(request: Request) -> Response:
    """Page with the form for the new password."""
    return await _in_thread(request, _link_page)


async def set_by_link(request: Request) -> Response:
    """Set the password. The link works only once."""
    return await _in_thread(request, _set_password)


async def show_request(request: Request) -> Response:
    """Page on which a user who forgot the password asks for a link."""
    return await _in_thread(request, _request_page)


async def ask(request: Request) -> Response:
    """Queue a mail with a link, if the user exists and has an address."""
    return await _in_thread(request, _ask)


async def _in_thread(request: Request, work: Work) -> Response:
    services: Services = request.app.state.services
    form = await read_form(request)
    answer = await run_in_thread(lambda: work(request, services, form), services.sign_in_limiter)
    answer.headers.update(HEADERS)
    return answer


def _token(request: Request) -> str:
    return str(request.path_params["token"])[:64]


def _link_page(request: Request, services: Services, _: dict[str, str]) -> Response:
    address, token = str(request.scope["address"]), _token(request)
    link = try_link(services.store, address, lambda connection, at_ms: find_user_link(connection, token, at_ms))
    return _form(request, link)


def _set_password(request: Request, services: Services, form: dict[str, str]) -> Response:
    address, token, password = str(request.scope["address"]), _token(request), form.get("password", "")
    link = try_link(services.store, address, lambda connection, at_ms: find_user_link(connection, token, at_ms))
    fault = password_fault(password, link.user.name)
    if fault is not None or form.get("again", "") != password:
        return _form(request, link, fault or "differs", 400)
    password_hash = hash_password(password)
    with translate_database_errors(), services.store.engine.begin() as connection:
        used = use_user_link(connection, token, now_ms())
        if used is None:
            raise HTTPException(404, headers=dict(HEADERS))
        user = used.user
        set_password(connection, user, password_hash)
        audit.record_entry(
            connection, user.name, "user.password", f"by a link: {used.kind}", address, tenant=user.scope.tenant
        )
    return redirect("/sign-in?done=password")


def _form(request: Request, link: UserLink, problem: str = "", status: int = 200) -> Response:
    services: Services = request.app.state.services
    return services.pages.page_response(
        requested_language(request, None),
        "password_link.html.j2",
        status,
        kind=link.kind,
        name=link.user.name,
        problem=problem,
        shortest=SHORTEST,
        different=FEWEST_DIFFERENT,
    )


def _request_page(request: Request, services: Services, _: dict[str, str]) -> Response:
    return _request_form(request, "ask" if services.sends_mail else "no_mail")


def _ask(request: Request, services: Services, form: dict[str, str]) -> Response:
    name, address, at_ms = form.get("name", "").strip().lower(), str(request.scope["address"]), now_ms()
    if not services.sends_mail:
        return _request_form(request, "no_mail", 400)
    with translate_database_errors(), services.store.engine.begin() as connection:
        wait_s = take_attempt(connection, [f"reset {address_bucket(address)}"], at_ms)
        if wait_s:
            raise HTTPException(429, TOO_OFTEN, {**HEADERS, "retry-after": str(wait_s)})
        user = find_user(connection, name) if NAME.fullmatch(name) else None
        if user is not None and user.blocked_ms is None and user.mail and may_ask_for_reset(connection, user, at_ms):
            queue_account_mail(connection, user, "reset", at_ms, requested_language(request, None).code)
            audit.record_entry(connection, user.name, "user.ask-reset", "", address, tenant=user.scope.tenant)
    return _request_form(request, "asked")


def _request_form(request: Request, step: str, status: int = 200) -> Response:
    services: Services = request.app.state.services
    return services.pages.page_response(
        requested_language(request, None), "password_request.html.j2", status, step=step
    )


ROUTES = [
    Route("/password", show_request, methods=["GET"], name=PUBLIC),
    Route("/password", ask, methods=["POST"], name=PUBLIC),
    Route("/password/{token}", show, methods=["GET"], name=PUBLIC),
    Route("/password/{token}", set_by_link, methods=["POST"], name=PUBLIC),
]

"""Single sign-on by OpenID Connect: start, the provider's response, sign-out.

The provider's response is accepted once, and only in the browser that started the sign-in.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.clock import now_ms
from central.oidc.access import distinct_name
from central.oidc.authorization import check_state
from central.oidc.person import Person
from central.oidc.refusal import SignInRefusedError
from central.oidc.transaction import LIFETIME_S, Transaction, open_transaction, seal_transaction, start_transaction
from central.store import audit
from central.store.attempts import address_bucket, give_attempt_back, take_attempt
from central.store.database import translate_database_errors
from central.store.external_identities import (
    add_external_user,
    find_external_user,
    redeem_state,
    renew_access,
    suspend,
)
from central.store.sessions import end_sessions
from central.store.users import User, find_user
from central.web.cookies import cookie_name, set_cookie
from central.web.guard import BACK_CHANNEL
from central.web.pages.links import path_on_this_server
from central.web.request_context import redirect
from central.web.routes import PUBLIC, read_form, requested_language, run_in_thread
from central.web.services import Services
from central.web.signing_in import Signed, Visitor, read_visitor, sign_in_user, signed_in_response

if TYPE_CHECKING:
    from central.oidc.provider import Provider

CALLBACK = "/oidc/callback"
SIGNED_OUT = "/oidc/sign-out"
LOGOUT_FIELD = "logout_token"
_COOKIE = "oidc"


async def start(request: Request) -> Response:
    """Redirect to the provider's sign-in page."""
    provider, services = _provider(request), _services(request)
    following = path_on_this_server(request.query_params.get("next", ""), "")
    transaction = start_transaction(following, f"{_origin(request)}{CALLBACK}", now_ms() // 1000)
    try:
        address = await run_in_thread(
            lambda: provider.authorization_address(transaction), services.single_sign_on_limiter
        )
    except SignInRefusedError as error:
        return _refuse(services, error)
    answer = RedirectResponse(address, 303)
    set_cookie(
        services, answer, cookie_name(services, _COOKIE), seal_transaction(transaction, provider.cookie_key), LIFETIME_S
    )
    return answer


async def finish(request: Request) -> Response:
    """Check the provider's response, and sign the person in."""
    provider, services = _provider(request), _services(request)
    sealed = request.cookies.get(cookie_name(services, _COOKIE), "")
    query = dict(request.query_params)
    try:
        if len(query) != len(request.query_params.multi_items()):
            raise SignInRefusedError("invalid", "the response repeats a parameter")
        transaction = check_state(open_transaction(sealed, provider.cookie_key), query, now_ms() // 1000)
        visitor = read_visitor(request)
        signed = await run_in_thread(
            lambda: _sign_in(services, provider, transaction, query, visitor), services.single_sign_on_limiter
        )
    except SignInRefusedError as error:
        return _refuse(services, error)
    answer = signed_in_response(services, signed, visitor, transaction.following)
    _delete_cookie(services, answer)
    return answer


def _sign_in(
    services: Services, provider: "Provider", transaction: Transaction, query: dict[str, str], visitor: Visitor
) -> Signed:
    """Redeem the code and start a session. Raises SignInRefusedError."""
    store, at_ms, bucket = services.store, now_ms(), f"single sign-on {address_bucket(visitor.address)}"
    code = provider.read_code(query)
    with translate_database_errors(), store.engine.begin() as connection:
        if take_attempt(connection, [bucket], at_ms):
            raise SignInRefusedError("wait", "too many refused sign-ins from one address")
        if not redeem_state(connection, transaction.state, at_ms):
            raise SignInRefusedError("stale", "state: the response was used before")
    person = provider.fetch_person(code, transaction)
    with translate_database_errors(), store.engine.begin() as connection:
        give_attempt_back(connection, bucket, at_ms)
        user = store_person(connection, person, at_ms)
        if user is None:
            audit.record_entry(connection, person.name, "sign-in.refused", "no group", visitor.address, tenant=None)
        signed = None if user is None else sign_in_user(connection, services, user, visitor, "single sign-on")
        if user is not None and signed is None:
            audit.record_entry(
                connection, user.name, "sign-in.refused", "blocked", visitor.address, tenant=user.scope.tenant
            )
    if signed is None:  # after the transaction, which has stored what is lost
        why = "groups: none of them is in [oidc] roles and in [oidc] sites" if user is None else "the user is blocked"
        raise SignInRefusedError("no_access", why)
    return signed


def store_person(connection: Connection, person: Person, at_ms: int) -> User | None:
    """The user of a person, with the role and sites that the groups give now. Without any, suspend the user and return
    None.
    """
    user = find_external_user(connection, person.issuer, person.subject)
    if person.access is None:
        if user is not None:
            suspend(connection, user)
        return None
    if user is None:
        name = person.name
        if find_user(connection, name) is not None:
            name = distinct_name(name, person.issuer, person.subject)
        user = add_external_user(connection, person.issuer, person.subject, name, at_ms)
    return renew_access(connection, user, person.access.role, person.access.scope, at_ms)


async def show_signed_out(request: Request) -> Response:
    """Page after the sign-out. It links to the provider, where the person may still be signed in."""
    provider, services = _provider(request), _services(request)
    origin = _origin(request)

    def make() -> Response:
        return services.pages.page_response(
            requested_language(request, None),
            "signed_out.html.j2",
            provider=provider.settings.shown_name,
            end_session=provider.end_session_address(f"{origin}/sign-in"),
        )

    return await run_in_thread(make, services.single_sign_on_limiter)


async def end_by_provider(request: Request) -> Response:
    """End all sessions of a person who has signed out at the provider (back-channel logout)."""
    provider, services = _provider(request), _services(request)
    token = (await read_form(request)).get(LOGOUT_FIELD, "")

    def end() -> None:
        subject = provider.read_logout(token)
        with translate_database_errors(), services.store.engine.begin() as connection:
            user = find_external_user(connection, provider.settings.issuer, subject)
            if user is not None:
                end_sessions(connection, user)
                audit.record_entry(connection, user.name, "sign-out", "by the provider", tenant=user.scope.tenant)

    try:
        await run_in_thread(end, services.single_sign_on_limiter)
    except SignInRefusedError as error:
        services.single_sign_on_log.log_error("oidc: a sign-out by the provider was refused: %s", error)
        return Response(status_code=400)
    return Response(status_code=200)


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _provider(request: Request) -> "Provider":
    """The provider in the settings. Raises HTTPException with status 404 without one."""
    provider = _services(request).single_sign_on
    if provider is None:
        raise HTTPException(404)
    return provider


def _origin(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _refuse(services: Services, error: SignInRefusedError) -> Response:
    """Redirect to the sign-in page, which shows a sentence for the code. The log has the reason."""
    services.single_sign_on_log.log_error("oidc: a sign-in was refused: %s", error)
    answer = redirect(f"/sign-in?refused={error.code}")
    _delete_cookie(services, answer)
    return answer


def _delete_cookie(services: Services, answer: Response) -> None:
    answer.delete_cookie(
        cookie_name(services, _COOKIE), secure=services.settings.is_encrypted, httponly=True, samesite="lax"
    )


ROUTES = [
    Route("/oidc/start", start, methods=["GET"], name=PUBLIC),
    Route(CALLBACK, finish, methods=["GET"], name=PUBLIC),
    Route(SIGNED_OUT, show_signed_out, methods=["GET"], name=PUBLIC),
    Route(BACK_CHANNEL, end_by_provider, methods=["POST"], name=PUBLIC),
]

"""Sign-in and sign-out. Who signs in gets a new session, whatever cookie came with the form."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.clock import now_ms
from central.store import audit
from central.store.attempts import account_bucket, address_bucket, clear_attempts, take_attempt
from central.store.database import faults_of_database, reading
from central.store.secrets import new_secret
from central.store.sessions import (
    ABSOLUTE_MS,
    KNOWN_MS,
    begin_session,
    end_session,
    is_known_browser,
    know_browser,
)
from central.store.store import Store
from central.store.users import NAME, find_user, has_users
from central.web.identity import form_token, is_form_token, may_come_from, session_cookie
from central.web.passwords import is_right
from central.web.request_context import RequestContext, redirect
from central.web.routes import FIELD, PUBLIC, form_of, in_thread, language_asked, page
from central.web.services import Services

START = "/creatives"


def cookie(services: Services, name: str) -> str:
    """Name of a cookie beside that of the session."""
    return f"{session_cookie(services.settings.is_encrypted)}-{name}"


async def show(request: Request) -> Response:
    """The form. Its token belongs to a cookie, so that nobody signs another person in."""
    services: Services = request.app.state.services
    secret, following = new_secret(), request.query_params.get("next", "")
    answer = await in_thread(lambda: _form(request, following, form_token(secret)), services.identity_limiter)
    set_cookie(services, answer, cookie(services, "form"), secret, 3_600)
    return answer


async def sign_in(request: Request) -> Response:
    """Checks name and password."""
    services: Services = request.app.state.services
    form = await form_of(request)
    secret = request.cookies.get(cookie(services, "form"), "")
    if not secret or not is_form_token(secret, form.get(FIELD)):
        following = form.get("next", "")
        return await in_thread(lambda: _form(request, following, "", "sign_in.stale", 403), services.identity_limiter)
    tried = Attempt(
        form.get("name", "").strip().lower(),
        form.get("password", ""),
        str(request.scope["address"]),
        request.cookies.get(cookie(services, "known")),
    )
    old = request.cookies.get(session_cookie(services.settings.is_encrypted))
    return await in_thread(lambda: _answer(request, tried, form, secret, old), services.sign_in_limiter)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Name and password as they were typed. `known_browser`: secret of a browser in which a user signed in before."""

    name: str
    password: str
    address: str
    known_browser: str | None

    def __repr__(self) -> str:
        return "Attempt()"  # never a password in a log


@dataclass(frozen=True, slots=True)
class Signed:
    """A session that was begun."""

    session: str
    known_browser: str


def _answer(request: Request, tried: Attempt, form: dict[str, str], secret: str, old: str | None) -> Response:
    services: Services = request.app.state.services
    result = attempt(services.store, tried, old)
    if isinstance(result, Signed):
        answer = redirect(own_path(form.get("next", "")))
        set_cookie(
            services, answer, session_cookie(services.settings.is_encrypted), result.session, ABSOLUTE_MS // 1000
        )
        set_cookie(services, answer, cookie(services, "known"), result.known_browser, KNOWN_MS // 1000)
        answer.delete_cookie(cookie(services, "form"), secure=services.settings.is_encrypted, httponly=True)
        return answer
    token = form_token(secret)
    if result:
        answer = _form(request, form.get("next", ""), token, "sign_in.wait", 429, seconds=result)
        answer.headers["retry-after"] = str(result)
        return answer
    return _form(request, form.get("next", ""), token, "sign_in.wrong", 401)


def attempt(store: Store, tried: Attempt, old_session: str | None) -> Signed | int:
    """A new session, 0 for a wrong name or password, or the seconds to wait."""
    at_ms = now_ms()
    buckets = [address_bucket(tried.address)]
    with faults_of_database(), store.engine.begin() as connection:
        known = tried.known_browser
        is_known = known is not None and is_known_browser(connection, known, tried.name, at_ms)
        account = account_bucket(tried.name[:64], known if is_known else None)
        wait_s = take_attempt(connection, [account, *buckets], at_ms)
        if wait_s:
            return wait_s
        user = find_user(connection, tried.name) if NAME.fullmatch(tried.name) else None
    hash_of_user = user.password_hash if user is not None and may_come_from(user, tried.address) else None
    if not is_right(hash_of_user, tried.password[:1_000]) or user is None:
        with faults_of_database(), store.engine.begin() as connection:
            name, tenant = ("?", None) if user is None else (user.name, user.scope.tenant)
            audit.record(connection, name, "sign-in.wrong", "", tried.address, tenant=tenant)
        return 0
    with faults_of_database(), store.engine.begin() as connection:
        current = find_user(connection, tried.name)
        if current is None or not hmac.compare_digest(current.password_hash, user.password_hash):
            return 0  # the password was changed in this moment
        if old_session is not None:
            end_session(connection, old_session)
        clear_attempts(connection, account)
        audit.record(connection, user.name, "sign-in", "", tried.address, tenant=user.scope.tenant)
        browser = tried.known_browser if is_known else know_browser(connection, user, at_ms)
        assert browser is not None
        return Signed(begin_session(connection, user, at_ms), browser)


def own_path(path: str) -> str:
    """The path if it is one of this server, else the first page."""
    parts = urlsplit(path)
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if is_own and not parts.scheme and not parts.netloc else START


def set_cookie(services: Services, answer: Response, name: str, value: str, max_age_s: int) -> None:
    """Sets a cookie that no script reads and no other site's form brings."""
    answer.set_cookie(
        name, value, max_age=max_age_s, httponly=True, samesite="lax", secure=services.settings.is_encrypted, path="/"
    )


def _form(
    request: Request, following: str, token: str, problem: str = "", status: int = 200, **values: object
) -> Response:
    services: Services = request.app.state.services
    with reading(services.store) as connection:
        is_ready = has_users(connection)
    return services.pages.answer(
        language_asked(request, None),
        "sign_in.html.j2",
        status,
        following=own_path(following) if following else "",
        form_token=token,
        problem=problem,
        values=values,
        has_users=is_ready,
    )


def sign_out(context: RequestContext) -> Response:
    """Ends this session."""
    assert context.identity.secret is not None
    with context.writing() as connection:
        end_session(connection, context.identity.secret)
        context.record(connection, "sign-out")
    return without_session(context, redirect("/sign-in"))


def without_session(context: RequestContext, answer: Response) -> Response:
    """The answer, which also deletes the session's cookie."""
    is_encrypted = context.services.settings.is_encrypted
    answer.delete_cookie(session_cookie(is_encrypted), secure=is_encrypted, httponly=True, samesite="lax")
    return answer


ROUTES = [
    Route("/sign-in", show, methods=["GET"], name=PUBLIC),
    Route("/sign-in", sign_in, methods=["POST"], name=PUBLIC),
    page("/sign-out", sign_out, methods=["POST"]),
]

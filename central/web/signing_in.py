"""Signs a user in who has proved their identity: session, cookies, audit log, and a note about an unknown browser.

All ways of signing in end here: the password, the code of the second factor, another sign-in service.
"""

from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from central.clock import now_ms
from central.store import audit
from central.store.account_mail import queue_account_mail
from central.store.sessions import ABSOLUTE_MS, begin_session, end_session, remember_browser
from central.store.users import User, lock_user
from central.web.browser_name import browser_name
from central.web.cookies import cookie_name, set_cookie
from central.web.identity import may_connect_from, session_cookie
from central.web.known_browser import COOKIE, browser_secret, parse_secrets, set_browser_cookie
from central.web.pages.links import START, landing_path, path_on_this_server
from central.web.request_context import redirect
from central.web.routes import requested_language
from central.web.services import Services


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser that asks to sign somebody in. `known`: secrets of users who have signed in before in this browser.
    `old_session`: session in its cookie, which ends.
    """

    address: str
    browser: str | None
    known: tuple[str, ...]
    old_session: str | None
    language: str

    def __repr__(self) -> str:
        return "Visitor()"  # never a secret in a log


@dataclass(frozen=True, slots=True)
class Signed:
    """A new session. `known`: secret that identifies this user's browser at the next sign-in. `landing`: path on which
    the user lands.
    """

    session: str
    known: str
    landing: str

    def __repr__(self) -> str:
        return "Signed()"


def read_visitor(request: Request) -> Visitor:
    """The browser of a request."""
    services: Services = request.app.state.services
    return Visitor(
        address=str(request.scope["address"]),
        browser=browser_name(request.headers.get("user-agent")),
        known=parse_secrets(request.cookies.get(cookie_name(services, COOKIE))),
        old_session=request.cookies.get(session_cookie(services.settings.is_encrypted)),
        language=requested_language(request, None).code,
    )


def sign_in_user(
    connection: Connection, services: Services, user: User, visitor: Visitor, way: str = ""
) -> Signed | None:
    """Sign a user in, in a transaction of the caller. `way`: how the user proved their identity, for the audit log.
    None for a user who is blocked, was changed meanwhile, or may not connect from this address.

    The session is always new, so nobody can plant one in a browser.
    """
    if not lock_user(connection, user) or not may_connect_from(user, visitor.address):
        return None
    at_ms = now_ms()
    if visitor.old_session is not None:
        end_session(connection, visitor.old_session)
    audit.record_entry(connection, user.name, "sign-in", way, visitor.address, tenant=user.scope.tenant)
    known = browser_secret(connection, visitor.known, user.name, at_ms)
    if known is None:
        known = remember_browser(connection, user, at_ms)
        if services.sends_mail:
            queue_account_mail(connection, user, "browser", at_ms, visitor.language, visitor.browser or "")
    session = begin_session(connection, user, at_ms, visitor.browser)
    return Signed(session, known, landing_path(connection, user.scope))


def signed_in_response(services: Services, signed: Signed, visitor: Visitor, following: str = "") -> Response:
    """Redirect the browser of a user who was signed in, and set its cookies. `following`: path that the user wanted."""
    answer = redirect(path_on_this_server(following, signed.landing or START))
    is_encrypted = services.settings.is_encrypted
    set_cookie(services, answer, session_cookie(is_encrypted), signed.session, ABSOLUTE_MS // 1000)
    set_browser_cookie(services, answer, signed.known, visitor.known)
    answer.delete_cookie(cookie_name(services, "form"), secure=is_encrypted, httponly=True)
    return answer

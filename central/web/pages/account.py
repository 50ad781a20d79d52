"""The user's own account: role, sites, language, Monday mail, password, sessions."""

from starlette.responses import Response

from central.errors import UsageError
from central.languages.codes import CODES
from central.languages.language import find_language
from central.store.second_factors import find_second_factor
from central.store.sessions import (
    ABSOLUTE_MS,
    begin_session,
    end_other_sessions,
    end_own_session,
    end_sessions,
    list_sessions,
    remember_browser,
)
from central.store.users import FEWEST_DIFFERENT, SHORTEST, password_fault, set_language, set_password
from central.web.cookies import cookie_name, set_cookie
from central.web.identity import session_cookie
from central.web.known_browser import COOKIE, parse_secrets, set_browser_cookie
from central.web.own_password import own_password_fault
from central.web.pages.mail_section import read_mail_section
from central.web.pages.sign_in import delete_session_cookie, signed_out_path
from central.web.passwords import hash_password
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route


def show(context: RequestContext) -> Response:
    """Page with the name, role and sites of the user."""
    return account_page(context)


def account_page(context: RequestContext, problem: str = "", status: int = 200) -> Response:
    """The page, with the problem of one of its forms."""
    user, done = context.identity.user, context.query.get("done", "")
    assert user is not None
    with context.read_view() as connection:
        sessions = list_sessions(connection, user, context.identity.secret, context.now_ms)
        factor = find_second_factor(connection, user)
    return context.render_page(
        "account.html.j2",
        status,
        problem=problem,
        done=done,
        shortest=SHORTEST,
        different=FEWEST_DIFFERENT,
        languages={code: find_language(code)("language.name") for code in CODES},
        language=user.language,
        user=user,
        sessions=sessions,
        factor=factor,
        mail=read_mail_section(context),
        given=context.form.get("address", ""),
    )


def choose_language(context: RequestContext) -> Response:
    """Set the language of the user. If none is chosen, the browser's language is used. Raises UsageError."""
    user, code = context.identity.user, context.form.get("language", "")
    assert user is not None
    if code not in ("", *CODES):
        raise UsageError(f"account: {code[:20]!r} is not one of the languages {', '.join(CODES)}. Nothing was changed.")
    with context.begin_write() as connection:
        set_language(connection, user, code or None)
        context.record(connection, "user.language", code or "of the browser")
    return redirect("/account?done=language")


def sign_out_everywhere(context: RequestContext) -> Response:
    """End all sessions of the user, including this one."""
    user = context.identity.user
    assert user is not None
    with context.begin_write() as connection:
        end_sessions(connection, user)
        context.record(connection, "sign-out.everywhere")
    return delete_session_cookie(context, redirect(signed_out_path(context)))


def end_session_of_list(context: RequestContext) -> Response:
    """End one session of the user. Another user's session is answered as one that has ended."""
    user = context.identity.user
    assert user is not None
    with context.begin_write() as connection:
        if end_own_session(connection, user, context.form.get("session", "")):
            context.record(connection, "sign-out.session")
    return redirect("/account?done=session#sessions")


def sign_out_elsewhere(context: RequestContext) -> Response:
    """End all sessions of the user except this one."""
    user, secret = context.identity.user, context.identity.secret
    assert user is not None
    assert secret is not None
    with context.begin_write() as connection:
        end_other_sessions(connection, user, secret)
        context.record(connection, "sign-out.others")
    return redirect("/account?done=session#sessions")


def change_password(context: RequestContext) -> Response:
    """Set a new password after checking the old one. End all other sessions, and forget all other browsers."""
    user, new = context.identity.user, context.form.get("new", "")
    assert user is not None
    fault: str | None = own_password_fault(context, context.form.get("old", ""))
    if fault is not None:
        return account_page(context, f"account.{fault}", 429 if fault == "wait" else 400)
    fault = password_fault(new, user.name)
    if fault is not None:
        return account_page(context, f"account.{fault}", 400)
    password_hash = hash_password(new)
    with context.begin_write() as connection:
        set_password(connection, user, password_hash)
        context.record(connection, "user.password")
        session = begin_session(connection, user, context.now_ms, context.browser)
        known = remember_browser(connection, user, context.now_ms)
    services, answer = context.services, redirect("/account?done=password")
    set_cookie(services, answer, session_cookie(services.settings.is_encrypted), session, ABSOLUTE_MS // 1000)
    set_browser_cookie(services, answer, known, parse_secrets(context.cookies.get(cookie_name(services, COOKIE))))
    return answer


ROUTES = [
    page_route("/account", show),
    page_route("/account/language", choose_language, methods=["POST"]),
    page_route("/account/password", change_password, methods=["POST"]),
    page_route("/account/sessions/end", end_session_of_list, methods=["POST"]),
    page_route("/account/sessions/end-others", sign_out_elsewhere, methods=["POST"]),
    page_route("/account/sign-out-everywhere", sign_out_everywhere, methods=["POST"]),
]

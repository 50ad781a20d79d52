"""The user's own account: role, sites, language, Monday mail, password, sessions."""

from starlette.responses import Response

from central.errors import UsageError
from central.languages.codes import CODES
from central.languages.language import find_language
from central.store.attempts import account_bucket, clear_attempts, take_attempt
from central.store.sessions import ABSOLUTE_MS, begin_session, end_sessions, remember_browser
from central.store.users import FEWEST_DIFFERENT, LONGEST, SHORTEST, password_fault, set_language, set_password
from central.web.cookies import cookie_name, set_cookie
from central.web.identity import session_cookie
from central.web.known_browser import COOKIE, parse_secrets, set_browser_cookie
from central.web.pages.mail_section import read_mail_section
from central.web.pages.sign_in import delete_session_cookie, signed_out_path
from central.web.passwords import hash_password, verify_password
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route


def show(context: RequestContext) -> Response:
    """Page with the name, role and sites of the user."""
    return account_page(context)


def account_page(context: RequestContext, problem: str = "", status: int = 200) -> Response:
    """The page, with the problem of one of its forms."""
    user, done = context.identity.user, context.query.get("done", "")
    return context.render_page(
        "account.html.j2",
        status,
        problem=problem,
        done=done,
        shortest=SHORTEST,
        different=FEWEST_DIFFERENT,
        languages={code: find_language(code)("language.name") for code in CODES},
        language=user.language if user is not None else None,
        has_password=user is not None and user.may_have_password,
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


def change_password(context: RequestContext) -> Response:
    """Set a new password after checking the old one. End all other sessions, and forget all other browsers."""
    user, old, new = context.identity.user, context.form.get("old", ""), context.form.get("new", "")
    assert user is not None
    bucket = account_bucket(user.name, context.identity.secret)
    with context.begin_write() as connection:
        wait_s = take_attempt(connection, [bucket], context.now_ms)
    if wait_s:
        return account_page(context, "account.wait", 429)
    if not verify_password(user.password_hash, old[:LONGEST]):
        return account_page(context, "account.wrong", 400)
    with context.begin_write() as connection:
        clear_attempts(connection, bucket)
    fault = password_fault(new, user.name)
    if fault is not None:
        return account_page(context, f"account.{fault}", 400)
    password_hash = hash_password(new)
    with context.begin_write() as connection:
        set_password(connection, user, password_hash)
        context.record(connection, "user.password")
        session = begin_session(connection, user, context.now_ms)
        known = remember_browser(connection, user, context.now_ms)
    services, answer = context.services, redirect("/account?done=password")
    set_cookie(services, answer, session_cookie(services.settings.is_encrypted), session, ABSOLUTE_MS // 1000)
    set_browser_cookie(services, answer, known, parse_secrets(context.cookies.get(cookie_name(services, COOKIE))))
    return answer


ROUTES = [
    page_route("/account", show),
    page_route("/account/language", choose_language, methods=["POST"]),
    page_route("/account/password", change_password, methods=["POST"]),
    page_route("/account/sign-out-everywhere", sign_out_everywhere, methods=["POST"]),
]

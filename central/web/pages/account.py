"""The user's own account: role, sites, password, sessions."""

from starlette.responses import Response

from central.store.attempts import account_bucket, take_attempt
from central.store.sessions import ABSOLUTE_MS, begin_session, end_sessions
from central.store.users import LONGEST, SHORTEST, set_password
from central.web.asked import Asked, redirect
from central.web.identity import session_cookie
from central.web.pages.sign_in import set_cookie, without_session
from central.web.passwords import hash_of, is_right
from central.web.routes import page


def show(asked: Asked) -> Response:
    """Name, role and sites."""
    return _page(asked)


def _page(asked: Asked, problem: str = "", status: int = 200) -> Response:
    done = "account.password_changed" if asked.query.get("done") == "password" else ""
    return asked.page("account.html.j2", status, problem=problem, done=done, shortest=SHORTEST)


def sign_out_everywhere(asked: Asked) -> Response:
    """Ends all sessions of the user, this one too."""
    user = asked.identity.user
    assert user is not None
    with asked.writing() as connection:
        end_sessions(connection, user)
        asked.record(connection, "sign-out.everywhere")
    return without_session(asked, redirect("/sign-in"))


def change_password(asked: Asked) -> Response:
    """Sets a new password after the old one, and ends all other sessions."""
    user, old, new = asked.identity.user, asked.form.get("old", ""), asked.form.get("new", "")
    assert user is not None
    with asked.writing() as connection:
        wait_s = take_attempt(connection, [account_bucket(user.name, asked.identity.secret)], asked.now_ms)
    if wait_s:
        return _page(asked, "account.wait", 429)
    if not is_right(user.password_hash, old[:LONGEST]):
        return _page(asked, "account.wrong", 400)
    if not SHORTEST <= len(new) <= LONGEST:
        return _page(asked, "account.length", 400)
    password_hash = hash_of(new)
    with asked.writing() as connection:
        set_password(connection, user, password_hash)
        asked.record(connection, "user.password")
        session = begin_session(connection, user, asked.now_ms)
    answer = redirect("/account?done=password")
    name = session_cookie(asked.services.settings.is_encrypted)
    set_cookie(asked.services, answer, name, session, ABSOLUTE_MS // 1000)
    return answer


ROUTES = [
    page("/account", show),
    page("/account/password", change_password, methods=["POST"]),
    page("/account/sign-out-everywhere", sign_out_everywhere, methods=["POST"]),
]

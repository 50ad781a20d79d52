"""Second factor of the user's own account: set-up with a QR code, recovery codes, removal.

Each step needs the password, so a stolen session cannot change how its user signs in. A secret is stored once a code
has confirmed it. Until then the page has it, with a proof that this session was given it after the password.
"""

import re
from urllib.parse import urlsplit

from starlette.responses import Response

from central.errors import UsageError
from central.store.second_factors import (
    find_second_factor,
    remove_second_factor,
    set_recovery_codes,
    set_second_factor,
)
from central.store.sessions import end_other_sessions
from central.store.users import User
from central.web.own_password import own_password_fault
from central.web.pages.account import account_page
from central.web.qr import qr_svg
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from central.web.second_factor import (
    SECRET_LENGTH,
    is_setup_proof,
    matching_steps,
    new_totp_secret,
    setup_proof,
    totp_uri,
)

_SECRET = re.compile(rf"[A-Z2-7]{{{SECRET_LENGTH}}}")


def begin(context: RequestContext) -> Response:
    """Page with the QR code of a new secret, after a check of the password."""
    refused = _password_refusal(context)
    return _setup_page(context, new_totp_secret()) if refused is None else refused


def confirm(context: RequestContext) -> Response:
    """Set the second factor if the code is right, end all other sessions, and show the recovery codes once."""
    user, session = _own(context)
    secret, code = context.form.get("secret", ""), context.form.get("code", "")
    if _SECRET.fullmatch(secret) is None or not is_setup_proof(session, secret, context.form.get("proof", "")):
        return account_page(context, "factor.stale", 400)
    steps = matching_steps(secret, code, context.now_ms)
    if not steps:
        return _setup_page(context, secret, "factor.wrong_code", 400)
    with context.begin_write() as connection:
        codes = set_second_factor(connection, user, secret, steps[-1], context.now_ms)
        end_other_sessions(connection, user, session)
        context.record(connection, "user.second-factor-on")
    return context.render_page("recovery_codes.html.j2", codes=codes)


def renew_codes(context: RequestContext) -> Response:
    """Replace the recovery codes, and show the new ones once."""
    refused = _password_refusal(context)
    if refused is not None:
        return refused
    user, _ = _own(context)
    with context.begin_write() as connection:
        if find_second_factor(connection, user) is None:
            raise UsageError("account: there is no second factor. Set it up first. Nothing was changed.")
        codes = set_recovery_codes(connection, user)
        context.record(connection, "user.recovery-codes")
    return context.render_page("recovery_codes.html.j2", codes=codes)


def remove(context: RequestContext) -> Response:
    """Remove the second factor."""
    refused = _password_refusal(context)
    if refused is not None:
        return refused
    user, _ = _own(context)
    with context.begin_write() as connection:
        remove_second_factor(connection, user)
        context.record(connection, "user.second-factor-off")
    return redirect("/account?done=factor#second-factor")


def _own(context: RequestContext) -> tuple[User, str]:
    user, session = context.identity.user, context.identity.secret
    assert user is not None
    assert session is not None
    return user, session


def _password_refusal(context: RequestContext) -> Response | None:
    """The account page with the reason for which the password was refused; None for the right password."""
    fault = own_password_fault(context, context.form.get("password", ""))
    return None if fault is None else account_page(context, f"factor.{fault}", 429 if fault == "wait" else 400)


def _setup_page(context: RequestContext, secret: str, problem: str = "", status: int = 200) -> Response:
    user, session = _own(context)
    uri = totp_uri(secret, user, urlsplit(context.origin).hostname or "vitrina")
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return context.render_page(
        "second_factor.html.j2",
        status,
        qr=qr_svg(uri, context.t("factor.qr")),
        secret=secret,
        shown=groups,
        proof=setup_proof(session, secret),
        problem=problem,
    )


ROUTES = [
    page_route("/account/second-factor", begin, methods=["POST"]),
    page_route("/account/second-factor/confirm", confirm, methods=["POST"]),
    page_route("/account/second-factor/codes", renew_codes, methods=["POST"]),
    page_route("/account/second-factor/remove", remove, methods=["POST"]),
]

"""Page of one user, for administrators: rights, address, link, blocking, second factor, removal.

A user whom the administrator may not see is answered as one who does not exist.
"""

from collections.abc import Callable
from typing import Any, Literal

from sqlalchemy import Connection
from starlette.responses import Response

from central.errors import UsageError
from central.mail_settings import is_mail_address
from central.store.account_mail import newest_mail_state
from central.store.makers import record_ended
from central.store.second_factors import find_second_factor, remove_second_factor
from central.store.sessions import list_sessions
from central.store.user_changes import (
    block_user,
    lock_managed_user,
    remove_managed_user,
    require_managed_user,
    set_mail,
    set_rights,
    unblock_user,
)
from central.store.user_links import find_link_end
from central.store.users import ROLES, Role, User
from central.web.own_password import own_password_fault
from central.web.pages.users import invite, link_page, own_reach_options, user_state
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from central.web.user_form import FormProblemError, current_reach, parse_role, parse_sites

PATH = "/users/{user}"
Change = Callable[[RequestContext, Connection, User], str]


def show(context: RequestContext) -> Response:
    """Page with the forms. Raises NotFoundError."""
    return user_page(context)


def user_page(context: RequestContext, problem: str = "", status: int = 200) -> Response:
    """The page, with the problem of one of its forms. Raises NotFoundError."""
    at_ms = context.now_ms
    with context.read_view() as connection:
        user = require_managed_user(connection, context.scope, context.path["user"])
        options = own_reach_options(connection, context.scope)
        values: dict[str, Any] = {
            "state": user_state(connection, user, at_ms),
            "until_ms": find_link_end(connection, user, at_ms),
            "factor": find_second_factor(connection, user),
            "mail_state": newest_mail_state(connection, user),
            "sessions": len(list_sessions(connection, user, None, at_ms)),
        }
    return context.render_page(
        "user.html.j2",
        status,
        user=user,
        reach=current_reach(user, options),
        options=options,
        roles=list(ROLES),
        problem=problem,
        done=context.query.get("done", ""),
        is_self=_is_self(context),
        sends_mail=context.services.sends_mail,
        **values,
    )


def _is_self(context: RequestContext) -> bool:
    """True for the page of the administrator's own account."""
    return context.path["user"] == context.identity.name


def _refuse_self(context: RequestContext) -> None:
    """Raise UsageError for the own account. Its page asks for the password at each step, and a stolen session must not
    change how its user signs in.
    """
    if _is_self(context):
        raise UsageError("user: this is your own account. Use the page Your account. Nothing was changed.")


def _change(context: RequestContext, done: str, change: Change) -> Response:
    """Change the user, record it, and show the page again. `change` returns the detail for the audit log.

    Raises NotFoundError, or UsageError for the last administrator of all sites.
    """
    try:
        with context.begin_write() as connection:
            user = lock_managed_user(connection, context.scope, context.path["user"])
            detail = change(context, connection, user)
            context.record(connection, f"user.{done}", f"{user.name}{detail}", user.scope.tenant)
    except FormProblemError as problem:
        return user_page(context, str(problem), 400)
    return redirect("/users?done=removed" if done == "remove" else f"/users/{user.name}?done={done}")


def set_user_rights(context: RequestContext) -> Response:
    """Set role and sites. Raises NotFoundError or UsageError."""
    is_mail_deleted = False

    def change(context: RequestContext, connection: Connection, user: User) -> str:
        nonlocal is_mail_deleted
        role, scope = parse_role(context.form), parse_sites(context.form, context.scope)
        is_mail_deleted = set_rights(connection, user, role, scope)
        detail = f", {role}, sites: {scope}{', address deleted' if is_mail_deleted else ''}"
        if scope.tenant == user.scope.tenant:
            return detail
        context.record(connection, "user.rights", f"{user.name}{detail}", scope.tenant)
        return ", sites: of others"  # administrators of the former tenant read this entry

    answer = _change(context, "rights", change)
    return redirect(f"/users/{context.path['user']}?done=rights-mail") if is_mail_deleted else answer


def set_user_mail(context: RequestContext) -> Response:
    """Set or delete the mail address. Raises NotFoundError. The own address needs the password, because a link for
    a new password goes to it.
    """
    if _is_self(context) and context.identity.user is not None and context.identity.user.has_password:
        fault = own_password_fault(context, context.form.get("password", ""))
        if fault is not None:
            return user_page(context, f"factor.{fault}", 429 if fault == "wait" else 400)

    def change(context: RequestContext, connection: Connection, user: User) -> str:
        mail = context.form.get("mail", "").strip()
        if mail and not is_mail_address(mail):
            raise FormProblemError("users.bad_mail")
        set_mail(connection, user, mail or None)
        return ""

    return _change(context, "mail", change)


def send_link(context: RequestContext) -> Response:
    """Send a link that sets a new password, or show it once. Raises NotFoundError or UsageError."""
    _refuse_self(context)
    with context.begin_write() as connection:
        user = lock_managed_user(connection, context.scope, context.path["user"])
        if user.blocked_ms is not None or not user.may_have_password:
            raise UsageError(
                f"user: {user.name} cannot set a password. Unblock the user first; users of another sign-in service"
                " set it there. Nothing was changed."
            )
        link = invite(context, connection, user)
        context.record(connection, "user.link", user.name, user.scope.tenant)
    kind: Literal["invite", "reset"] = "reset" if user.has_password else "invite"
    return link_page(context, user.name, link, kind) if link else redirect(f"/users/{user.name}?done=link")


def block(context: RequestContext) -> Response:
    """Block the user, and end all sessions, links, and what the user has made. Raises NotFoundError or UsageError."""

    def change(context: RequestContext, connection: Connection, user: User) -> str:
        ended = block_user(connection, user, context.now_ms)
        record_ended(connection, context.actor, user.name, ended)
        return ""

    return _change(context, "block", change)


def unblock(context: RequestContext) -> Response:
    """Let the user sign in again. Raises NotFoundError."""

    def change(_: RequestContext, connection: Connection, user: User) -> str:
        unblock_user(connection, user)
        return ""

    return _change(context, "unblock", change)


def reset_second_factor(context: RequestContext) -> Response:
    """Remove the second factor of a user who has lost it. Raises NotFoundError or UsageError."""
    _refuse_self(context)

    def change(_: RequestContext, connection: Connection, user: User) -> str:
        remove_second_factor(connection, user)
        return ""

    return _change(context, "second-factor", change)


def remove(context: RequestContext) -> Response:
    """Remove the user. Raises NotFoundError or UsageError."""

    def change(context: RequestContext, connection: Connection, user: User) -> str:
        if context.form.get("sure") != "yes":
            raise FormProblemError("users.not_sure")
        record_ended(connection, context.actor, user.name, remove_managed_user(connection, user))
        return ""

    return _change(context, "remove", change)


ROUTES = [
    page_route(PATH, show, needs=Role.ADMIN),
    *(
        page_route(f"{PATH}/{name}", function, needs=Role.ADMIN, methods=["POST"])
        for name, function in (
            ("rights", set_user_rights),
            ("mail", set_user_mail),
            ("link", send_link),
            ("block", block),
            ("unblock", unblock),
            ("second-factor", reset_second_factor),
            ("remove", remove),
        )
    ),
]

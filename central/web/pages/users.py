"""Page of the users, for administrators: list, and invitation of a new one.

An administrator sees the users who may see no site outside the administrator's own sites.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection
from starlette.responses import Response

from central.mail_settings import is_mail_address
from central.store.account_mail import queue_account_mail
from central.store.scope import Scope
from central.store.second_factors import users_with_second_factor
from central.store.sites import list_tenants
from central.store.user_changes import list_managed_users, set_mail
from central.store.user_links import LINK_DAYS, find_link_end, make_user_link
from central.store.users import NAME, NO_PASSWORD, ROLES, Role, User, add_user, find_user, require_user
from central.web.pages.password_link import PATH as LINK_PATH
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route
from central.web.user_form import FormProblemError, parse_role, parse_sites, reach_options

State = Literal["active", "invited", "no_link", "blocked", "elsewhere"]


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in the list. `state`: `no_link` for an invitation that has expired or was not sent yet."""

    user: User
    state: State
    has_second_factor: bool


def show(context: RequestContext) -> Response:
    """Page with the list and the form."""
    return users_page(context)


def users_page(context: RequestContext, problem: str = "", status: int = 200) -> Response:
    """The page, with the problem of its form."""
    at_ms = context.now_ms
    with context.read_view() as connection:
        factors = users_with_second_factor(connection)
        rows = [
            UserRow(user, user_state(connection, user, at_ms), user.id in factors)
            for user in list_managed_users(connection, context.scope)
        ]
        options = own_reach_options(connection, context.scope)
    given = {name: context.form.get(name, "") for name in ("name", "mail", "role", "reach", "sites")}
    return context.render_page(
        "users.html.j2",
        status,
        rows=rows,
        options=options,
        roles=list(ROLES),
        given=given,
        problem=problem,
        done=context.query.get("done", ""),
        sends_mail=context.services.sends_mail,
        days=LINK_DAYS["invite"],
    )


def own_reach_options(connection: Connection, own: Scope) -> list[str]:
    """Choices of sites that an administrator with these sites may give."""
    return reach_options(own, list_tenants(connection) if own.patterns is None else [])


def user_state(connection: Connection, user: User, at_ms: int) -> State:
    """State of a user in the list."""
    if user.blocked_ms is not None:
        return "blocked"
    if user.has_password:
        return "active"
    if not user.may_have_password:
        return "elsewhere"
    return "invited" if find_link_end(connection, user, at_ms) is not None else "no_link"


def add(context: RequestContext) -> Response:
    """Add a user without a password, and invite them: by mail, or with a link that the page shows once."""
    name, mail = context.form.get("name", "").strip().lower(), context.form.get("mail", "").strip()
    try:
        role, scope = parse_role(context.form), parse_sites(context.form, context.scope)
        _check(name, mail)
        with context.begin_write() as connection:
            user = _add(context, connection, name, mail, role, scope)
            link = invite(context, connection, user)
    except FormProblemError as problem:
        return users_page(context, str(problem), 400)
    return link_page(context, name, link, "invite") if link else redirect("/users?done=invited")


def _check(name: str, mail: str) -> None:
    """Raise FormProblemError for a name or an address that is not valid."""
    if NAME.fullmatch(name) is None:
        raise FormProblemError("users.bad_name")
    if mail and not is_mail_address(mail):
        raise FormProblemError("users.bad_mail")


def _add(context: RequestContext, connection: Connection, name: str, mail: str, role: Role, scope: Scope) -> User:
    if find_user(connection, name) is not None:
        raise FormProblemError("users.taken")
    add_user(connection, name, NO_PASSWORD, role, scope)
    if mail:
        set_mail(connection, require_user(connection, name), mail)
    context.record(connection, "user.add", f"{name}, {role}, sites: {scope}", scope.tenant)
    return require_user(connection, name)


def invite(context: RequestContext, connection: Connection, user: User) -> str:
    """Queue a mail with a link, and return "". Without a mail server or an address, return a link to show once."""
    kind: Literal["invite", "reset"] = "reset" if user.has_password else "invite"
    if context.services.sends_mail and user.mail:
        queue_account_mail(connection, user, kind, context.now_ms, context.t.code)
        return ""
    return f"{context.origin}{LINK_PATH}{make_user_link(connection, user, kind, context.now_ms)}"


def link_page(context: RequestContext, name: str, link: str, kind: Literal["invite", "reset"]) -> Response:
    """Page that shows a link once."""
    return context.render_page("user_link.html.j2", name=name, link=link, kind=kind, days=LINK_DAYS[kind])


ROUTES = [
    page_route("/users", show, needs=Role.ADMIN),
    page_route("/users", add, needs=Role.ADMIN, methods=["POST"]),
]

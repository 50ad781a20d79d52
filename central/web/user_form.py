"""Fields of the forms with which an administrator adds and changes users."""

from collections.abc import Mapping
from dataclasses import dataclass

from central.errors import UsageError
from central.store.scope import ALL, Scope
from central.store.users import ROLES, Role, User

SOME = "some"
MOST_SITES = 2_000


class FormProblemError(Exception):
    """A form cannot be accepted. Its text is the key of the words for the page."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Choice of sites in the form. `value`: `all`, a pattern such as acme/*, or `some`. `sites`: one in each line."""

    value: str
    sites: str = ""


def reach_options(own: Scope, tenants: list[str]) -> list[str]:
    """Values among which an administrator with these sites may choose. `tenants`: all of the store."""
    if own.patterns is None:
        return [ALL, *(f"{tenant}/*" for tenant in tenants), SOME]
    return [*sorted(pattern for pattern in own.patterns if pattern.endswith("/*")), SOME]


def current_reach(user: User, options: list[str]) -> Reach:
    """The choice for the present sites of a user."""
    text = str(user.scope)
    return Reach(text) if text in options else Reach(SOME, "\n".join(text.split()))


def parse_role(form: Mapping[str, str]) -> Role:
    """Role of a form. Raises FormProblemError."""
    role = ROLES.get(form.get("role", ""))
    if role is None:
        raise FormProblemError("users.bad_role")
    return role


def parse_sites(form: Mapping[str, str], own: Scope) -> Scope:
    """Sites of a form, all of them within those of the administrator. Raises FormProblemError."""
    reach = form.get("reach", "")
    names = form.get("sites", "").replace(",", " ").split() if reach == SOME else [reach]
    if not any(name.strip() for name in names) or len(names) > MOST_SITES:  # a user without sites is of no tenant
        raise FormProblemError("users.no_sites")
    try:
        scope = Scope.parse(" ".join(names))
    except UsageError:
        raise FormProblemError("users.bad_sites") from None
    if not own.contains(scope):
        raise FormProblemError("users.not_yours")
    return scope

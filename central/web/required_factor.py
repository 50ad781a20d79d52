"""Keeps users who must have a second factor on their account page until they have set it up."""

from typing import Literal

from starlette.exceptions import HTTPException

from central.store.database import read_view
from central.store.second_factors import find_second_factor
from central.store.store import Store
from central.store.users import Role, User

FactorRule = Literal["optional", "administrators", "all"]
_SETUP = "/account#second-factor"
_OPEN = ("/account", "/sign-out")
LACKS_FACTOR = "You need a second factor to do this. Set it up on the page Your account."


def must_have_factor(rule: FactorRule, user: User) -> bool:
    """True if the setting requires a second factor of the user. Users of another sign-in service have theirs there."""
    if rule == "optional" or not user.has_password:
        return False
    return rule == "all" or user.role >= Role.ADMIN


def require_factor(store: Store, user: User, path: str) -> None:
    """Raise HTTPException for a user without a second factor: a redirect to the account page, or 403 for the API. The
    account page itself stays open.
    """
    if path in _OPEN or path.startswith("/account/"):
        return
    with read_view(store) as connection:
        if find_second_factor(connection, user) is not None:
            return
    if path.startswith("/api/"):
        raise HTTPException(403, LACKS_FACTOR)
    raise HTTPException(303, LACKS_FACTOR, {"location": _SETUP})

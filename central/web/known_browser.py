"""Cookie that marks a browser in which users have signed in before.

It contains a random secret for each of the last users, newest first, and no information about them. Only the store
knows which user a secret belongs to. A secret does not sign anybody in. It gives the user's sign-in attempts in this
browser a separate bucket.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from central.store.sessions import KNOWN_MS, is_known_browser
from central.web.cookies import cookie_name, set_cookie
from central.web.services import Services

COOKIE = "known"
MOST_USERS = 5
"""Maximum number of users in the cookie of one browser.

If there are more users, the one with the oldest last sign-in is dropped.
"""
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_SEPARATOR = "."


def parse_secrets(cookie: str | None) -> tuple[str, ...]:
    """Secrets in the cookie, newest first. Content that is not a secret is skipped."""
    given = (cookie or "").split(_SEPARATOR, MOST_USERS)[:MOST_USERS]
    return tuple(each for each in given if _SECRET.fullmatch(each) is not None)


def browser_secret(connection: Connection, secrets: Sequence[str], name: str, at_ms: int) -> str | None:
    """Secret of the user with this name; None if the user has not signed in before in this browser."""
    return next((each for each in secrets if is_known_browser(connection, each, name, at_ms)), None)


def set_browser_cookie(services: Services, answer: Response, secret: str, others: Sequence[str]) -> None:
    """Set the cookie. The secret of the user who is now signed in comes first, followed by those of other users."""
    secrets = list(dict.fromkeys([secret, *others]))[:MOST_USERS]
    set_cookie(services, answer, cookie_name(services, COOKIE), _SEPARATOR.join(secrets), KNOWN_MS // 1000)

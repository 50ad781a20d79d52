"""The link with which somebody makes the first administrator in the browser, while there is no user.

The server writes the link into its log. The store contains only the SHA-256 of its secret. A new link ends the one
before, and adding a user ends it as well (`add_user`).
"""

from sqlalchemy import Connection, text

from central.store.scope import Scope
from central.store.secrets import new_secret, secret_digest
from central.store.users import Role, User, add_user, has_users, require_user

FIRST_HOURS = 24
FIRST_PATH = "/first/"
_END = text("DELETE FROM user_links WHERE user_id = 0")
_INSERT = text(
    "INSERT INTO user_links (digest, kind, user_id, made_ms, expires_ms) VALUES (:digest, 'first', 0, :at, :until)"
)
_FIND = text("SELECT 1 FROM user_links WHERE digest = :digest AND user_id = 0 AND expires_ms > :at")
_USE = text("DELETE FROM user_links WHERE digest = :digest AND user_id = 0 AND expires_ms > :at")


def make_first_link(connection: Connection, at_ms: int) -> str | None:
    """Make a link, end the one before, and return its secret. None, and no link, as soon as there is a user."""
    connection.execute(_END)
    if has_users(connection):
        return None
    secret = new_secret()
    values = {"digest": secret_digest(secret), "at": at_ms, "until": at_ms + FIRST_HOURS * 3_600_000}
    connection.execute(_INSERT, values)
    return secret


def is_first_link(connection: Connection, secret: str, at_ms: int) -> bool:
    """True if the secret is that of the link, and there is no user."""
    found = connection.execute(_FIND, {"digest": secret_digest(secret), "at": at_ms}).first()
    return found is not None and not has_users(connection)


def add_first_user(connection: Connection, secret: str, name: str, password_hash: str, at_ms: int) -> User | None:
    """Add the administrator of all sites, and use the link up. None if the link does not work. Of two requests at the
    same time one gets None. Raises UsageError for a name that is not valid.
    """
    used = connection.execute(_USE, {"digest": secret_digest(secret), "at": at_ms})
    if not used.rowcount or has_users(connection):
        return None
    add_user(connection, name, password_hash, Role.ADMIN, Scope.whole_store())
    return require_user(connection, name)

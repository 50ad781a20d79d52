"""One-time links with which a user sets a password: an invitation, or a reset.

The store contains only the SHA-256 of a link's secret. A user has one link at a time. It ends when it is used, when the
password or the rights of the user change, and when the user is blocked or removed.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.store.secrets import new_secret, secret_digest
from central.store.users import COLUMNS, User, build_user

Kind = Literal["invite", "reset"]
LINK_DAYS: dict[Kind, int] = {"invite": 7, "reset": 1}
"""Days for which a link works, by kind."""
_INSERT = text(
    "INSERT INTO user_links (digest, kind, user_id, made_ms, expires_ms) VALUES (:digest, :kind, :user, :at, :until)"
)
_FIND = text(
    f"SELECT l.kind, {', '.join(f'u.{column}' for column in COLUMNS)} FROM user_links l JOIN users u"
    " ON u.id = l.user_id AND u.created_ms <= l.made_ms"
    " WHERE l.digest = :digest AND l.expires_ms > :at AND u.blocked_ms IS NULL"
)


@dataclass(frozen=True, slots=True)
class UserLink:
    """A valid link and its user."""

    kind: Kind
    user: User


def make_user_link(connection: Connection, user: User, kind: Kind, at_ms: int) -> str:
    """Make a link, end the earlier ones of the user, and return the secret, which cannot be shown again."""
    end_user_links(connection, user)
    secret = new_secret()
    until_ms = at_ms + LINK_DAYS[kind] * DAY_MS
    values = {"digest": secret_digest(secret), "kind": kind, "user": user.id, "at": at_ms, "until": until_ms}
    connection.execute(_INSERT, values)
    return secret


def find_user_link(connection: Connection, secret: str, at_ms: int) -> UserLink | None:
    """The link with a secret; None if it was used, has expired or never existed, or if its user is blocked."""
    row = connection.execute(_FIND, {"digest": secret_digest(secret), "at": at_ms}).first()
    return None if row is None else UserLink(row[0], build_user(tuple(row)[1:]))


def use_user_link(connection: Connection, secret: str, at_ms: int) -> UserLink | None:
    """Use a link up, and return it. None for a link that does not work. Of two requests at the same time one gets
    None.
    """
    found = find_user_link(connection, secret, at_ms)
    used = connection.execute(text("DELETE FROM user_links WHERE digest = :digest"), {"digest": secret_digest(secret)})
    return found if used.rowcount else None


def end_user_links(connection: Connection, user: User) -> None:
    """End the links of a user."""
    connection.execute(text("DELETE FROM user_links WHERE user_id = :user"), {"user": user.id})


def find_link_end(connection: Connection, user: User, at_ms: int) -> int | None:
    """Time at which the link of a user expires; None if the user has no link."""
    query = text("SELECT max(expires_ms) FROM user_links WHERE user_id = :user AND expires_ms > :at")
    end_ms: int | None = connection.execute(query, {"user": user.id, "at": at_ms}).scalar_one()
    return end_ms


def forget_expired_links(connection: Connection, at_ms: int) -> None:
    """Delete expired links."""
    connection.execute(text("DELETE FROM user_links WHERE expires_ms <= :at"), {"at": at_ms})

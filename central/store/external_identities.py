"""Identities at a provider of single sign-on. Each belongs to one user, which has no password.

The identity is the provider's subject. It is never matched to a user by name or mail address. Otherwise a person could
choose the name of a user at the provider, and become that user here.
"""

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.store.scope import Scope
from central.store.secrets import secret_digest
from central.store.sessions import end_sessions
from central.store.users import COLUMNS, Role, User, build_user, find_user, remove_user

FORGET_DAYS = 90
"""Days without a sign-in after which a user of single sign-on is removed. The provider reports no one who has left."""
STATE_MS = 3_600_000
_USER = ", ".join(f"u.{column}" for column in COLUMNS)
_FIND = text(
    f"SELECT {_USER} FROM external_identities e JOIN users u ON u.id = e.user_id"
    " WHERE e.issuer = :issuer AND e.subject = :subject"
)
_ADD_USER = text(
    "INSERT INTO users (name, password_hash, role, scope, created_ms, loopback_only)"
    " VALUES (:name, '', :role, :scope, :at, :loopback)"
)
_ADD = text(
    "INSERT INTO external_identities (issuer, subject, user_id, signed_in_ms) VALUES (:issuer, :subject, :user, :at)"
)
_DROP = text("DELETE FROM external_identities WHERE issuer = :issuer AND subject = :subject")
_SIGNED_IN = text("UPDATE external_identities SET signed_in_ms = :at WHERE user_id = :user")
_RENEW = text("UPDATE users SET role = :role, scope = :scope WHERE id = :id")
_ABSENT = text(
    f"SELECT {_USER} FROM external_identities e JOIN users u ON u.id = e.user_id"
    " WHERE e.signed_in_ms <= :before AND u.blocked_ms IS NULL"
)
_OF_OTHERS = text(
    f"SELECT {_USER} FROM external_identities e JOIN users u ON u.id = e.user_id WHERE e.issuer <> :issuer"
)
_REDEEM = text("INSERT INTO redeemed_states (digest, at_ms) VALUES (:digest, :at) ON CONFLICT (digest) DO NOTHING")


def find_external_user(connection: Connection, issuer: str, subject: str) -> User | None:
    """User of an identity; None before the first sign-in."""
    row = connection.execute(_FIND, {"issuer": issuer, "subject": subject}).first()
    return None if row is None else build_user(tuple(row))


def add_external_user(connection: Connection, issuer: str, subject: str, name: str, at_ms: int) -> User:
    """Add a user without a password and without access. Another user must not have the name."""
    values = {"name": name, "role": str(Role.VIEWER), "scope": str(Scope(frozenset())), "at": at_ms, "loopback": False}
    connection.execute(text("DELETE FROM user_links WHERE user_id = 0"))  # the link for the first administrator ends
    connection.execute(_ADD_USER, values)
    user = find_user(connection, name)
    assert user is not None
    connection.execute(_DROP, {"issuer": issuer, "subject": subject})  # of a user whom an older version removed
    connection.execute(_ADD, {"issuer": issuer, "subject": subject, "user": user.id, "at": at_ms})
    return user


def renew_access(connection: Connection, user: User, role: Role, scope: Scope, at_ms: int) -> User:
    """Set the role and sites that the provider's groups now give. Return the user with them."""
    connection.execute(_RENEW, {"role": str(role), "scope": str(scope), "id": user.id})
    connection.execute(_SIGNED_IN, {"at": at_ms, "user": user.id})
    found = find_user(connection, user.name)
    assert found is not None
    return found


def suspend(connection: Connection, user: User) -> None:
    """End all sessions of a user, and take away all sites. Shared links and the Monday mail then show nothing."""
    connection.execute(_RENEW, {"role": str(Role.VIEWER), "scope": str(Scope(frozenset())), "id": user.id})
    end_sessions(connection, user)


def suspend_other_issuers(connection: Connection, issuer: str) -> int:
    """Suspend the users of all other providers; "" for all providers. Return the number of users."""
    users = [build_user(tuple(row)) for row in connection.execute(_OF_OTHERS, {"issuer": issuer})]
    for user in users:
        suspend(connection, user)
    return len(users)


def forget_absent_users(connection: Connection, at_ms: int) -> int:
    """Remove users who have not signed in for FORGET_DAYS. Return their number. A blocked user stays, because a removed
    one may come again as a new user, whom nobody has blocked.
    """
    rows = connection.execute(_ABSENT, {"before": at_ms - FORGET_DAYS * DAY_MS})
    users = [build_user(tuple(row)) for row in rows]
    for user in users:
        remove_user(connection, user)
    return len(users)


def redeem_state(connection: Connection, state: str, at_ms: int) -> bool:
    """Mark the state of a sign-in as used. False if it was used before."""
    connection.execute(text("DELETE FROM redeemed_states WHERE at_ms <= :since"), {"since": at_ms - STATE_MS})
    return bool(connection.execute(_REDEEM, {"digest": secret_digest(state), "at": at_ms}).rowcount)

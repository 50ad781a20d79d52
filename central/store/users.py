"""Users of the pages: name, password hash, role, sites."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from sqlalchemy import Connection, text

from central.clock import now_ms
from central.errors import UsageError
from central.store.common_passwords import is_common_password
from central.store.makers import Ended, end_made
from central.store.scope import Scope

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
FIRST_USER_COMMAND = "vitrina-central user add NAME --role admin --all-sites"
"""Command that adds the first user, in a store with one tenant and in a store with several tenants."""
NO_PASSWORD = ""
"""Hash of a user who cannot sign in with a password: not yet, or never."""
_OWNED = (
    *("playlist_drafts", "weekly_subscriptions", "weekly_mails", "mail_confirmations", "account_mails"),
    *("second_factors", "second_factor_secrets", "recovery_codes", "external_identities"),
)
SHORTEST, LONGEST, FEWEST_DIFFERENT = 10, 1_000, 5


class Role(IntEnum):
    """Role of a user. A higher role includes all permissions of a lower role."""

    VIEWER = 1
    EDITOR = 2
    ADMIN = 3

    def __str__(self) -> str:
        return self.name.lower()


ROLES = {str(role): role for role in Role}


@dataclass(frozen=True, slots=True)
class User:
    """A user. `loopback_only`: the user may sign in only from this machine, like the user of the demo. `language`:
    language of the pages; None: the browser's language. `mail`: address for links and notes about the account.
    `blocked_ms`: time since which the user may not sign in.
    """

    id: int
    name: str
    password_hash: str
    role: Role
    scope: Scope
    created_ms: int
    loopback_only: bool
    language: str | None = None
    mail: str | None = None
    blocked_ms: int | None = None

    @property
    def has_password(self) -> bool:
        """False for a user of another sign-in service, and before an invitation is accepted."""
        return bool(self.password_hash)

    @property
    def may_have_password(self) -> bool:
        """False for a user of another sign-in service, who is not named as users of passwords are."""
        return NAME.fullmatch(self.name) is not None


COLUMNS = (
    *("id", "name", "password_hash", "role", "scope", "created_ms", "loopback_only", "language"),
    *("mail", "blocked_ms"),
)
_COLUMNS = ", ".join(COLUMNS)
_INSERT = text(
    "INSERT INTO users (name, password_hash, role, scope, created_ms, loopback_only)"
    " VALUES (:name, :password_hash, :role, :scope, :created_ms, :loopback_only)"
)


def check_user_name(name: str) -> str:
    """Return a valid user name. Raises UsageError."""
    if NAME.fullmatch(name) is None:
        raise UsageError(f"user: {name[:40]!r} is not a valid name. Use 1 to 64 of a-z, 0-9, '.', '_', '@' and '-'.")
    return name


def password_fault(password: str, name: str) -> Literal["length", "simple", "own_name", "common"] | None:
    """Code of the reason to refuse a new password for the user with this name; None if the password is accepted."""
    if not SHORTEST <= len(password) <= LONGEST:
        return "length"
    if not password.casefold().replace(name, ""):
        return "own_name"
    if len(set(password)) < FEWEST_DIFFERENT:
        return "simple"
    return "common" if is_common_password(password) else None


_FAULTS = {
    "length": f"must have {SHORTEST} to {LONGEST:,} characters",
    "simple": f"has fewer than {FEWEST_DIFFERENT} different characters. Use a longer phrase",
    "own_name": "is the user's own name. Use another one",
    "common": "is one of the most frequent ones, or hardly differs from one. Use several words",
}


def check_password(password: str, name: str) -> str:
    """Return a password that is accepted for the user with this name. Raises UsageError, whose text does not contain
    the password.
    """
    fault = password_fault(password, name)
    if fault is not None:
        raise UsageError(f"user: the password {_FAULTS[fault]}. Nothing was changed.")
    return password


def add_user(
    connection: Connection, name: str, password_hash: str, role: Role, scope: Scope, *, loopback_only: bool = False
) -> None:
    """Add a user, and end the link that makes the first administrator. Raises UsageError if another user has this
    name.
    """
    connection.execute(text("DELETE FROM user_links WHERE user_id = 0"))  # first, so that nobody uses it meanwhile
    if find_user(connection, check_user_name(name)) is not None:
        raise UsageError(f"user: {name} already exists. Change the password with: vitrina-central user passwd {name}")
    row = {"name": name, "password_hash": password_hash, "role": str(role), "scope": str(scope)}
    connection.execute(_INSERT, {**row, "created_ms": now_ms(), "loopback_only": loopback_only})


def find_user(connection: Connection, name: str) -> User | None:
    """User with the given name."""
    row = connection.execute(text(f"SELECT {_COLUMNS} FROM users WHERE name = :name"), {"name": name}).first()
    return None if row is None else build_user(tuple(row))


def build_user(row: Sequence[Any]) -> User:
    """User from a row of the table, given its values in the order of the columns."""
    number, name, password_hash, role, scope, created_ms, loopback_only, *more = row
    sites = Scope.parse(scope)
    return User(number, name, password_hash, ROLES[role], sites, created_ms, bool(loopback_only), *more)


def list_users(connection: Connection) -> list[User]:
    """All users, sorted by name."""
    return [build_user(tuple(row)) for row in connection.execute(text(f"SELECT {_COLUMNS} FROM users ORDER BY name"))]


def has_users(connection: Connection) -> bool:
    """False until the first user is added."""
    return connection.execute(text("SELECT 1 FROM users LIMIT 1")).first() is not None


def require_user(connection: Connection, name: str) -> User:
    """Find the user with a name. Raises UsageError if there is no such user."""
    user = find_user(connection, name)
    if user is None:
        names = ", ".join(each.name for each in list_users(connection)[:12])
        raise UsageError(f"user: there is no user {name!r}. {f'Users: {names}.' if names else 'There is no user yet.'}")
    return user


def set_password(connection: Connection, user: User, password_hash: str) -> None:
    """Set a password, end all sessions and links of the user, and clear the account's sign-in attempts. Raises
    UsageError for a user of single sign-on.
    """
    if not user.may_have_password:
        raise UsageError(
            f"user: {user.name} signs in by single sign-on and has no password. Change it at the provider. Nothing was"
            " changed."
        )
    values = {"hash": password_hash, "id": user.id}
    connection.execute(text("UPDATE users SET password_hash = :hash WHERE id = :id"), values)
    end_everywhere(connection, user)


def lock_user(connection: Connection, user: User) -> bool:
    """Lock the row of a user for this transaction. False if the user was removed or blocked, or has got another
    password, since the row was read. A sign-in that locks it first leaves no session behind that such a change at the
    same time does not end.
    """
    query = text(
        "UPDATE users SET role = role WHERE id = :id AND created_ms = :created AND password_hash = :hash"
        " AND blocked_ms IS NULL"
    )
    values = {"id": user.id, "created": user.created_ms, "hash": user.password_hash}
    return bool(connection.execute(query, values).rowcount)


def set_language(connection: Connection, user: User, language: str | None) -> None:
    """Set the language of the pages; None for the browser's language."""
    values = {"language": language, "id": user.id}
    connection.execute(text("UPDATE users SET language = :language WHERE id = :id"), values)


def remove_user(connection: Connection, user: User) -> Ended:
    """Remove a user and all sessions of the user, and end what the user has made. SQLite may give the number of a
    removed user to a new one.
    """
    end_everywhere(connection, user)
    ended = end_made(connection, now_ms(), user_id=user.id)
    for table in _OWNED:
        connection.execute(text(f"DELETE FROM {table} WHERE user_id = :id"), {"id": user.id})
    connection.execute(text("DELETE FROM users WHERE id = :id"), {"id": user.id})
    return ended


def end_everywhere(connection: Connection, user: User) -> None:
    """End all sessions and links of a user, forget the known browsers, and clear the account's sign-in attempts."""
    for table in ("sessions", "known_browsers", "sign_in_steps", "user_links"):
        connection.execute(text(f"DELETE FROM {table} WHERE user_id = :id"), {"id": user.id})
    connection.execute(text("DELETE FROM sign_in_attempts WHERE bucket = :b"), {"b": f"account {user.name}"})

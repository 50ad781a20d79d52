"""Bearer tokens of the API. Each token is a recognizable prefix and 32 random bytes. The store contains only its
SHA-256.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from central.clock import DAY_MS, now_ms
from central.errors import UsageError
from central.store.scope import Scope
from central.store.secrets import new_secret, secret_digest

PREFIX = "vit_"
SHOWN = 8
MEDIA = "media"
ACCESS = ("read", "write", MEDIA)
"""Kinds of access. `media`: only the videos of ads, for a kiosk."""
MOST_DAYS = 1_100


@dataclass(frozen=True, slots=True)
class Token:
    """A stored token. `prefix`: first characters of the token."""

    id: int
    name: str
    prefix: str
    access: str
    scope: Scope
    created_ms: int
    expires_ms: int
    revoked_ms: int | None


_COLUMNS = "id, name, prefix, access, scope, created_ms, expires_ms, revoked_ms"
_INSERT = text(
    "INSERT INTO tokens (name, prefix, access, scope, digest, created_ms, expires_ms, revoked_ms)"
    " VALUES (:name, :prefix, :access, :scope, :digest, :created_ms, :expires_ms, NULL)"
)
_REVOKE = text("UPDATE tokens SET revoked_ms = :at WHERE name = :name AND revoked_ms IS NULL")


def add_token(connection: Connection, name: str, access: str, scope: Scope, days: int) -> str:
    """Add a token, and return its text, which cannot be shown again. Raises UsageError."""
    if not 1 <= len(name) <= 64 or not name.isprintable():
        raise UsageError(f"token: {name[:40]!r} is not one line of at most 64 characters.")
    if access not in ACCESS or not 1 <= days <= MOST_DAYS:
        raise UsageError(
            f"token: access must be read, write or media, for 1 to {MOST_DAYS:,} days. Nothing was changed."
        )
    if any(token.name == name and token.revoked_ms is None for token in list_tokens(connection)):
        raise UsageError(f"token: {name} already exists. Revoke it first: vitrina-central token revoke {name}")
    return _insert(connection, name, access, scope, days)


def replace_media_token(connection: Connection, name: str, site: str) -> str:
    """Revoke the token of a kiosk, if it has one, and return a new one for its site, valid for as long as possible."""
    revoke_existing_token(connection, name)
    return _insert(connection, name, MEDIA, Scope.sites_scope([site]), MOST_DAYS)


def revoke_existing_token(connection: Connection, name: str) -> None:
    """Revoke the token with a name, if there is a valid one."""
    connection.execute(_REVOKE, {"at": now_ms(), "name": name})


def _insert(connection: Connection, name: str, access: str, scope: Scope, days: int) -> str:
    secret, at_ms = PREFIX + new_secret(), now_ms()
    row = {"name": name, "prefix": secret[: len(PREFIX) + SHOWN], "access": access, "scope": str(scope)}
    times = {"created_ms": at_ms, "expires_ms": at_ms + days * DAY_MS}
    connection.execute(_INSERT, {**row, **times, "digest": secret_digest(secret)})
    return secret


def find_token(connection: Connection, secret: str, at_ms: int) -> Token | None:
    """The token with the given secret; None if it has expired, was revoked or does not exist."""
    query = text(f"SELECT {_COLUMNS} FROM tokens WHERE digest = :digest AND revoked_ms IS NULL AND expires_ms > :at")
    row = connection.execute(query, {"digest": secret_digest(secret), "at": at_ms}).first()
    return None if row is None else _token(row)


def list_tokens(connection: Connection) -> list[Token]:
    """All tokens, oldest first."""
    return [_token(row) for row in connection.execute(text(f"SELECT {_COLUMNS} FROM tokens ORDER BY id"))]


def revoke_token(connection: Connection, name: str) -> Token:
    """Revoke the token with a name, or with a prefix as shown by `list`. Raises UsageError."""
    found = [token for token in list_tokens(connection) if name in (token.name, token.prefix)]
    live = [token for token in found if token.revoked_ms is None]
    if not live:
        raise UsageError(f"token: there is no valid token {name!r}. See: vitrina-central token list")
    connection.execute(text("UPDATE tokens SET revoked_ms = :at WHERE id = :id"), {"at": now_ms(), "id": live[0].id})
    return live[0]


def _token(row: Any) -> Token:
    number, name, prefix, access, scope, *times = row
    return Token(number, name, prefix, access, Scope.parse(scope), *times)

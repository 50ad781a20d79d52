"""Bearer tokens of the API. Each token is a recognizable prefix and 32 random bytes. The store contains only its
SHA-256.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, text

from central.clock import DAY_MS, now_ms
from central.errors import UsageError
from central.store.audit import COMMAND, Actor
from central.store.makers import Ended, end_made, lock_maker
from central.store.scope import Scope
from central.store.secrets import new_secret, secret_digest
from central.store.users import ROLES, Role

PREFIX = "vit_"
SHOWN = 8
READ, WRITE, MANAGE, MEDIA = "read", "write", "manage", "media"
ACCESS = (READ, WRITE, MANAGE, MEDIA)
"""Kinds of access. `manage`: also shops, the codes of kiosks, and tokens. `media`: only the videos of ads, for a kiosk.
"""
NEEDS = {READ: Role.VIEWER, WRITE: Role.EDITOR, MANAGE: Role.ADMIN, MEDIA: Role.VIEWER}
"""Role that the maker of a token must have, by access."""
MOST_DAYS = 1_100
KIOSK_PREFIX = "kiosk "
"""Start of the name of a token that belongs to an enrolled kiosk."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stored token. `prefix`: first characters of the token. `user_id`: the user who made it on a page. `made_by`:
    the token that made it.
    """

    id: int
    name: str
    prefix: str
    access: str
    scope: Scope
    created_ms: int
    expires_ms: int
    revoked_ms: int | None
    user_id: int | None = None
    made_by: int | None = None

    def state(self, at_ms: int) -> str:
        """State of the token: `revoked`, `ended` after its last day, otherwise `valid`."""
        if self.revoked_ms is not None:
            return "revoked"
        return "ended" if self.expires_ms <= at_ms else "valid"

    @property
    def is_of_kiosk(self) -> bool:
        """True if the token belongs to an enrolled kiosk, and ends with the kiosk's credentials."""
        return self.name.startswith(KIOSK_PREFIX)


_NAMES = (
    *("id", "name", "prefix", "access", "scope", "created_ms", "expires_ms", "revoked_ms"),
    *("user_id", "made_by"),
)
_COLUMNS = ", ".join(f"t.{name}" for name in _NAMES)
_INSERT = text(
    "INSERT INTO tokens (name, prefix, access, scope, digest, created_ms, expires_ms, user_id, made_by)"
    " VALUES (:name, :prefix, :access, :scope, :digest, :created_ms, :expires_ms, :user_id, :made_by)"
)
_FIND = text(
    f"SELECT {_COLUMNS}, u.id AS maker, u.role AS maker_role, u.scope AS maker_scope"
    " FROM tokens t LEFT JOIN users u ON u.id = t.user_id AND u.blocked_ms IS NULL"
    " WHERE t.digest = :digest AND t.revoked_ms IS NULL AND t.expires_ms > :at"
)
_REVOKE = text("UPDATE tokens SET revoked_ms = :at WHERE name = :name AND revoked_ms IS NULL")
_REVOKE_ONE = text("UPDATE tokens SET revoked_ms = :at WHERE id = :id AND revoked_ms IS NULL")


def add_token(connection: Connection, name: str, access: str, scope: Scope, days: int, *, by: Actor = COMMAND) -> str:
    """Add a token, and return its text, which cannot be shown again. `by`: who makes it.

    Raises UsageError, also if the maker has ended meanwhile. A name is taken only by a token within the sites of the
    new one. So the answer says nothing about the tokens of other tenants, or of the whole server.
    """
    if not 1 <= len(name) <= 64 or not name.isprintable() or name.startswith(KIOSK_PREFIX):
        raise UsageError(
            f"token: {name[:40]!r} is not one line of at most 64 characters, or starts with the word kiosk. Choose"
            " another name."
        )
    if access not in ACCESS or not 1 <= days <= MOST_DAYS:
        raise UsageError(
            f"token: access must be read, write, manage or media, for 1 to {MOST_DAYS:,} days. Nothing was changed."
        )
    lock_maker(connection, by)
    for token in list_tokens(connection):
        if token.name == name and token.revoked_ms is None and scope.contains(token.scope):
            raise UsageError(f"token: {name} already exists. Revoke it first, or choose another name.")
    return _insert(connection, name, access, scope, days, by)


def replace_media_token(connection: Connection, name: str, site: str) -> str:
    """Revoke the token of a kiosk, if it has one, and return a new one for its site, valid for as long as possible."""
    revoke_existing_token(connection, name)
    return _insert(connection, name, MEDIA, Scope.sites_scope([site]), MOST_DAYS, COMMAND)


def revoke_existing_token(connection: Connection, name: str) -> None:
    """Revoke the token with a name, if there is a valid one."""
    connection.execute(_REVOKE, {"at": now_ms(), "name": name})


def _insert(connection: Connection, name: str, access: str, scope: Scope, days: int, by: Actor) -> str:
    secret, at_ms = PREFIX + new_secret(), now_ms()
    row = {"name": name, "prefix": secret[: len(PREFIX) + SHOWN], "access": access, "scope": str(scope)}
    times = {"created_ms": at_ms, "expires_ms": at_ms + days * DAY_MS}
    maker = {"user_id": by.user_id, "made_by": by.token_id}
    connection.execute(_INSERT, {**row, **times, **maker, "digest": secret_digest(secret)})
    return secret


def find_token(connection: Connection, secret: str, at_ms: int) -> Token | None:
    """The token with the given secret, with no more rights than its maker has now; None if it has expired, was revoked
    or does not exist, or if its maker no longer exists, is blocked, or may no longer make such a token.
    """
    row = connection.execute(_FIND, {"digest": secret_digest(secret), "at": at_ms}).first()
    if row is None:
        return None
    token = _token(row[: len(_NAMES)])
    if token.user_id is None:
        return token
    if row.maker is None or ROLES[row.maker_role] < NEEDS[token.access]:
        return None
    return replace(token, scope=token.scope.common_part(Scope.parse(row.maker_scope)))


def list_tokens(connection: Connection) -> list[Token]:
    """All tokens, oldest first."""
    return [_token(row) for row in connection.execute(text(f"SELECT {_COLUMNS} FROM tokens t ORDER BY t.id"))]


def revoke_token(connection: Connection, name: str) -> tuple[Token, Ended]:
    """Revoke the token with a name, or with a prefix as shown by `list`, and end what it has made. Raises
    UsageError.
    """
    found = [token for token in list_tokens(connection) if name in (token.name, token.prefix)]
    live = [token for token in found if token.revoked_ms is None]
    if not live:
        raise UsageError(f"token: there is no valid token {name!r}. See: vitrina-central token list")
    if len(live) > 1:
        prefixes = ", ".join(token.prefix for token in live[:5])
        raise UsageError(f"token: {len(live)} tokens have the name {name!r}. Use a prefix: {prefixes}")
    return live[0], revoke_token_id(connection, live[0].id)


def revoke_token_id(connection: Connection, number: int) -> Ended:
    """Revoke the token with a number, and end what it has made."""
    at_ms = now_ms()
    connection.execute(_REVOKE_ONE, {"at": at_ms, "id": number})
    return end_made(connection, at_ms, token_id=number)


def _token(row: Any) -> Token:
    number, name, prefix, access, scope, *more = row
    return Token(number, name, prefix, access, Scope.parse(scope), *more)

"""Audit log: who did what, when, and from which address. It contains no secret and no content of messages."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.clock import DAY_MS, now_ms
from central.store.scope import Scope

KEEP_DAYS = 180
_LONGEST = 400
_COLUMNS = "at_ms, who, what, detail, address, tenant"
_INSERT = text(f"INSERT INTO audit ({_COLUMNS}) VALUES (:at_ms, :who, :what, :detail, :address, :tenant)")
_REPLACE = text("UPDATE audit SET detail = :new WHERE what = :what AND detail = :old AND at_ms >= :since")
NEWEST = 2**31 - 1
COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Actor:
    """Author of an entry: name of a user, a token or a program, and the address from which they do it. `user_id`: the
    user, or the user who made the token; None for a command and for its tokens. `token_id`: the token.
    """

    name: str
    address: str = ""
    user_id: int | None = None
    token_id: int | None = None


COMMAND = Actor(COMMAND_LINE)
"""Somebody who runs a command on the server."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the audit log. `tenant`: the tenant concerned; None for the server, for several tenants, and for old
    entries.
    """

    id: int
    at_ms: int
    who: str
    what: str
    detail: str
    address: str
    tenant: str | None


def record_entry(
    connection: Connection, who: str, what: str, detail: str = "", address: str = "", *, tenant: str | None
) -> None:
    """Add an entry. `what`: a name such as `sign-in`. Administrators of the `tenant` may read the entry. Without a
    tenant, only users who may see all sites may read it.
    """
    values = {"who": who, "what": what, "detail": detail, "address": address}
    clean = {name: _printable(value)[:_LONGEST] for name, value in values.items()}
    connection.execute(_INSERT, {"at_ms": now_ms(), "tenant": tenant, **clean})


def replace_detail(connection: Connection, what: str, old: str, new: str, since_ms: int) -> bool:
    """Replace the detail of the entry that has the detail `old`, and is not older than `since_ms`. False if there is
    none.
    """
    values = {"what": what, "old": _printable(old)[:_LONGEST], "new": _printable(new)[:_LONGEST], "since": since_ms}
    return bool(connection.execute(_REPLACE, values).rowcount)


def find_place_tenant(place: str) -> str | None:
    """Tenant in the key of a site, a kiosk or a creative, such as acme/berlin-7; None for an empty key."""
    return place.partition("/")[0] or None


def audit_entries(connection: Connection, scope: Scope, before: int = NEWEST, limit: int = 100) -> list[Entry]:
    """Entries of the tenants whose sites the caller may all see, newest first.

    `before`: only entries with a lower number are returned.
    """
    query = text(
        f"SELECT id, {_COLUMNS} FROM audit WHERE id < :before AND {scope.where_tenant('tenant')}"
        " ORDER BY id DESC LIMIT :limit"
    )
    return [Entry(*row) for row in connection.execute(query, {"before": before, "limit": limit})]


def forget_old_entries(connection: Connection, at_ms: int) -> int:
    """Delete entries older than KEEP_DAYS. Return their number."""
    deleted = connection.execute(text("DELETE FROM audit WHERE at_ms < :b"), {"b": at_ms - KEEP_DAYS * DAY_MS})
    return int(deleted.rowcount)


def _printable(value: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in value)

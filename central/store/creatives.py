"""Creatives: their names, their brands, and their video files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.errors import UsageError
from central.store.names import creative_key, ensure_creative
from central.store.sites import list_tenants
from central.store.store import Store
from edge.messages.wire import NAME

_CREATIVE = "[a-z0-9_.-]{1,64}"
_LONGEST_TITLE = 200
_LIST = "SELECT key, name, tag, sha256, duration_ms FROM creatives ORDER BY key"
COLUMNS = ("name", "tag", "sha256", "duration_ms")
"""Fields of a creative that a user can set."""


@dataclass(frozen=True, slots=True)
class Creative:
    """A creative in the store. `sha256`: SHA-256 of its file in the media folder. `duration_ms`: duration in
    milliseconds; None for a still image.
    """

    key: str
    name: str | None
    tag: str | None
    sha256: str | None
    duration_ms: int | None


def check_title(title: str) -> str | None:
    """Return a name or a tag without surrounding space; None if it is empty. Raises UsageError for a text that is too
    long or not a single line.
    """
    if len(title) > _LONGEST_TITLE or not title.isprintable():
        raise UsageError(f"creative: {title[:40]!r} is not one line of at most {_LONGEST_TITLE} characters.")
    return title.strip() or None


def find_creative(connection: Connection, name: str) -> tuple[str, str]:
    """Tenant and creative of a name such as `acme/spring_a`, or `spring_a` if there is only one tenant. Raises
    UsageError.
    """
    match = re.fullmatch(f"(?:({NAME})/)?({_CREATIVE})", name)
    if match is None:
        raise UsageError(
            f"creative: {name!r} is not of the form acme/spring_a: tenant and creative, as in the kiosks' playlists."
        )
    return match[1] or _only_tenant(connection, match[2]), match[2]


def set_creative(store: Store, name: str, values: Mapping[str, str | int | None]) -> str:
    """Set some of the COLUMNS of a creative.

    A creative that does not exist is added if the columns include a file. Return its key. Raises UsageError.
    """
    with store.engine.begin() as connection:
        tenant, creative = find_creative(connection, name)
        key = creative_key(tenant, creative)
        exists = connection.execute(text("SELECT id FROM creatives WHERE key = :key"), {"key": key}).first()
        if exists is None and "sha256" not in values:
            raise UsageError(f"creative: there is no ad {key}. Check the name, or add it with --file.")
        ensure_creative(connection, tenant, creative)
        changes = ", ".join(f"{column} = :{column}" for column in COLUMNS if column in values)
        connection.execute(text(f"UPDATE creatives SET {changes} WHERE key = :key"), {**values, "key": key})
    return key


def list_creatives(connection: Connection) -> list[Creative]:
    """All creatives, sorted by name."""
    return [Creative(*row) for row in connection.exec_driver_sql(_LIST)]


def film_hash(connection: Connection, tenant: str, creative: str) -> str | None:
    """SHA-256 of a creative's video file; None if it has none."""
    query = text("SELECT sha256 FROM creatives WHERE tenant = :tenant AND creative = :creative")
    sha256: str | None = connection.execute(query, {"tenant": tenant, "creative": creative}).scalar()
    return sha256


def tenants_of_film(connection: Connection, sha256: str) -> set[str]:
    """Tenants that have a creative with the given video."""
    query = text("SELECT DISTINCT tenant FROM creatives WHERE sha256 = :sha256")
    return {str(row[0]) for row in connection.execute(query, {"sha256": sha256})}


def _only_tenant(connection: Connection, creative: str) -> str:
    tenants = list_tenants(connection)
    if len(tenants) == 1:
        return tenants[0]
    why = f"the store has {len(tenants)} tenants ({', '.join(tenants[:5])})" if tenants else "the store is empty"
    raise UsageError(f"creative: {why}. Put the tenant before {creative}, as in acme/{creative}.")

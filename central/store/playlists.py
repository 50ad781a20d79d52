"""Stored playlists: their versions, the sites that should show them, and the kiosks to which they were sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

_ADD = text(
    "INSERT INTO playlists (tenant, who, content, made_ms) VALUES (:tenant, :who, :content, :made_ms) RETURNING id"
)
_ASSIGN = text(
    "INSERT INTO playlist_sites (site, version) VALUES (:site, :version)"
    " ON CONFLICT (site) DO UPDATE SET version = excluded.version"
)
_SENT = text(
    "INSERT INTO playlist_sent (device, version) VALUES (:device, :version)"
    " ON CONFLICT (device) DO UPDATE SET version = excluded.version"
)
_DUE = text(
    "SELECT d.key, p.id, p.content FROM devices d JOIN sites s ON s.id = d.site_id"
    " JOIN playlist_sites a ON a.site = s.key JOIN playlists p ON p.id = a.version"
    " LEFT JOIN playlist_sent t ON t.device = d.key WHERE t.version IS NULL OR t.version <> a.version ORDER BY d.key"
)
_SELECT = (
    "SELECT p.id, p.tenant, p.who, p.made_ms, p.content, (SELECT count(*) FROM playlist_sites a"
    " WHERE a.version = p.id) FROM playlists p"
)


@dataclass(frozen=True, slots=True)
class Playlist:
    """A version of a playlist. `content`: JSON of the message, without its version. `sites`: number of sites that
    should show it.
    """

    version: int
    tenant: str
    who: str
    made_ms: int
    content: str
    sites: int


def add_playlist(connection: Connection, tenant: str, content: str, who: str, made_ms: int) -> int:
    """Add a playlist. Return its version number, which is never reused."""
    row = {"tenant": tenant, "who": who, "content": content, "made_ms": made_ms}
    return int(connection.execute(_ADD, row).scalar_one())


def assign_playlist(connection: Connection, version: int, sites: Sequence[str]) -> None:
    """Assign a version to sites, given as tenant/site. Kiosks that a site gets later also receive it."""
    connection.execute(_ASSIGN, [{"site": site, "version": version} for site in sites])


def due_playlists(connection: Connection) -> list[tuple[str, int, str]]:
    """Key, version and content for each kiosk to which a playlist must be sent."""
    return [(str(row[0]), int(row[1]), str(row[2])) for row in connection.execute(_DUE)]


def mark_sent(connection: Connection, sent: Sequence[tuple[str, int]]) -> None:
    """Record that the broker has stored the given versions for the given kiosks."""
    if sent:
        connection.execute(_SENT, [{"device": device, "version": version} for device, version in sent])


def forget_sent(connection: Connection) -> None:
    """Make every playlist due again, because a broker may have lost retained messages."""
    connection.execute(text("DELETE FROM playlist_sent"))


def list_playlists(connection: Connection) -> list[Playlist]:
    """All versions, newest first."""
    return [Playlist(*row) for row in connection.exec_driver_sql(f"{_SELECT} ORDER BY p.id DESC")]


def playlist_versions(connection: Connection, versions: Sequence[int]) -> list[Playlist]:
    """The playlists with these version numbers, newest first. A version that does not exist is skipped."""
    chosen = ", ".join(str(int(version)) for version in versions) or "NULL"
    query = f"{_SELECT} WHERE p.id IN ({chosen}) ORDER BY p.id DESC"
    return [Playlist(*row) for row in connection.exec_driver_sql(query)]


def wanted_by_site(connection: Connection) -> dict[str, int]:
    """Version that each site should show, by tenant/site."""
    return {str(row[0]): int(row[1]) for row in connection.exec_driver_sql("SELECT site, version FROM playlist_sites")}

"""Stored playlists: their versions, the sites that should show them, and the kiosks to which they were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

_ADD = text(
    "INSERT INTO playlists (tenant, who, content, made_ms) VALUES (:tenant, :who, :content, :made_ms) RETURNING id"
)
_ASSIGN = text(
    "INSERT INTO playlist_sites (site, version) VALUES (:site, :version)"
    " ON CONFLICT (site) DO UPDATE SET version = excluded.version"
)
_FORMER = (
    "INSERT INTO playlist_history (site, version, former) VALUES (:site, :version, {former})"
    " ON CONFLICT (site, version) DO NOTHING"
)
_KEEP_FORMER = text(_FORMER.format(former="(SELECT version FROM playlist_sites WHERE site = :site)"))
_KEEP_BASE = text(_FORMER.format(former=":base"))
_FIRST = text("INSERT INTO playlist_sites (site, version) VALUES (:site, :version) ON CONFLICT (site) DO NOTHING")
_REPLACE = text("UPDATE playlist_sites SET version = :version WHERE site = :site AND version = :base")
_SITES_OF = text(
    "SELECT a.site, h.former FROM playlist_sites a LEFT JOIN playlist_history h"
    " ON h.site = a.site AND h.version = a.version WHERE a.version = :version ORDER BY a.site"
)
_EVER = text(
    "SELECT site FROM playlist_history WHERE version = :version"
    " UNION SELECT site FROM playlist_sites WHERE version = :version ORDER BY 1"
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
    rows = [{"site": site, "version": version} for site in sites]
    connection.execute(_KEEP_FORMER, rows)
    connection.execute(_ASSIGN, rows)


def replace_playlist(connection: Connection, version: int, base: Mapping[str, int | None]) -> list[str]:
    """Assign a version to sites that still have the version in `base`; None: no version. Return the other sites.

    The sites are locked in the order of their names, so that two callers cannot block each other.
    """
    changed = []
    for site, former in sorted(base.items()):
        row = {"site": site, "version": version, "base": former}
        if connection.execute(_FIRST if former is None else _REPLACE, row).rowcount:
            connection.execute(_KEEP_BASE, row)
        else:
            changed.append(site)
    return changed


def sites_of_version(connection: Connection, version: int) -> dict[str, int | None]:
    """Sites that should show a version, each with the version that it had before; None if that is not known."""
    return {str(site): former for site, former in connection.execute(_SITES_OF, {"version": version})}


def sites_ever_of_version(connection: Connection, version: int) -> list[str]:
    """Sites that should show a version, or should have shown it before."""
    return [str(row[0]) for row in connection.execute(_EVER, {"version": version})]


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

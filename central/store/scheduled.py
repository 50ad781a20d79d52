"""Playlists that replace the playlist of a site at the end of a local day. A site has at most one of them."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.store.playlists import replace_playlist

_NOW = text("SELECT p.id, p.content FROM playlist_sites a JOIN playlists p ON p.id = a.version WHERE a.site = :site")
_PUT = text(
    "INSERT INTO scheduled_playlists (site, version, base, due_ms) VALUES (:site, :version, :base, :due_ms)"
    " ON CONFLICT (site) DO UPDATE SET version = excluded.version, base = excluded.base, due_ms = excluded.due_ms"
)
_OF = text("SELECT site, version, base, due_ms FROM scheduled_playlists WHERE site = :site")
_DUE = text("SELECT site, version, base, due_ms FROM scheduled_playlists WHERE due_ms <= :now_ms ORDER BY site")


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A version that will replace the version `base` at a site. The site is given as tenant/site."""

    site: str
    version: int
    base: int
    due_ms: int


def present_playlist(connection: Connection, site: str) -> tuple[int, str] | None:
    """Version and content of a site's playlist; None if the site has no playlist."""
    row = connection.execute(_NOW, {"site": site}).first()
    return None if row is None else (int(row[0]), str(row[1]))


def put_scheduled(connection: Connection, scheduled: Scheduled) -> None:
    """Schedule a playlist. It replaces one that is already scheduled for the same site."""
    values = {"site": scheduled.site, "version": scheduled.version, "base": scheduled.base, "due_ms": scheduled.due_ms}
    connection.execute(_PUT, values)


def scheduled_playlist(connection: Connection, site: str) -> Scheduled | None:
    """The playlist scheduled for a site."""
    row = connection.execute(_OF, {"site": site}).first()
    return None if row is None else Scheduled(*row)


def list_due_playlists(connection: Connection, now_ms: int) -> list[Scheduled]:
    """Scheduled playlists that are due."""
    return [Scheduled(*row) for row in connection.execute(_DUE, {"now_ms": now_ms})]


def apply_scheduled(connection: Connection, scheduled: Scheduled) -> bool:
    """Assign a scheduled playlist to its site. If the site has received another playlist in the meantime, change
    nothing and return False.
    """
    return not replace_playlist(connection, scheduled.version, {scheduled.site: scheduled.base})


def scheduled_sites(connection: Connection) -> set[str]:
    """Sites for which a playlist is scheduled."""
    return {str(row[0]) for row in connection.execute(text("SELECT site FROM scheduled_playlists"))}


def drop_scheduled(connection: Connection, site: str) -> None:
    """Remove the scheduled playlist of a site."""
    connection.execute(text("DELETE FROM scheduled_playlists WHERE site = :site"), {"site": site})

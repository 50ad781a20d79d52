"""Playlists that are to take the place of those of their sites at the end of a local day: one a site."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

_NOW = text("SELECT p.id, p.content FROM playlist_sites a JOIN playlists p ON p.id = a.version WHERE a.site = :site")
_PUT = text(
    "INSERT INTO scheduled_playlists (site, version, base, due_ms) VALUES (:site, :version, :base, :due_ms)"
    " ON CONFLICT (site) DO UPDATE SET version = excluded.version, base = excluded.base, due_ms = excluded.due_ms"
)
_OF = text("SELECT site, version, base, due_ms FROM scheduled_playlists WHERE site = :site")
_DUE = text("SELECT site, version, base, due_ms FROM scheduled_playlists WHERE due_ms <= :now_ms ORDER BY site")
_REPLACE = text("UPDATE playlist_sites SET version = :version WHERE site = :site AND version = :base")


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A version that takes the place of `base` at a site, by tenant/site."""

    site: str
    version: int
    base: int
    due_ms: int


def present_playlist(connection: Connection, site: str) -> tuple[int, str] | None:
    """Version and content of the playlist of a site; None without one."""
    row = connection.execute(_NOW, {"site": site}).first()
    return None if row is None else (int(row[0]), str(row[1]))


def put_scheduled(connection: Connection, scheduled: Scheduled) -> None:
    """Keeps a playlist for its time. It takes the place of one that waits for the same site."""
    values = {"site": scheduled.site, "version": scheduled.version, "base": scheduled.base, "due_ms": scheduled.due_ms}
    connection.execute(_PUT, values)


def scheduled_playlist(connection: Connection, site: str) -> Scheduled | None:
    """The playlist that waits for a site."""
    row = connection.execute(_OF, {"site": site}).first()
    return None if row is None else Scheduled(*row)


def list_due_playlists(connection: Connection, now_ms: int) -> list[Scheduled]:
    """Playlists whose time has come."""
    return [Scheduled(*row) for row in connection.execute(_DUE, {"now_ms": now_ms})]


def apply_scheduled(connection: Connection, scheduled: Scheduled) -> bool:
    """Makes a playlist that of its site. False, and nothing changed, where the site has another one by now."""
    values = {"site": scheduled.site, "version": scheduled.version, "base": scheduled.base}
    return bool(connection.execute(_REPLACE, values).rowcount)


def drop_scheduled(connection: Connection, site: str) -> None:
    """Forgets what waits for a site."""
    connection.execute(text("DELETE FROM scheduled_playlists WHERE site = :site"), {"site": site})

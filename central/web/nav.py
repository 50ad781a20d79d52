"""Entries of the navigation, in order. To add a page, add a line here."""

from dataclasses import dataclass

from central.store.users import Role


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A link in the navigation. `word`: key of its label."""

    path: str
    word: str
    needs: Role = Role.VIEWER


ENTRIES = (
    NavEntry("/creatives", "nav.creatives"),
    NavEntry("/experiments", "nav.experiments"),
    NavEntry("/trends", "nav.trends"),
    NavEntry("/comments", "nav.comments"),
    NavEntry("/fleet", "nav.fleet"),
    NavEntry("/playlists", "nav.playlists"),
    NavEntry("/alerts", "nav.alerts"),
    NavEntry("/method", "nav.method"),
    NavEntry("/audit", "nav.audit", Role.ADMIN),
)


def nav_entries(role: Role) -> list[NavEntry]:
    """Links to the pages that a role may open."""
    return [entry for entry in ENTRIES if role >= entry.needs]

"""Entries of the navigation, in order. To add a page, add a line here."""

from dataclasses import dataclass

from central.store.users import Role


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A link in the navigation. `word`: key of its label. `under`: paths of pages that belong to the entry, and are not
    below its own path.
    """

    path: str
    word: str
    needs: Role = Role.VIEWER
    under: tuple[str, ...] = ()

    def contains(self, path: str) -> bool:
        """True for the path of the entry, and of a page below it."""
        own = () if self.path == "/" else (self.path, *self.under)
        return path == self.path or any(path == each or path.startswith(f"{each}/") for each in own)


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Entries that belong together. `word`: key of their heading."""

    word: str
    entries: tuple[NavEntry, ...]


GROUPS = (
    NavGroup(
        "nav.results",
        (
            NavEntry("/", "nav.start"),
            NavEntry("/creatives", "nav.creatives", under=("/compare",)),
            NavEntry("/shops", "nav.shops"),
            NavEntry("/experiments", "nav.experiments", under=("/plan",)),
            NavEntry("/lift", "nav.lift", under=("/sales",)),
            NavEntry("/trends", "nav.trends"),
            NavEntry("/comments", "nav.comments"),
        ),
    ),
    NavGroup(
        "nav.planning", (NavEntry("/playlists", "nav.playlists"), NavEntry("/recommendation", "nav.recommendation"))
    ),
    NavGroup("nav.operation", (NavEntry("/fleet", "nav.fleet"), NavEntry("/alerts", "nav.alerts"))),
    NavGroup(
        "nav.about",
        (
            NavEntry("/method", "nav.method"),
            NavEntry("/help/index.html", "nav.documents"),
        ),
    ),
    NavGroup(
        "nav.administration",
        (
            NavEntry("/users", "nav.users", Role.ADMIN),
            NavEntry("/tokens", "nav.tokens", Role.ADMIN),
            NavEntry("/audit", "nav.audit", Role.ADMIN),
        ),
    ),
)


def nav_groups(role: Role) -> list[NavGroup]:
    """Links to the pages that a role may open, by group. A group without such a page is missing."""
    allowed = [NavGroup(group.word, tuple(each for each in group.entries if role >= each.needs)) for group in GROUPS]
    return [group for group in allowed if group.entries]

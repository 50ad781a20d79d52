"""Sites that a caller may see. Every query for a report takes a scope, and only authentication creates scopes.

`Scope.whole_store` is for commands, because a person who runs a command can read the database directly.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.errors import UsageError
from edge.messages.wire import NAME

ALL = "all"
_PATTERN = re.compile(rf"{NAME}/({NAME}|\*)")


@dataclass(frozen=True, slots=True)
class Scope:
    """Set of sites: `tenant/site` is one site, and `tenant/*` is all sites of a tenant. `sites` None: every site."""

    patterns: frozenset[str] | None

    @classmethod
    def whole_store(cls) -> "Scope":
        """Scope that includes every site of the store."""
        return cls(None)

    @classmethod
    def parse(cls, text_of: str) -> "Scope":
        """Scope from a text in the format of `str(scope)`: `all`, or a list of sites. Raises UsageError."""
        return cls(None) if text_of == ALL else cls.sites_scope(text_of.split())

    @classmethod
    def sites_scope(cls, names: Iterable[str]) -> "Scope":
        """Scope that includes the given sites. Raises UsageError."""
        patterns = frozenset(names)
        for name in sorted(patterns):
            if _PATTERN.fullmatch(name) is None:
                raise UsageError(
                    f"site: {name!r} is not of the form acme/berlin-7, or acme/* for all sites of acme. Nothing"
                    " was changed."
                )
        return cls(patterns)

    def __str__(self) -> str:
        return ALL if self.patterns is None else " ".join(sorted(self.patterns))

    def can_see(self, tenant: str, site: str) -> bool:
        """True if the scope includes the site."""
        return self.allows_tenant(tenant) or f"{tenant}/{site}" in (self.patterns or ())

    def allows_tenant(self, tenant: str) -> bool:
        """True if every site of a tenant is visible, including sites that are added later."""
        return self.patterns is None or f"{tenant}/*" in self.patterns

    def has_site_of(self, tenant: str) -> bool:
        """True if a site of the tenant is visible."""
        return self.patterns is None or any(pattern.partition("/")[0] == tenant for pattern in self.patterns)

    def contains(self, other: "Scope") -> bool:
        """True if every site of the other scope is visible, including sites that are added later."""
        if other.patterns is None or self.patterns is None:
            return self.patterns is None
        return all(self.can_see(*pattern.split("/")) for pattern in other.patterns)

    def common_part(self, other: "Scope") -> "Scope":
        """Scope with the sites that are in both scopes."""
        if other.patterns is None or self.patterns is None:
            return self if other.patterns is None else other
        return Scope(
            frozenset(pattern for pattern in self.patterns if other._covers(pattern))
            | frozenset(pattern for pattern in other.patterns if self._covers(pattern))
        )

    def _covers(self, pattern: str) -> bool:
        tenant = pattern.partition("/")[0]
        return self.allows_tenant(tenant) or pattern in (self.patterns or ())

    @property
    def tenant(self) -> str | None:
        """Tenant of all sites in the scope; None if the sites may belong to several tenants."""
        tenants = {pattern.partition("/")[0] for pattern in self.patterns or ()}
        return tenants.pop() if len(tenants) == 1 else None

    def where_tenant(self, column: str) -> str:
        """SQL condition on a column with tenant names. It is true if every site of the tenant is visible, and contains
        only validated names.
        """
        if self.patterns is None:
            return "1 = 1"
        names = [f"'{pattern.removesuffix('/*')}'" for pattern in sorted(self.patterns) if pattern.endswith("/*")]
        return f"{column} IN ({', '.join(names) or 'NULL'})"


@dataclass(frozen=True, slots=True)
class VisibleSites:
    """Sites of the store within a scope, with their numbers."""

    names: dict[int, tuple[str, str]]
    is_whole_store: bool

    @property
    def tenants(self) -> list[str]:
        """Tenants that have a visible site."""
        return sorted({tenant for tenant, _ in self.names.values()})

    def sql_filter(self, column: str) -> str:
        """SQL condition on a column with site numbers. It contains only numbers."""
        if self.is_whole_store:
            return "1 = 1"
        return f"{column} IN ({', '.join(map(str, sorted(self.names))) or 'NULL'})"

    def where_creative(self, creative: str) -> str:
        """SQL condition on the row `creative` of the table of creatives: the creative has plays or reactions at a
        visible site.
        """
        if self.is_whole_store:
            return "1 = 1"
        tables = ("play_hours", "reaction_days", "comments")
        seen = (
            f"EXISTS (SELECT 1 FROM {table} v WHERE v.creative_id = {creative}.id AND {self.sql_filter('v.site_id')})"
            for table in tables
        )
        return f"({' OR '.join(seen)})"


def visible_sites(connection: Connection, scope: Scope) -> VisibleSites:
    """Sites of the store that are within the scope."""
    rows = connection.execute(text("SELECT id, tenant, site FROM sites"))
    names = {int(row[0]): (str(row[1]), str(row[2])) for row in rows if scope.can_see(row[1], row[2])}
    return VisibleSites(names, scope.patterns is None)

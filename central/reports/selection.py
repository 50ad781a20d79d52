"""Selection of a report: creatives, days and sites, by their numbers in the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from central.errors import NotFoundError, UsageError
from central.store.local_time import EPOCH_DAY
from central.store.panels import PANEL
from central.store.scope import Scope, VisibleSites, visible_sites
from central.store.sites import list_tenants

_SHOWN = 12
NAME_ONE = "Name one as the tenant"


@dataclass(frozen=True, slots=True)
class Request:
    """Options of a report. Days are local days; the first and the last day are included. `sites`: names of sites, with
    or without the tenant.
    """

    tenant: str | None = None
    from_day: date | None = None
    to_day: date | None = None
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site of the selection."""

    id: int
    site: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class CreativeRow:
    """A creative of the selection. `name` and `tag` are empty unless somebody has set them."""

    id: int
    creative: str
    name: str | None
    tag: str | None
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows of one tenant that a report uses."""

    tenant: str
    from_day: int | None
    to_day: int | None
    sites: tuple[SiteRow, ...]
    is_part: bool = False  # not all sites of the tenant, or not all days
    panel: bool | None = None  # True: all participants of the tenant, False: all its shops, None: some sites

    @property
    def is_panel(self) -> bool:
        """True if each site is a participant."""
        return bool(self.sites) and all(PANEL.fullmatch(site.site) for site in self.sites)

    @property
    def is_simulated(self) -> bool:
        """True for a fleet that `simulate` has generated."""
        return self.tenant.startswith("sim-")

    @property
    def has_all_days(self) -> bool:
        """True if no days are selected."""
        return self.from_day is None and self.to_day is None

    def sql_condition(self, table: str) -> str:
        """SQL condition on the columns `site_id` and `day` of a table. It contains only numbers."""
        return " AND ".join([self.where_site(table), *self.where_days(table)])

    def where_site(self, table: str) -> str:
        """SQL condition on the column `site_id` of a table."""
        return f"{table}.site_id IN ({', '.join(str(site.id) for site in self.sites) or 'NULL'})"

    def where_days(self, table: str) -> list[str]:
        """SQL conditions on the column `day` of a table."""
        parts = []
        if self.from_day is not None:
            parts.append(f"{table}.day >= {self.from_day:d}")
        if self.to_day is not None:
            parts.append(f"{table}.day <= {self.to_day:d}")
        return parts


def day_number(day: date | None) -> int | None:
    """Number of a local day in the store."""
    return None if day is None else day.toordinal() - EPOCH_DAY


def local_date(number: int) -> date:
    """Local day with a given number in the store."""
    return date.fromordinal(number + EPOCH_DAY)


def build_selection(connection: Connection, scope: Scope, tenant: str, request: Request) -> Selection:
    """Days and sites of a request, within the caller's scope. Participants are selected only if they are named. A site
    that the caller may not see is treated like a site that does not exist. Raises UsageError.
    """
    if request.from_day is not None and request.to_day is not None and request.from_day > request.to_day:
        raise UsageError(f"report: {request.from_day} to {request.to_day} contains no day. Swap --from and --to.")
    rows = connection.execute(
        text("SELECT id, site, zone FROM sites WHERE tenant = :tenant ORDER BY site"), {"tenant": tenant}
    )
    all_sites = [SiteRow(*row) for row in rows]
    sites = [site for site in all_sites if scope.can_see(tenant, site.site)]
    is_part = len(sites) < len(all_sites) or bool(request.sites or request.from_day or request.to_day)
    if request.sites:
        sites = _named(sites, tenant, request.sites)
    elif any(not PANEL.fullmatch(site.site) for site in sites):
        sites = [site for site in sites if not PANEL.fullmatch(site.site)]
    days = day_number(request.from_day), day_number(request.to_day)
    return Selection(tenant, *days, tuple(sites), is_part, _panel(sites, all_sites))


def _panel(sites: Sequence[SiteRow], all_sites: Sequence[SiteRow]) -> bool | None:
    """True if all of these sites are participants, False if all are shops, otherwise None."""
    kinds = {PANEL.fullmatch(site.site) is not None for site in sites}
    if len(kinds) != 1:
        return None
    of_kind = [site for site in all_sites if (PANEL.fullmatch(site.site) is not None) in kinds]
    return kinds.pop() if len(sites) == len(of_kind) else None


def _named(sites: list[SiteRow], tenant: str, names: Sequence[str]) -> list[SiteRow]:
    wanted = {name.removeprefix(f"{tenant}/") for name in names}
    if unknown := sorted(wanted - {site.site for site in sites}):
        known = join_names(site.site for site in sites)
        problem = f"report: there is no site {tenant}/{unknown[0]}."
        raise NotFoundError(f"{problem} Sites of {tenant}: {known}.")
    return [site for site in sites if site.site in wanted]


def creative_names(connection: Connection, scope: Scope, tenant: str | None) -> list[str]:
    """Names of all creatives of a tenant, or of the only tenant. Raises UsageError."""
    rows = _creatives(connection, visible_sites(connection, scope))
    tenants = sorted({row[0] for row in rows if tenant is None or row[0] == tenant})
    if not tenants:
        raise NotFoundError(f"report: no ad is stored. {_stored(rows, tenant)}")
    if len(tenants) > 1:
        raise UsageError(f"report: the store has several tenants: {join_names(tenants)}. {NAME_ONE}.")
    return [f"{row[0]}/{row[1]}" for row in rows if row[0] == tenants[0]]


def _creatives(connection: Connection, visible: VisibleSites) -> list[tuple[str, str]]:
    """Tenant and name of the visible creatives."""
    query = f"SELECT c.tenant, c.creative FROM creatives c WHERE {visible.where_creative('c')} ORDER BY 1, 2"
    return [(str(row[0]), str(row[1])) for row in connection.execute(text(query))]


def only_tenant(connection: Connection) -> str | None:
    """The tenant of a store that has only one."""
    tenants = list_tenants(connection)
    return tenants[0] if len(tenants) == 1 else None


def find_creatives(connection: Connection, scope: Scope, names: Sequence[str], tenant: str | None) -> list[CreativeRow]:
    """Creatives of one tenant with the given names, without duplicates and in the order of the names. Raises
    UsageError.
    """
    of = find_tenant(connection, scope, names, tenant)
    visible = visible_sites(connection, scope)
    found = [_find_creative(connection, visible, of, name.rpartition("/")[2]) for name in names]
    return list({creative.id: creative for creative in found}.values())


def find_tenant(connection: Connection, scope: Scope, names: Sequence[str], tenant: str | None) -> str:
    """Tenant of these creatives: the tenant in a name such as acme/spring_a, the given tenant, or the only tenant.
    Raises UsageError.
    """
    given = {name.partition("/")[0] for name in names if "/" in name} | ({tenant} if tenant else set())
    if not given:
        rows = _creatives(connection, visible_sites(connection, scope))
        found = {name.rpartition("/")[2] for name in names}
        given = {row[0] for row in rows if row[1] in found}
        if not given:
            raise NotFoundError(f"report: nothing is stored for {names[0]!r}. {_stored(rows, None)}")
    if len(given) > 1:
        raise UsageError(
            f"report: {names[0]!r} exists for several tenants: {join_names(sorted(given))}. {NAME_ONE}, or use"
            f" {min(given)}/{names[0].rpartition('/')[2]}."
        )
    return given.pop()


def _find_creative(connection: Connection, visible: VisibleSites, tenant: str, creative: str) -> CreativeRow:
    query = text(
        "SELECT c.id, c.creative, c.name, c.tag, c.duration_ms FROM creatives c"
        f" WHERE c.tenant = :tenant AND c.creative = :c AND {visible.where_creative('c')}"
    )
    row = connection.execute(query, {"tenant": tenant, "c": creative}).first()
    if row is None:
        stored = _stored(_creatives(connection, visible), tenant)
        raise NotFoundError(f"report: nothing is stored for {creative!r} of {tenant}. {stored}")
    return CreativeRow(*row)


def _stored(rows: Sequence[tuple[str, str]], tenant: str | None) -> str:
    names = sorted(row[1] for row in rows if tenant in (None, row[0]))
    return f"Stored: {join_names(names)}." if names else "The store is empty: fill it with `import` or `serve`."


def join_names(names: Any) -> str:
    """Names in a list. If there are many, only the first ones are listed."""
    all_names = list(names)
    text_of = ", ".join(all_names[:_SHOWN])
    return text_of if len(all_names) <= _SHOWN else f"{text_of} and {len(all_names) - _SHOWN} more"

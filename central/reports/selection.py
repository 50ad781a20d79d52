"""Selection of a report: creatives, days and sites, and the numbers under which the store has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from central.errors import UsageError
from central.store.local_time import EPOCH_DAY

PANEL = re.compile(r"panel-[0-9]+")
"""Sites of participants who agreed to be recorded."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Request:
    """Options of a report. Days are local days, both included; `sites` are names, with or without the tenant."""

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
    """A creative of the selection. `name` and `tag` as somebody gave them."""

    id: int
    creative: str
    name: str | None
    tag: str | None
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one tenant that a report is about."""

    tenant: str
    from_day: int | None
    to_day: int | None
    sites: tuple[SiteRow, ...]

    @property
    def is_panel(self) -> bool:
        """True if each site is a participant."""
        return bool(self.sites) and all(PANEL.fullmatch(site.site) for site in self.sites)

    @property
    def is_simulated(self) -> bool:
        """True for a fleet of `simulate`."""
        return self.tenant.startswith("sim-")

    def where(self, table: str) -> str:
        """Condition on `site_id` and `day` of a table. It holds numbers alone."""
        parts = [f"{table}.site_id IN ({', '.join(str(site.id) for site in self.sites) or 'NULL'})"]
        if self.from_day is not None:
            parts.append(f"{table}.day >= {self.from_day:d}")
        if self.to_day is not None:
            parts.append(f"{table}.day <= {self.to_day:d}")
        return " AND ".join(parts)


def day_number(day: date | None) -> int | None:
    """Number of a local day, as the store counts them."""
    return None if day is None else day.toordinal() - EPOCH_DAY


def day_of(number: int) -> date:
    """Local day of a number."""
    return date.fromordinal(number + EPOCH_DAY)


def select(connection: Connection, tenant: str, request: Request) -> Selection:
    """Days and sites of a request. Participants are left out beside shops, unless they are named. Raises UsageError."""
    if request.from_day is not None and request.to_day is not None and request.from_day > request.to_day:
        raise UsageError(f"report: {request.from_day} to {request.to_day} holds no day. Swap --from and --to.")
    rows = connection.execute(
        text("SELECT id, site, zone FROM sites WHERE tenant = :tenant ORDER BY site"), {"tenant": tenant}
    )
    sites = [SiteRow(*row) for row in rows]
    if request.sites:
        sites = _named(sites, tenant, request.sites)
    elif any(not PANEL.fullmatch(site.site) for site in sites):
        sites = [site for site in sites if not PANEL.fullmatch(site.site)]
    return Selection(tenant, day_number(request.from_day), day_number(request.to_day), tuple(sites))


def _named(sites: list[SiteRow], tenant: str, names: Sequence[str]) -> list[SiteRow]:
    wanted = {name.removeprefix(f"{tenant}/") for name in names}
    if unknown := sorted(wanted - {site.site for site in sites}):
        raise UsageError(
            f"report: there is no site {tenant}/{unknown[0]}. Sites of {tenant}: {shown(site.site for site in sites)}."
        )
    return [site for site in sites if site.site in wanted]


def creatives_of(connection: Connection, tenant: str | None) -> list[str]:
    """Names of all creatives of a tenant, or of the only one. Raises UsageError."""
    rows = connection.execute(text("SELECT tenant, creative FROM creatives ORDER BY tenant, creative")).fetchall()
    tenants = sorted({row[0] for row in rows if tenant is None or row[0] == tenant})
    if not tenants:
        raise UsageError(f"report: no advert is stored. {_stored(connection, tenant)}")
    if len(tenants) > 1:
        raise UsageError(f"report: several tenants are stored: {shown(tenants)}. Name one with --tenant.")
    return [f"{row[0]}/{row[1]}" for row in rows if row[0] == tenants[0]]


def only_tenant(connection: Connection) -> str | None:
    """The tenant of a store with one alone."""
    rows = connection.execute(text("SELECT tenant FROM sites UNION SELECT tenant FROM creatives")).fetchall()
    return str(rows[0][0]) if len(rows) == 1 else None


def find_creatives(connection: Connection, names: Sequence[str], tenant: str | None) -> list[CreativeRow]:
    """Creatives by name, of one tenant, each once, in the order of the names. Raises UsageError."""
    of = tenant_of(connection, names, tenant)
    found = [_creative(connection, of, name.rpartition("/")[2]) for name in names]
    return list({creative.id: creative for creative in found}.values())


def tenant_of(connection: Connection, names: Sequence[str], tenant: str | None) -> str:
    """Tenant of these creatives: that of a name like acme/spring_a, the wanted one, or the only one. Raises
    UsageError."""
    given = {name.partition("/")[0] for name in names if "/" in name} | ({tenant} if tenant else set())
    if not given:
        found = [name.rpartition("/")[2] for name in names]
        given = {row[0] for row in _tenants(connection, found)}
        if not given:
            raise UsageError(f"report: nothing is stored of {names[0]!r}. {_stored(connection, None)}")
    if len(given) > 1:
        raise UsageError(
            f"report: {names[0]!r} is of several tenants: {shown(sorted(given))}. Name one with --tenant, or as"
            f" {min(given)}/{names[0].rpartition('/')[2]}."
        )
    return given.pop()


def _tenants(connection: Connection, creatives: Sequence[str]) -> list[Any]:
    query = text("SELECT DISTINCT tenant FROM creatives WHERE creative = :creative")
    return [row for creative in creatives for row in connection.execute(query, {"creative": creative})]


def _creative(connection: Connection, tenant: str, creative: str) -> CreativeRow:
    query = text("SELECT id, creative, name, tag, duration_ms FROM creatives WHERE tenant = :tenant AND creative = :c")
    row = connection.execute(query, {"tenant": tenant, "c": creative}).first()
    if row is None:
        raise UsageError(f"report: nothing is stored of {creative!r} of {tenant}. {_stored(connection, tenant)}")
    return CreativeRow(*row)


def _stored(connection: Connection, tenant: str | None) -> str:
    where = "" if tenant is None else "WHERE tenant = :tenant"
    rows = connection.execute(text(f"SELECT creative FROM creatives {where} ORDER BY creative"), {"tenant": tenant})
    names = [row[0] for row in rows]
    return f"Stored: {shown(names)}." if names else "The store is empty: fill it with `import` or `serve`."


def shown(names: Any) -> str:
    """Names beside each other; the first ones of many."""
    all_names = list(names)
    text_of = ", ".join(all_names[:_SHOWN])
    return text_of if len(all_names) <= _SHOWN else f"{text_of} and {len(all_names) - _SHOWN} more"

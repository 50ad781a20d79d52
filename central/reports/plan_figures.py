"""Reads values for the plan of an experiment from the store, and defines the request for a plan."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from central.errors import NotFoundError, UsageError
from central.measures import SHARES
from central.reports.recommendation_rows import USUAL_K
from central.reports.selection import Request, Selection, build_selection, join_names
from central.reports.spread import KnownSpread, find_spread
from central.reports.spread_rows import read_spread_rows, some_sites
from central.store.scope import Scope, visible_sites

USUAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """The experiment to plan. `sites` None: as many sites as the store has results from. `people` None: as many people
    as the store has per ad, site and day. `difference`: size of the difference for which you want to know the chance of
    detection.
    """

    tenant: str | None = None
    measure: str = "smile"
    sites: int | None = None
    days: int = USUAL_DAYS
    people: float | None = None
    difference: float | None = None

    @classmethod
    def in_points(cls, difference: float | None, *, measure: str, **asked: Any) -> "PlanRequest":
        """Request whose difference is in percentage points if the measure is a share, and in the measure's own unit
        otherwise.
        """
        scale = 100.0 if measure in SHARES else 1.0
        return cls(measure=measure, difference=None if difference is None else difference / scale, **asked)


@dataclass(frozen=True, slots=True)
class StoredFigures:
    """Values in the store for a plan.

    `known`: variances of the difference between two ads; None if the store has too little data. `ads`: the ads from
    which the values were computed.
    """

    tenant: str | None
    sites: int
    known: KnownSpread | None
    k: int
    ads: tuple[str, ...]
    is_simulated: bool


NOTHING_STORED = StoredFigures(None, 0, None, USUAL_K, (), is_simulated=False)


def read_figures(connection: Connection, scope: Scope, asked: PlanRequest) -> StoredFigures:
    """Values in the store for a plan, from the named tenant or from the only tenant. Raises UsageError."""
    tenant = _tenant(connection, scope, asked.tenant)
    if tenant is None:
        return NOTHING_STORED
    selection = build_selection(connection, scope, tenant, Request(tenant))
    known = find_spread(read_spread_rows(connection, selection, asked.measure), asked.measure)
    ads = _names(connection, () if known is None else known.creatives)
    k = _largest_k(connection, selection)
    return StoredFigures(tenant, len(selection.sites), known, k, ads, selection.is_simulated)


def _tenant(connection: Connection, scope: Scope, given: str | None) -> str | None:
    """Tenant whose data are used: the named tenant, or the only one. None if the store has no tenant. Raises
    UsageError.
    """
    tenants = sorted(visible_sites(connection, scope).tenants)
    if given is not None:
        if given not in tenants:
            raise NotFoundError(f"plan: no site of {given} is stored. Stored tenants: {join_names(tenants)}.")
        return given
    if len(tenants) > 1:
        raise UsageError(f"plan: the store has several tenants: {join_names(tenants)}. Name one of them as the tenant.")
    return tenants[0] if tenants else None


def _largest_k(connection: Connection, selection: Selection) -> int:
    """Largest k in the reactions at some sites; the default k if there are no reactions."""
    condition = some_sites(selection).where_site("d")
    query = f"SELECT max(r.k) FROM reactions r JOIN devices d ON d.id = r.device_id WHERE {condition}"
    found = connection.execute(text(query)).scalar()
    return USUAL_K if found is None else int(found)


def _names(connection: Connection, creatives: tuple[int, ...]) -> tuple[str, ...]:
    numbers = ", ".join(f"{number:d}" for number in creatives) or "NULL"
    rows = connection.execute(text(f"SELECT c.creative FROM creatives c WHERE c.id IN ({numbers}) ORDER BY 1"))
    return tuple(str(row[0]) for row in rows)

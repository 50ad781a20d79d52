"""List of creatives with their most important numbers: searched, sorted, within the caller's scope."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection, text

from central.errors import NotFoundError
from central.reports.creative_values import CreativeSummary
from central.reports.list_differences import find_list_differences
from central.reports.measures import Reactions, build_measure
from central.reports.networks import build_model_spans, select_used_model
from central.reports.period_change import build_change, find_shown_changes, read_before
from central.reports.query import (
    read_days_by_creative,
    read_plays_by_creative,
    read_reactions_by_creative,
    smiles_by_creative,
)
from central.reports.selection import Request, Selection, build_selection, local_date
from central.store.scope import Scope, visible_sites

Order = Callable[[CreativeSummary], tuple[bool, float, str]]
ORDERS: dict[str, Order] = {
    "plays": lambda one: (False, -float(one.plays), _title(one)),
    "name": lambda one: (False, 0.0, _title(one)),
    "smiles": lambda one: (one.smile.mean is None, -(one.smile.mean or 0.0), _title(one)),
    "differs": lambda one: (not _is_shown(one), -_difference(one) or -float(one.plays), _title(one)),
    "people": lambda one: (False, -float(one.smile.people), _title(one)),
}
"""Orders in which creatives can be sorted. The first one is the default."""


@dataclass(frozen=True, slots=True)
class Search:
    """Search for creatives. Its words must occur in the name, id or tag. `tag`: the tag to select. `order`: one of
    ORDERS.
    """

    words: str = ""
    tag: str | None = None
    order: str = "plays"


def creative_summaries(connection: Connection, scope: Scope, search: Search, request: Request) -> list[CreativeSummary]:
    """Summaries of the creatives of one tenant, or of all visible tenants. Raises UsageError."""
    tenants = visible_sites(connection, scope).tenants
    if request.tenant is not None and request.tenant not in tenants:
        raise NotFoundError(f"creatives: there is no tenant {request.tenant!r}.")
    found: list[CreativeSummary] = []
    for tenant in _asked(tenants, request):
        found += _tenant_summaries(connection, build_selection(connection, scope, tenant, request), search)
    return sorted(found, key=ORDERS[search.order])


def _asked(tenants: Sequence[str], request: Request) -> Sequence[str]:
    """Tenants of a request: the tenant that it names, otherwise the tenants of its sites, otherwise all tenants."""
    if request.tenant is not None:
        return [request.tenant]
    of_sites = {site.partition("/")[0] for site in request.sites if "/" in site}
    return [tenant for tenant in tenants if tenant in of_sites] or tenants


def _is_shown(one: CreativeSummary) -> bool:
    return one.differs is not None and one.differs.is_shown


def _difference(one: CreativeSummary) -> float:
    """Size of the difference from the other ads of the list; 0 if it is not more than chance."""
    return abs(one.differs.mean or 0.0) if one.differs is not None and one.differs.is_shown else 0.0


def _tenant_summaries(connection: Connection, selection: Selection, search: Search) -> list[CreativeSummary]:
    plays = read_plays_by_creative(connection, selection)
    reactions, days = read_reactions_by_creative(connection, selection), read_days_by_creative(connection, selection)
    plays = plays.select_rows(plays["play_days"] > 0)
    count = dict(zip(plays["creative_id"].tolist(), plays["plays"].tolist(), strict=True))
    rows, found = search_creatives(connection, selection.tenant, search), []
    before = read_before(selection, partial(smiles_by_creative, connection))
    differences = find_list_differences(reactions, days, [row[0] for row in rows])
    for row in rows:
        of_creative = reactions.select_rows(reactions["creative_id"] == row[0])
        if row[0] in count or len(of_creative):
            models = build_model_spans(of_creative)
            of_days = select_used_model(days.select_rows(days["creative_id"] == row[0]), models)
            found.append(
                CreativeSummary(
                    tenant=selection.tenant,
                    creative=row[1],
                    name=row[2],
                    tag=row[3],
                    plays=round(count.get(row[0], 0)),
                    smile=build_measure("smile", Reactions(select_used_model(of_creative, models), of_days), None),
                    differs=differences.get(row[0]),
                    change=build_change(before, row[0], models),
                )
            )
    shown = find_shown_changes([one.change for one in found])
    return [one.model_copy(update={"is_change_shown": is_shown}) for one, is_shown in zip(found, shown, strict=True)]


def search_creatives(
    connection: Connection, tenant: str, search: Search
) -> Sequence[tuple[int, str, str | None, str | None]]:
    """Creatives of a tenant that contain all words in their name, id or tag."""
    query = text("SELECT id, creative, name, tag FROM creatives WHERE tenant = :tenant ORDER BY creative")
    rows = [(row[0], row[1], row[2], row[3]) for row in connection.execute(query, {"tenant": tenant})]
    words = search.words.casefold().split()
    return [
        row
        for row in rows
        if (search.tag is None or row[3] == search.tag)
        and all(any(word in (part or "").casefold() for part in row[1:]) for word in words)
    ]


def find_first_days(connection: Connection, selection: Selection) -> dict[str, date]:
    """Day on which each creative first played at the sites. The selected days are ignored."""
    sites = replace(selection, from_day=None, to_day=None)
    query = text(
        "SELECT c.creative, min(p.day) FROM play_hours p JOIN creatives c ON c.id = p.creative_id"
        f" WHERE {sites.sql_condition('p')} GROUP BY c.creative"
    )
    return {str(row[0]): local_date(int(row[1])) for row in connection.execute(query)}


def _title(one: CreativeSummary) -> str:
    return (one.name or one.creative).casefold()

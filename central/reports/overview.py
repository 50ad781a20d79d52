"""The few numbers that the list of ads shows. They take a third of the time of a full report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from central.reports.creative_values import CreativeSummary
from central.reports.curves import Cells, smile_cells
from central.reports.networks import build_model_spans, select_used_model
from central.reports.query import read_few_sums
from central.reports.selection import CreativeRow, Request, Selection, build_selection, find_creatives
from central.reports.values import Cell
from central.statistics.told import reported_share
from central.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Overview:
    """Visits, reported share, and smiles by second, with the same values as in the report. `unit`: sites or
    participants.
    """

    visits: int
    reported_share: float | None
    unit: str
    curve: list[Cell]


def creative_overviews(
    connection: Connection, scope: Scope, shown: Sequence[CreativeSummary], request: Request
) -> dict[tuple[str, str], Overview]:
    """Overviews of some creatives, by tenant and creative. Raises UsageError."""
    found: dict[tuple[str, str], Overview] = {}
    for tenant in sorted({one.tenant for one in shown}):
        selection = build_selection(connection, scope, tenant, replace(request, tenant=tenant))
        names = [one.creative for one in shown if one.tenant == tenant]
        for creative in find_creatives(connection, scope, names, tenant):
            found[tenant, creative.creative] = _build_overview(connection, selection, creative)
    return found


def _build_overview(connection: Connection, selection: Selection, creative: CreativeRow) -> Overview:
    sums = read_few_sums(connection, selection, creative)
    models = build_model_spans(sums.reactions)
    visits = sums.sites.column_sum("visits")
    return Overview(
        visits=round(visits),
        reported_share=reported_share(sums.sites.column_sum("told_visits"), visits),
        unit="participants" if selection.is_panel else "sites",
        curve=smile_cells(Cells(sums.cells, select_used_model(sums.cells, models))),
    )

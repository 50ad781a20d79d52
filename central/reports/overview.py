"""The few numbers that the list of ads shows. They take a third of the time of a full report."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from central.reports.creative_values import CreativeSummary, Overview
from central.reports.curves import Cells, smile_cells
from central.reports.networks import build_model_spans, select_used_model
from central.reports.query import FewSums, count_kiosks, read_few_sums
from central.reports.seen import build_seen
from central.reports.selection import Request, build_selection, find_creatives
from central.statistics.told import reported_share
from central.store.scope import Scope


def creative_overviews(
    connection: Connection, scope: Scope, shown: Sequence[CreativeSummary], request: Request
) -> dict[tuple[str, str], Overview]:
    """Overviews of some creatives, by tenant and creative. Raises UsageError."""
    found: dict[tuple[str, str], Overview] = {}
    for tenant in sorted({one.tenant for one in shown}):
        selection = build_selection(connection, scope, tenant, replace(request, tenant=tenant))
        names = [one.creative for one in shown if one.tenant == tenant]
        creatives = find_creatives(connection, scope, names, tenant)
        sums = read_few_sums(connection, selection, creatives)
        kiosks = None if selection.is_panel else count_kiosks(connection, selection)
        for creative in creatives:
            found[tenant, creative.creative] = _build_overview(sums, creative.id, kiosks)
    return found


def _build_overview(sums: FewSums, creative: int, kiosks: Mapping[int, int] | None) -> Overview:
    """Overview of a creative. `kiosks`: number of kiosks per site; None for participants."""
    sites, watchers, cells, spans = (
        columns.select_rows(columns["creative_id"] == creative)
        for columns in (sums.sites, sums.watchers, sums.cells, sums.spans)
    )
    return Overview(
        seen=None if kiosks is None else build_seen(sites, watchers, None, kiosks),
        reported_share=reported_share(sites.column_sum("told_visits"), sites.column_sum("visits")),
        unit="participants" if kiosks is None else "sites",
        curve=smile_cells(Cells(cells, select_used_model(cells, build_model_spans(spans)))),
    )

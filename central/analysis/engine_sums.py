"""Computes the totals for reports with expressions. Spark needs them because it does not run the statements of the
store.
"""

from collections.abc import Sequence

import numpy as np
from ibis.expr.types import Table

from central.analysis import report_sums as of
from central.analysis import tables
from central.analysis.engines import Engine
from central.measures import TERMS
from central.reports.columns import Columns
from central.reports.day_curves import has_few_sites, no_day_cells
from central.reports.fetch import WHOLE
from central.reports.query import Evidence, has_few_days, no_flow_days
from central.reports.selection import CreativeRow, Selection
from central.reports.spread_rows import ADS, DAYS, SpreadRows, some_sites


class EngineSums:
    """Computes the totals that central/reports/sums.py declares."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read_evidence(self, selection: Selection, creative: CreativeRow) -> Evidence:
        """All totals of one creative."""

        def chosen(rows: Table) -> Table:
            return rows.filter(rows.creative_id == creative.id)

        reactions = chosen(of.read_reactions(selection))
        flow = chosen(of.select_rows(tables.flow_days, selection))
        plays = chosen(of.select_rows(tables.play_hours, selection))
        windows = of.select_rows(tables.window_hours, selection)
        cell_days = chosen(of.read_cells(selection))
        cells = self._read(of.sum_cells(cell_days))
        sites = self._read(of.sum_flow_by_site(flow))
        return Evidence(
            creative,
            self._read(of.sum_reactions(reactions)),
            self._read(of.sum_days(reactions)),
            cells,
            self._read(of.sum_day_cells(cell_days)) if has_few_sites(cells) else no_day_cells(),
            self._read(of.sum_parts(reactions)),
            sites,
            self._read(of.sum_flow_by_weekday(flow)),
            self._read(of.sum_hours(windows, plays, reactions)),
            self._read(of.sum_flow_by_day(flow)) if has_few_days(sites) else no_flow_days(),
        )

    def read_days(self, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
        """Number of people and sum of a measure, by site, day, part of the day and expression model."""
        rows = of.read_reactions(selection)
        found = self._read(of.sum_measure_by_day(rows.filter(rows.creative_id == creative.id), measure))
        return Columns({**found.of, "first_day": found["day"], "last_day": found["day"]})

    def read_weeks(self, selection: Selection, creatives: Sequence[CreativeRow], measure: str) -> Columns:
        """Number of people and sum of a measure over the chosen creatives, by week, site and expression model."""
        rows = of.read_reactions(selection)
        return self._read(of.sum_weeks(rows.filter(rows.creative_id.isin([each.id for each in creatives])), measure))

    def read_week_visits(self, selection: Selection, creatives: Sequence[CreativeRow]) -> Columns:
        """All visits, and the visits within published reactions, by week and summed over the creatives."""
        rows = of.select_rows(tables.flow_days, selection)
        return self._read(of.sum_week_visits(rows.filter(rows.creative_id.isin([each.id for each in creatives]))))

    def read_comments(self, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
        """Totals of comments by week and site. If `creatives` is None, they cover all ads and comments without an
        ad.
        """
        rows = of.select_rows(tables.comments, selection)
        if creatives is not None:
            rows = rows.filter(rows.creative_id.isin([each.id for each in creatives]))
        return self._read(of.sum_comments(rows))

    def own_smiles(self, selection: Selection) -> Columns:
        """Number of people, sum of smiles and variance of their noise, by site, creative and expression model, for all
        creatives.
        """
        return self._read(of.own_smiles(of.read_reactions(selection)))

    def read_spread_rows(self, selection: Selection, measure: str) -> SpreadRows:
        """Totals by site and day from which the spread of the difference between two ads is estimated."""
        rows = of.read_reactions(some_sites(selection))
        rows = rows.filter(rows[TERMS[measure][0]] > 0)
        ads, experiments = of.newest_days(rows, DAYS), of.newest_days(rows.filter(rows.experiment != ""), DAYS)
        most = self._read(of.most_seen(ads, measure, ADS))["creative_id"].tolist()
        return SpreadRows(
            self._read(of.spread_rows(ads.filter(ads.creative_id.isin(most)), ("creative_id",), measure)),
            self._read(of.spread_rows(experiments, ("experiment", "arm"), measure)),
        )

    def kiosk_counts(self, selection: Selection) -> dict[int, int]:
        """Number of kiosks per site."""
        found = self._sites(selection)
        return dict(zip(found["id"].tolist(), found["kiosks"].tolist(), strict=True))

    def is_research(self, selection: Selection) -> bool:
        """True if a kiosk of the selection has reported that it uses research models."""
        return bool(self._sites(selection)["is_research"].any())

    def _sites(self, selection: Selection) -> Columns:
        sites = tables.sites_of_folder
        chosen = sites.filter(sites.id.isin([site.id for site in selection.sites]))
        return self._engine.run_expression(chosen.mutate(is_research=chosen.is_research.cast("int64")))

    def _read(self, expression: Table) -> Columns:
        """Run an expression.

        The returned columns have the types that reports use: text, integers for keys, and floats for other numbers.
        """
        found = self._engine.run_expression(expression)
        return Columns(
            {
                name: column if column.dtype == np.object_ else column.astype(int if name in WHOLE else float)
                for name, column in found.of.items()
            }
        )

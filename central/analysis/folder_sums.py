"""Computes the totals for reports from a folder, with the store's own statements in DuckDB."""

from collections.abc import Sequence
from dataclasses import replace

from central.reports import query
from central.reports.columns import Columns
from central.reports.comment_rows import read_comments
from central.reports.day_rows import read_creative_days, read_creative_weeks, visits_of_weeks
from central.reports.fetch import StatementEngine, fetch_columns
from central.reports.query import Evidence
from central.reports.selection import CreativeRow, Selection
from central.reports.spread_rows import SpreadRows, read_spread_rows

FIRST_DAY = -(10**6)
"""Day number before the first stored day."""


class FolderSums:
    """Computes the totals that central/reports/sums.py declares."""

    def __init__(self, engine: StatementEngine) -> None:
        self._engine = engine

    def read_evidence(self, selection: Selection, creative: CreativeRow) -> Evidence:
        """All totals of one creative."""
        return query.read_evidence(self._engine, _by_days(selection), creative)

    def read_days(self, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
        """Number of people and sum of a measure, by site, day and expression model."""
        return read_creative_days(self._engine, selection, creative, measure)

    def read_weeks(self, selection: Selection, creatives: Sequence[CreativeRow], measure: str) -> Columns:
        """Number of people and sum of a measure over the chosen creatives, by week, site and expression model."""
        return read_creative_weeks(self._engine, selection, list(creatives), measure)

    def read_week_visits(self, selection: Selection, creatives: Sequence[CreativeRow]) -> Columns:
        """All visits, and the visits within published reactions, by week and summed over the creatives."""
        return visits_of_weeks(self._engine, selection, list(creatives))

    def read_comments(self, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
        """Totals of comments by week and site. If `creatives` is None, they cover all ads and comments without an
        ad.
        """
        return read_comments(self._engine, selection, creatives)

    def own_smiles(self, selection: Selection) -> Columns:
        """Number of people, sum of smiles and variance of their noise, by site, creative and expression model, for all
        creatives.
        """
        return query.smiles_by_creative(self._engine, _by_days(selection))

    def read_spread_rows(self, selection: Selection, measure: str) -> SpreadRows:
        """Totals by site and day from which the spread of the difference between two ads is estimated."""
        return read_spread_rows(self._engine, selection, measure)

    def kiosk_counts(self, selection: Selection) -> dict[int, int]:
        """Number of kiosks per site."""
        found = self._sites(selection)
        return dict(zip(found["site_id"].tolist(), found["kiosks"].astype(int).tolist(), strict=True))

    def is_research(self, selection: Selection) -> bool:
        """True if a kiosk of the selection has reported that it uses research models."""
        return bool(self._sites(selection)["is_research"].any())

    def _sites(self, selection: Selection) -> Columns:
        ids = ", ".join(str(site.id) for site in selection.sites) or "NULL"
        of_sites = f"SELECT s.id, s.kiosks, s.is_research FROM sites s WHERE s.id IN ({ids})"
        return fetch_columns(self._engine, of_sites, ("site_id", "kiosks", "is_research"))


def _by_days(selection: Selection) -> Selection:
    """The selection with its days listed one by one, because a folder has neither rollups nor totals over sites."""
    first = selection.from_day if selection.from_day is not None else FIRST_DAY
    return replace(selection, from_day=first, panel=None)

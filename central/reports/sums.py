"""Source of the totals for reports: the store's database, or another engine over an export of it."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection

from central.reports import query
from central.reports.columns import Columns
from central.reports.comment_rows import read_comments
from central.reports.day_rows import read_creative_days, read_creative_weeks, visits_of_weeks
from central.reports.query import Evidence
from central.reports.selection import CreativeRow, Selection
from central.reports.spread_rows import SpreadRows, read_spread_rows


class Sums(Protocol):
    """Totals over whole messages, for a selection of sites and days."""

    def read_evidence(self, selection: Selection, creative: CreativeRow) -> Evidence:
        """All totals of a creative."""

    def read_days(self, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
        """People and sum of a measure, by site, day, part of the day and expression model."""

    def read_weeks(self, selection: Selection, creatives: Sequence[CreativeRow], measure: str) -> Columns:
        """People and sum of a measure over some creatives, by week, site and expression model."""

    def read_week_visits(self, selection: Selection, creatives: Sequence[CreativeRow]) -> Columns:
        """Visits in all windows, and visits within a published reaction, by week, added up over the creatives."""

    def read_comments(self, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
        """Totals of comments by week and site; if `creatives` is None, for all ads and for comments without an ad."""

    def own_smiles(self, selection: Selection) -> Columns:
        """People, smiles and their noise by site, creative and expression model, for all creatives."""

    def read_spread_rows(self, selection: Selection, measure: str) -> SpreadRows:
        """Totals of the site-days that show how much two ads differ."""

    def kiosk_counts(self, selection: Selection) -> dict[int, int]:
        """Number of kiosks per site."""

    def is_research(self, selection: Selection) -> bool:
        """True if a kiosk of the selection has reported that it uses research models."""


class DatabaseSums:
    """Totals from the store, by its own statements."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read_evidence(self, selection: Selection, creative: CreativeRow) -> Evidence:
        """All totals of a creative."""
        return query.read_evidence(self._connection, selection, creative)

    def read_days(self, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
        """People and sum of a measure, by site, day, part of the day and expression model."""
        return read_creative_days(self._connection, selection, creative, measure)

    def read_weeks(self, selection: Selection, creatives: Sequence[CreativeRow], measure: str) -> Columns:
        """People and sum of a measure over some creatives, by week, site and expression model."""
        return read_creative_weeks(self._connection, selection, list(creatives), measure)

    def read_week_visits(self, selection: Selection, creatives: Sequence[CreativeRow]) -> Columns:
        """Visits in all windows, and visits within a published reaction, by week, added up over the creatives."""
        return visits_of_weeks(self._connection, selection, list(creatives))

    def read_comments(self, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
        """Totals of comments by week and site; if `creatives` is None, for all ads and for comments without an ad."""
        return read_comments(self._connection, selection, creatives)

    def own_smiles(self, selection: Selection) -> Columns:
        """People, smiles and their noise by site, creative and expression model, for all creatives."""
        return query.smiles_by_creative(self._connection, selection)

    def read_spread_rows(self, selection: Selection, measure: str) -> SpreadRows:
        """Totals of the site-days that show how much two ads differ."""
        return read_spread_rows(self._connection, selection, measure)

    def kiosk_counts(self, selection: Selection) -> dict[int, int]:
        """Number of kiosks per site."""
        return query.count_kiosks(self._connection, selection)

    def is_research(self, selection: Selection) -> bool:
        """True if a kiosk of the selection has reported that it uses research models."""
        return query.is_research(self._connection, selection)

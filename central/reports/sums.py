"""Source of the totals for reports: the database of the store, or another engine that reads an export of the store."""

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
        """All totals of one creative."""

    def read_days(self, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
        """Number of people and sum of a measure, by site, day, part of the day and expression model."""

    def read_weeks(self, selection: Selection, creatives: Sequence[CreativeRow], measure: str) -> Columns:
        """Number of people and sum of a measure over the chosen creatives, by week, site and expression model."""

    def read_week_visits(self, selection: Selection, creatives: Sequence[CreativeRow]) -> Columns:
        """All visits, and the visits within published reactions, by week and summed over the creatives."""

    def read_comments(self, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
        """Totals of comments by week and site. If `creatives` is None, they cover all ads and comments without an
        ad.
        """

    def own_smiles(self, selection: Selection) -> Columns:
        """Number of people, sum of smiles and variance of their noise, by site, creative and expression model, for all
        creatives.
        """

    def read_spread_rows(self, selection: Selection, measure: str) -> SpreadRows:
        """Totals by site and day from which the spread of the difference between two ads is estimated."""

    def kiosk_counts(self, selection: Selection) -> dict[int, int]:
        """Number of kiosks per site."""

    def is_research(self, selection: Selection) -> bool:
        """True if a kiosk of the selection has reported that it uses research models."""


class DatabaseSums:
    """Totals from the store, computed by the store's own statements."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read_evidence(self, selection: Selection, creative: CreativeRow) -> Evidence:
        """All totals of one creative."""
        return query.read_evidence(self._connection, selection, creative)

    def read_days(self, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
        """Number of people and sum of a measure, by site, day, part of the day and expression model."""
        return read_creative_days(self._connection, selection, creative, measure)

    def read_weeks(self, selection: Selection, creatives: Sequence[CreativeRow], measure: str) -> Columns:
        """Number of people and sum of a measure over the chosen creatives, by week, site and expression model."""
        return read_creative_weeks(self._connection, selection, list(creatives), measure)

    def read_week_visits(self, selection: Selection, creatives: Sequence[CreativeRow]) -> Columns:
        """All visits, and the visits within published reactions, by week and summed over the creatives."""
        return visits_of_weeks(self._connection, selection, list(creatives))

    def read_comments(self, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
        """Totals of comments by week and site. If `creatives` is None, they cover all ads and comments without an
        ad.
        """
        return read_comments(self._connection, selection, creatives)

    def own_smiles(self, selection: Selection) -> Columns:
        """Number of people, sum of smiles and variance of their noise, by site, creative and expression model, for all
        creatives.
        """
        return query.smiles_by_creative(self._connection, selection)

    def read_spread_rows(self, selection: Selection, measure: str) -> SpreadRows:
        """Totals by site and day from which the spread of the difference between two ads is estimated."""
        return read_spread_rows(self._connection, selection, measure)

    def kiosk_counts(self, selection: Selection) -> dict[int, int]:
        """Number of kiosks per site."""
        return query.count_kiosks(self._connection, selection)

    def is_research(self, selection: Selection) -> bool:
        """True if a kiosk of the selection has reported that it uses research models."""
        return query.is_research(self._connection, selection)

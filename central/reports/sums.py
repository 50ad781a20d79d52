"""Source of the sums that reports are made of: the store's database, or another engine over an export of it."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection

from central.reports import query
from central.reports.columns import Columns
from central.reports.comment_rows import comments_of
from central.reports.day_rows import days_of_creative, weeks_of_creatives
from central.reports.query import Evidence
from central.reports.selection import CreativeRow, Selection


class Sums(Protocol):
    """Sums over whole messages, of a selection of sites and days."""

    def evidence(self, selection: Selection, creative: CreativeRow) -> Evidence:
        """All sums of a creative."""

    def days(self, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
        """People and sum of a measure, by site, day and network."""

    def weeks(self, selection: Selection, creatives: Sequence[CreativeRow], measure: str) -> Columns:
        """People and sum of a measure over some creatives, by week, site and network."""

    def comments(self, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
        """Sums of comments by week and site; of all adverts and of none where `creatives` is None."""

    def means(self, selection: Selection) -> Columns:
        """Mean of the sites' smiles, by creative and network."""

    def devices(self, selection: Selection) -> dict[int, int]:
        """Number of kiosks of each site."""

    def is_research(self, selection: Selection) -> bool:
        """True if a kiosk of the selection has said that it uses networks for research."""


class DatabaseSums:
    """Sums of the store, by statements of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def evidence(self, selection: Selection, creative: CreativeRow) -> Evidence:
        """All sums of a creative."""
        return query.evidence_of(self._connection, selection, creative)

    def days(self, selection: Selection, creative: CreativeRow, measure: str) -> Columns:
        """People and sum of a measure, by site, day and network."""
        return days_of_creative(self._connection, selection, creative, measure)

    def weeks(self, selection: Selection, creatives: Sequence[CreativeRow], measure: str) -> Columns:
        """People and sum of a measure over some creatives, by week, site and network."""
        return weeks_of_creatives(self._connection, selection, list(creatives), measure)

    def comments(self, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
        """Sums of comments by week and site; of all adverts and of none where `creatives` is None."""
        return comments_of(self._connection, selection, creatives)

    def means(self, selection: Selection) -> Columns:
        """Mean of the sites' smiles, by creative and network."""
        return query.means_of_creatives(self._connection, selection)

    def devices(self, selection: Selection) -> dict[int, int]:
        """Number of kiosks of each site."""
        return query.devices_of(self._connection, selection)

    def is_research(self, selection: Selection) -> bool:
        """True if a kiosk of the selection has said that it uses networks for research."""
        return query.is_research(self._connection, selection)

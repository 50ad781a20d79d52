"""Totals of the store behind the report of a creative, as columns. Each row is a sum over whole messages.

No row is for one day of one site. For all days, rows come from the rollups. If days are selected, the database adds up
the days. The amount of data therefore grows with the number of sites, plus one row per day for all sites together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, text

from central.measures import CURVES, TERMS
from central.reports.columns import Columns
from central.reports.day_curves import has_few_sites, no_day_cells, read_day_cells
from central.reports.fetch import Reader, fetch_columns
from central.reports.selection import CreativeRow, Selection
from central.statistics.impressions import MOST_DAYS
from central.store import rollup_selects as selects
from central.store.columns import MEASURE_SUMS, PEOPLE
from central.store.tables.totals import WHOLE

OF_SITE = ("plays", "play_days", "reaction_days", "windows", "visits", "told_visits", "sensed_ms")
DAYS = (*PEOPLE, *MEASURE_SUMS)
FLOW_DAYS = ("plays", "opportunities")
_SPAN = ("first_day", "last_day", "reactions", "n")
SMILES = ("smile_n", "smile_sum", "noise_variance_sum")
_COLUMNS_OF_PEOPLE = {
    people: (f"{people}_days", f"{people}_reactions", *(of for by, of in TERMS.values() if by == people))
    for people in PEOPLE
}
_COLUMNS_OF_CELL_PEOPLE = {f"{name}_n": (f"{name}_sum",) for name in CURVES}


@dataclass(frozen=True, slots=True)
class Evidence:
    """All stored data of one creative in a selection.

    `reactions`: by site and expression model. `days`: reactions by day and model. `cells`: by site, model and second.
    `day_cells`: for few sites, by day, model and second. `parts`: by site, model and part of the day. `sites`: plays
    and windows by site. `weekdays` and `hours`: windows of the kiosks and days on which the creative played or has a
    reaction. `weekdays` includes all totals of visits and plays. `flow_days`: plays and expected visits by day, of the
    sites with a kiosk that measured on it; empty for an ad of more than MOST_DAYS days.
    """

    creative: CreativeRow
    reactions: Columns
    days: Columns
    cells: Columns
    day_cells: Columns
    parts: Columns
    sites: Columns
    weekdays: Columns
    hours: Columns
    flow_days: Columns


def read_evidence(connection: Reader, selection: Selection, creative: CreativeRow) -> Evidence:
    """Read the totals of a creative."""
    of = _Sources(selection, (creative.id,))
    cells = _read_told(
        connection, of.cells_table(), ("site_id", "model", "second"), selects.CELLS, _COLUMNS_OF_CELL_PEOPLE
    )
    sites = _sums(connection, of.flow_table(), ("site_id",), OF_SITE, has_span=True)
    return Evidence(
        creative,
        _read_told(connection, of.reactions_table(), ("site_id", "model"), selects.REACTIONS, _COLUMNS_OF_PEOPLE),
        _read_days(connection, selection, f"creative_id = {creative.id:d}", ()),
        cells,
        read_day_cells(connection, selection, creative.id) if has_few_sites(cells) else no_day_cells(),
        _rows(connection, of.parts_table(), ("site_id", "model", "part"), ("smile_n", "smile_sum")),
        sites,
        _sums(connection, of.flow_table(), ("weekday",), selects.FLOW_SUMS),
        _sums(connection, of.hours_table(), ("hour",), selects.HOUR_SUMS),
        _read_flow_days(connection, selection, creative, sites) if has_few_days(sites) else no_flow_days(),
    )


def count_days(sites: Columns) -> int:
    """Number of days from the first to the last day of an ad at its sites; 0 without a day."""
    return int(sites["last_day"].max() - sites["first_day"].min()) + 1 if len(sites) else 0


def has_few_days(sites: Columns) -> bool:
    """True if the visits of an ad by day are read: for MOST_DAYS days at most."""
    return 0 < count_days(sites) <= MOST_DAYS


def no_flow_days() -> Columns:
    """No days."""
    return Columns({"day": np.array([], dtype=int), **{name: np.array([], dtype=float) for name in FLOW_DAYS}})


def _read_flow_days(connection: Reader, selection: Selection, creative: CreativeRow, sites: Columns) -> Columns:
    first, last = int(sites["first_day"].min()), int(sites["last_day"].max())
    query = (
        f"SELECT f.day, {selects.sum_columns(FLOW_DAYS, 'f')} FROM flow_days f WHERE {selection.where_site('f')}"
        f" AND f.day BETWEEN {first:d} AND {last:d} AND f.creative_id = {creative.id:d} AND f.opportunity_days > 0"
        " GROUP BY f.day ORDER BY f.day"
    )
    return fetch_columns(connection, query, ("day", *FLOW_DAYS))


@dataclass(frozen=True, slots=True)
class _Sources:
    """Tables to select from, one for each kind of totals: a rollup, or a subquery that adds up the selected days in the
    same way.
    """

    selection: Selection
    creative_ids: tuple[int, ...]

    def reactions_table(self) -> str:
        if self.selection.has_all_days:
            return f"reaction_rollups e WHERE {self._of_rollup('e')}"
        return self._of_days(
            selects.select_reactions(self._where), selects.REACTIONS, "site_id", "creative_id", "model"
        )

    def spans_query(self) -> str:
        """Statement for the reactions with their first and last day, by creative and expression model."""
        source = f"reaction_days r WHERE {self._where('r')}"
        names = ("r.expression_model", "r.day", "r.day")
        if self.selection.has_all_days:
            source = f"reaction_rollups r WHERE {self._of_rollup('r')}"
            names = ("r.model", "r.first_day", "r.last_day")
        model, first, last = names
        return (
            f"SELECT r.creative_id, {model}, min({first}), max({last}), sum(r.reactions), sum(r.n) FROM {source}"
            f" GROUP BY r.creative_id, {model} ORDER BY 1, 2"
        )

    def watchers_query(self) -> str:
        """Statement for the watchers of the reactions, by creative and site."""
        source = f"reaction_days r WHERE {self._where('r')}"
        if self.selection.has_all_days:
            source = f"reaction_rollups r WHERE {self._of_rollup('r')}"
        return (
            f"SELECT r.creative_id, r.site_id, sum(r.watchers) FROM {source} GROUP BY r.creative_id, r.site_id"
            " ORDER BY 1, 2"
        )

    def cells_table(self) -> str:
        return self._from("cell_rollups", selects.select_cells(self._where))

    def parts_table(self) -> str:
        return self._from("part_rollups", selects.select_parts(self._where))

    def flow_table(self) -> str:
        return self._from("flow_rollups", selects.select_flow(self._where))

    def hours_table(self) -> str:
        return self._from("hour_rollups", selects.select_hours(self.selection.sql_condition, self._where))

    def _from(self, rollup: str, of_days: str) -> str:
        if self.selection.has_all_days:
            return f"{rollup} e WHERE {self._of_rollup('e')} AND e.month = {WHOLE}"
        return f"({of_days}) e WHERE 1 = 1"

    def _of_days(self, query: str, names: tuple[str, ...], *keys: str) -> str:
        return f"(WITH named ({', '.join((*keys, *names))}) AS ({query}) SELECT * FROM named) e WHERE 1 = 1"

    def _of_rollup(self, alias: str) -> str:
        return f"{self.selection.where_site(alias)} AND {self._of_creatives(alias)}"

    def _where(self, alias: str) -> str:
        return f"{self.selection.sql_condition(alias)} AND {self._of_creatives(alias)}"

    def _of_creatives(self, alias: str) -> str:
        return f"{alias}.creative_id IN ({', '.join(map(str, self.creative_ids)) or 'NULL'})"


def _rows(connection: Reader, source: str, keys: tuple[str, ...], names: tuple[str, ...]) -> Columns:
    """Rows as the store contains them, sorted by their keys."""
    query = f"SELECT {', '.join(f'e.{name}' for name in (*keys, *names))} FROM {source} ORDER BY {', '.join(keys)}"
    return fetch_columns(connection, query, (*keys, *names))


def _read_told(
    connection: Reader,
    source: str,
    keys: tuple[str, ...],
    names: tuple[str, ...],
    columns_of_people: Mapping[str, tuple[str, ...]],
) -> Columns:
    """Rows sorted by their keys.

    Columns about people are not read if all their counts are 0, because most kiosks report only smiles. Such columns
    are returned as 0.
    """
    query = f"SELECT {', '.join(f'sum(e.{people})' for people in columns_of_people)} FROM {source}"
    counts = fetch_columns(connection, query, tuple(columns_of_people))
    untold = {
        name
        for people, columns in columns_of_people.items()
        if not np.nan_to_num(counts[people][0])  # without a row the sum is missing
        for name in (people, *columns)
    }
    found = _rows(connection, source, keys, tuple(name for name in names if name not in untold))
    return Columns({**found.of, **dict.fromkeys(untold, np.zeros(len(found)))})


def _sums(
    connection: Reader, source: str, keys: tuple[str, ...], names: tuple[str, ...], *, has_span: bool = False
) -> Columns:
    """Totals by some keys. If `has_span` is true, also the first and the last day."""
    span = ", min(e.first_day), max(e.last_day)" if has_span else ""
    by = ", ".join(f"e.{key}" for key in keys)
    query = f"SELECT {by}, {selects.sum_columns(names, 'e')}{span} FROM {source} GROUP BY {by} ORDER BY {by}"
    return fetch_columns(connection, query, (*keys, *names, *(("first_day", "last_day") if has_span else ())))


def read_days_by_creative(connection: Connection, selection: Selection) -> Columns:
    """Totals of the reactions over the sites, by creative, day and expression model."""
    of_tenant = "creative_id IN (SELECT id FROM creatives WHERE tenant = :tenant)"
    return _read_days(connection, selection, of_tenant, ("creative_id",), {"tenant": selection.tenant})


def _read_days(
    connection: Reader,
    selection: Selection,
    condition: str,
    keys: tuple[str, ...],
    named: dict[str, str] | None = None,
) -> Columns:
    """Totals over the sites: stored totals, or totals computed for a selection of sites."""
    keys = (*keys, "day", "model")
    names = ", ".join((*keys, *DAYS))
    if selection.panel is not None:
        days = " AND ".join([condition, f"is_panel = {int(selection.panel)}", *selection.where_days("t")])
        query = f"SELECT {names} FROM reaction_totals t WHERE {days} ORDER BY {', '.join(keys)}"
    else:
        of_days = selects.select_totals(lambda alias: f"{selection.sql_condition(alias)} AND {alias}.{condition}")
        query = f"SELECT {names} FROM ({of_days}) t ORDER BY {', '.join(keys)}"
    return fetch_columns(connection, query, (*keys, *DAYS), named)


def count_kiosks(connection: Connection, selection: Selection) -> dict[int, int]:
    """Number of kiosks per site."""
    query = f"SELECT d.site_id, count(*) FROM devices d WHERE {selection.where_site('d')} GROUP BY d.site_id"
    return {int(site): int(count) for site, count in connection.execute(text(query))}


def is_research(connection: Connection, selection: Selection) -> bool:
    """True if a kiosk of the selection has reported that it uses research models."""
    query = (
        "SELECT count(*) FROM states s JOIN devices d ON d.id = s.device_id"
        f" WHERE {selection.where_site('d')} AND s.\"use\" = 'research'"
    )
    return bool(connection.execute(text(query)).scalar_one())


def smiles_by_creative(connection: Reader, selection: Selection) -> Columns:
    """Number of people, sum of smiles and variance of their noise, by site, creative and expression model, for all
    creatives of the selection.
    """
    names = ", ".join(f"sum(r.{name}) AS {name}" for name in SMILES)
    table, model, condition = "reaction_days", "r.expression_model", selection.sql_condition("r")
    if selection.has_all_days:
        table, model, condition = "reaction_rollups", "r.model", selection.where_site("r")
    query = (
        f"SELECT r.site_id, r.creative_id, {model} AS model, {names} FROM {table} r"
        f" WHERE {condition} AND r.smile_n > 0 GROUP BY r.site_id, r.creative_id, {model} ORDER BY 1, 2, 3"
    )
    return fetch_columns(connection, query, ("site_id", "creative_id", "model", *SMILES))


def read_plays_by_creative(connection: Connection, selection: Selection) -> Columns:
    """Plays of each creative in the selection."""
    if selection.has_all_days:
        source = f"flow_rollups f WHERE {selection.where_site('f')} AND f.month = {WHOLE}"
    else:
        source = f"flow_days f WHERE {selection.sql_condition('f')}"
    query = f"SELECT f.creative_id, sum(f.plays), sum(f.play_days) FROM {source} GROUP BY f.creative_id ORDER BY 1"
    return fetch_columns(connection, query, ("creative_id", "plays", "play_days"))


def read_reactions_by_creative(connection: Connection, selection: Selection) -> Columns:
    """Totals of the reactions in the selection by creative, site and expression model."""
    keys = ("site_id", "creative_id", "model")
    names = ", ".join((*keys, *selects.REACTIONS))
    query = f"SELECT {names} FROM reaction_rollups e WHERE {selection.where_site('e')}"
    if not selection.has_all_days:
        query = (
            f"WITH named ({names}) AS ({selects.select_reactions(selection.sql_condition)}) SELECT {names} FROM named"
        )
    return fetch_columns(connection, query, (*keys, *selects.REACTIONS))


@dataclass(frozen=True, slots=True)
class FewSums:
    """Totals of creatives for their rows in the list of ads.

    `sites`: windows, visits and days by creative and site. `watchers`: of the reactions, by creative and site.
    `cells`: by creative, site, expression model and second. `spans`: reactions with their first and last day, by
    creative and model.
    """

    sites: Columns
    watchers: Columns
    cells: Columns
    spans: Columns


def read_few_sums(connection: Connection, selection: Selection, creatives: Sequence[CreativeRow]) -> FewSums:
    """Read the totals of creatives for their rows in the list of ads, with one pass over the days for all of them."""
    of = _Sources(selection, tuple(creative.id for creative in creatives))
    keys = ("creative_id", "site_id", "model", "second")
    return FewSums(
        _sums(connection, of.flow_table(), ("creative_id", "site_id"), OF_SITE),
        fetch_columns(connection, of.watchers_query(), ("creative_id", "site_id", "watchers")),
        _rows(connection, of.cells_table(), keys, ("n", "smile_sum", "smile_n")),
        fetch_columns(connection, of.spans_query(), ("creative_id", "model", *_SPAN)),
    )

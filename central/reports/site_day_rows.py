"""Reads the rows of sites and days: totals by day, and pairs of days that are a week apart."""

from sqlalchemy import Connection, text

from central.reports.columns import Columns
from central.reports.fetch import fetch_columns
from central.reports.selection import Selection

WEEK = 7
LEAST_ALIKE = 0.8
"""Lowest ratio of the measured times of two days that are compared. Otherwise a kiosk that was off for half a day would
look like fewer visits.
"""
_SUMS = ("visits", "looked_1", "told_of", "told_visits", "smile_n", "smile_sum")
_DAYS = ("sites", *_SUMS)
_PAIRED = ("visits", "looked_1", "smile_n", "smile_sum")


def newest_day(connection: Connection, selection: Selection, until: int) -> int | None:
    """Last day up to `until` on which something was measured at the sites."""
    query = f"SELECT max(d.day) FROM site_days d WHERE {selection.where_site('d')} AND d.day <= {until:d}"
    found = connection.execute(text(query)).scalar_one()
    return None if found is None else int(found)


def read_days(connection: Connection, selection: Selection, days: tuple[int, int]) -> Columns:
    """Totals over the sites by day and expression model. `sites`: sites that were measured."""
    names = ", ".join(f"sum(d.{name})" for name in _SUMS)
    query = (
        f"SELECT d.day, d.model, sum(CASE WHEN d.sensed_ms > 0 THEN 1 ELSE 0 END), {names} FROM site_days d"
        f" WHERE {selection.where_site('d')} AND d.day BETWEEN {days[0]:d} AND {days[1]:d}"
        " GROUP BY d.day, d.model ORDER BY 1, 2"
    )
    return fetch_columns(connection, query, ("day", "model", *_DAYS))


def read_week_pairs(connection: Connection, selection: Selection, last: int, model: str) -> Columns:
    """Totals of each site in the week that ends on `last` (`_after`) and in the week before (`_before`).

    A day counts only together with the day a week before, if both were measured for about the same time. Smiles count
    only if the same expression model measured them on both days.
    """
    is_read = "b.model = a.model AND a.model = :model AND a.smile_n > 0 AND b.smile_n > 0"
    sums = [
        f"sum(CASE WHEN {is_read} THEN {alias}.{name} ELSE 0 END)"
        if name.startswith("smile")
        else f"sum({alias}.{name})"
        for alias in "ba"
        for name in _PAIRED
    ]
    query = (
        f"SELECT a.site_id, {', '.join(sums)} FROM site_days a JOIN site_days b ON b.site_id = a.site_id"
        f" AND b.day = a.day - {WEEK} WHERE {selection.where_site('a')}"
        f" AND a.day BETWEEN {last - WEEK + 1:d} AND {last:d} AND a.sensed_ms > 0"
        f" AND a.sensed_ms >= {LEAST_ALIKE} * b.sensed_ms AND b.sensed_ms >= {LEAST_ALIKE} * a.sensed_ms"
        " GROUP BY a.site_id ORDER BY 1"
    )
    names = tuple(f"{name}_{week}" for week in ("before", "after") for name in _PAIRED)
    return fetch_columns(connection, query, ("site_id", *names), {"model": model})


def count_measured_sites(connection: Connection, selection: Selection, last: int) -> int:
    """Number of sites that were measured in the last two weeks."""
    query = (
        f"SELECT count(DISTINCT d.site_id) FROM site_days d WHERE {selection.where_site('d')}"
        f" AND d.day BETWEEN {last - 2 * WEEK + 1:d} AND {last:d} AND d.sensed_ms > 0"
    )
    return int(connection.execute(text(query)).scalar_one())

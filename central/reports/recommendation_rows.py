"""Totals of the store behind a recommendation: published reactions and windows of complete local days."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.measures import TERMS, noise_variance_term
from central.reports.columns import Columns
from central.reports.fetch import fetch_columns
from central.reports.selection import Selection

USUAL_K = 10


@dataclass(frozen=True, slots=True)
class Rows:
    """Totals for a recommendation. `reactions`: by site, day, part of the day, creative and expression model. `visits`:
    all visits and published visits, by creative.
    """

    reactions: Columns
    visits: Columns


def read_recommendation_rows(
    connection: Connection, selection: Selection, creatives: Sequence[int], measure: str
) -> Rows:
    """Read the published data of some creatives."""
    of = f"IN ({', '.join(f'{number:d}' for number in creatives) or 'NULL'})"
    people, total = TERMS[measure]
    noise = noise_variance_term(measure)
    reactions = (
        f"SELECT r.site_id, r.day, r.part, r.creative_id, r.expression_model, sum(r.{people}), sum(r.{total}),"
        f" {f'{noise[0]} * sum(r.{noise[1]})' if noise else '0'}, sum(r.n) FROM reaction_days r"
        f" WHERE {selection.sql_condition('r')} AND r.creative_id {of} AND r.{people} > 0"
        " GROUP BY r.site_id, r.day, r.part, r.creative_id, r.expression_model ORDER BY 1, 2, 3, 4, 5"
    )
    visits = (
        "SELECT f.creative_id, sum(f.visits), sum(f.told_visits) FROM flow_days f"
        f" WHERE {selection.sql_condition('f')} AND f.creative_id {of} GROUP BY f.creative_id ORDER BY 1"
    )
    names = ("site_id", "day", "part", "creative_id", "model", "people", "sum", "noise", "n")
    return Rows(
        fetch_columns(connection, reactions, names),
        fetch_columns(connection, visits, ("creative_id", "visits", "told_visits")),
    )


def read_watchers_by_cell(connection: Connection, site_id: int, from_day: int, to_day: int) -> list[float]:
    """Watchers per day for each kiosk of a site and each part of its day, averaged over the days with windows. A kiosk
    without a window in the last week is ignored.
    """
    query = (
        "SELECT w.device_id, coalesce(w.part, -1), sum(w.watchers), count(DISTINCT w.day), max(w.day) FROM windows w"
        f" WHERE w.site_id = {site_id:d} AND w.day BETWEEN {from_day:d} AND {to_day:d} GROUP BY 1, 2 ORDER BY 1, 2"
    )
    rows = connection.execute(text(query)).fetchall()
    kept = {int(row[0]) for row in rows if int(row[4]) > to_day - 7}
    return [float(row[2]) / int(row[3]) for row in rows if int(row[0]) in kept]


def read_largest_k(connection: Connection, site_id: int, from_day: int, to_day: int) -> int:
    """Largest k in the site's reactions; the default k if there are no reactions."""
    query = (
        f"SELECT max(r.k) FROM reactions r WHERE r.site_id = {site_id:d} AND r.day BETWEEN {from_day:d} AND {to_day:d}"
    )
    found = connection.execute(text(query)).scalar()
    return USUAL_K if found is None else int(found)


def read_creative_numbers(
    connection: Connection, tenant: str, creatives: Sequence[str]
) -> dict[str, tuple[int, str | None]]:
    """Numbers and names of the creatives of a tenant."""
    rows = connection.execute(text("SELECT creative, id, name FROM creatives WHERE tenant = :t"), {"t": tenant})
    wanted = set(creatives)
    return {str(row[0]): (int(row[1]), row[2]) for row in rows if row[0] in wanted}

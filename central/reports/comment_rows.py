"""Totals of comments by week and site, and of imported reviews by week. Each row is a sum over whole messages or whole
days.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from central.reports.columns import Columns
from central.reports.fetch import Reader, fetch_columns
from central.reports.selection import CreativeRow, Selection
from central.store.columns import COMMENT_CLASSES

SUMS = (
    *("batches", "people", "n", "n_squares"),
    *(f"{name}{end}" for name in COMMENT_CLASSES for end in ("", "_squares", "_products")),
)
"""Columns to read.

A batch is a message, or a day of reviews. `_squares` is the sum of c² and `_products` the sum of c·n over the batches.
c is the count of a class, and n the number of comments.
"""
KEYS = ("week", "site_id")


def _select(people: str) -> str:
    """Columns of SUMS over rows of the alias c. Counts become floats, because the square of a wrong count could exceed
    an integer.
    """
    n = "CAST(c.n AS DOUBLE PRECISION)"
    parts = ["count(*)", f"sum({people})", f"sum({n})", f"sum({n} * {n})"]
    for name in COMMENT_CLASSES:
        count = f"CAST(c.{name} AS DOUBLE PRECISION)"
        parts += [f"sum({count})", f"sum({count} * {count})", f"sum({count} * {n})"]
    return ", ".join(parts)


def read_comments(connection: Reader, selection: Selection, creatives: Sequence[CreativeRow] | None) -> Columns:
    """Comments at kiosks by week and site. If `creatives` is None, they include all ads and comments without an ad."""
    conditions = [selection.sql_condition("c")]
    if creatives is not None:
        conditions.append(f"c.creative_id IN ({', '.join(str(each.id) for each in creatives) or 'NULL'})")
    query = (
        f"SELECT (c.day + 3) / 7, c.site_id, {_select('c.k')} FROM comments c WHERE {' AND '.join(conditions)}"
        " GROUP BY (c.day + 3) / 7, c.site_id ORDER BY 1, 2"
    )
    return fetch_columns(connection, query, (*KEYS, *SUMS))


def read_reviews(connection: Connection, selection: Selection, tag: str) -> Columns:
    """Imported reviews of a tag by week. Reviews belong to no site, so the site number is 0."""
    days = " AND ".join(["c.tenant = :tenant", "c.tag = :tag", "c.n IS NOT NULL", *selection.where_days("c")])
    query = f"SELECT (c.day + 3) / 7, 0, {_select('c.n')} FROM review_days c WHERE {days} GROUP BY 1 ORDER BY 1"
    return fetch_columns(connection, query, (*KEYS, *SUMS), {"tenant": selection.tenant, "tag": tag})


def read_weekly_flow(connection: Connection, selection: Selection) -> Columns:
    """Visits and watchers in the windows of the selection, by week."""
    query = (
        "SELECT (w.day + 3) / 7, sum(w.visits), sum(w.watchers) FROM window_hours w"
        f" WHERE {selection.sql_condition('w')} GROUP BY (w.day + 3) / 7 ORDER BY 1"
    )
    return fetch_columns(connection, query, ("week", "visits", "watchers"))

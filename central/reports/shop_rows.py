"""Totals of one shop by day, hour and ad. They are read from the totals of its days: the cost grows with the
days of one shop, and never with the number of shops.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from central.reports.columns import Columns
from central.reports.fetch import fetch_columns
from central.reports.selection import Selection
from central.store.rollup_selects import sum_columns

_WINDOWS = (
    *("windows", "visits", "watchers", "dwell_s_sum", "dwell_n"),
    *("span_ms", "sensed_ms", "within_visits"),
)
_LAST_DAY = text("SELECT max(day) FROM window_hours WHERE site_id = :site_id")
_SMILES = ("reactions", "n", "smile_n", "smile_sum")


@dataclass(frozen=True, slots=True)
class ShopRows:
    """Totals of the chosen days of a shop.

    `days`, `hours`: windows. `smiles`: reactions to all ads by day and expression model. `told`: by ad, all
    visits on the days on which it played, and the visits within its published reactions.
    """

    days: Columns
    hours: Columns
    smiles: Columns
    told: Columns


def read_last_shop_day(connection: Connection, site_id: int) -> int | None:
    """Number of the newest day of a site with windows; None without any."""
    found = connection.execute(_LAST_DAY, {"site_id": site_id}).scalar_one()
    return None if found is None else int(found)


def read_shop_rows(connection: Connection, selection: Selection) -> ShopRows:
    """Totals of the days and the site of a selection."""
    return ShopRows(
        _windows(connection, selection, "day"),
        _windows(connection, selection, "hour"),
        _smiles(connection, selection),
        _told(connection, selection),
    )


def _windows(connection: Connection, selection: Selection, key: str) -> Columns:
    query = (
        f"SELECT w.{key}, {sum_columns(_WINDOWS, 'w')} FROM window_hours w"
        f" WHERE {selection.sql_condition('w')} GROUP BY w.{key} ORDER BY 1"
    )
    return fetch_columns(connection, query, (key, *_WINDOWS))


def _smiles(connection: Connection, selection: Selection) -> Columns:
    query = (
        f"SELECT r.day, r.expression_model AS model, {sum_columns(_SMILES, 'r')} FROM reaction_days r"
        f" WHERE {selection.sql_condition('r')} GROUP BY r.day, r.expression_model ORDER BY 1, 2"
    )
    found = fetch_columns(connection, query, ("day", "model", *_SMILES))
    return Columns({**found.of, "first_day": found["day"], "last_day": found["day"]})


def _told(connection: Connection, selection: Selection) -> Columns:
    query = (
        "SELECT c.creative, sum(f.visits), sum(f.told_visits) FROM flow_days f JOIN creatives c ON c.id = f.creative_id"
        f" WHERE {selection.sql_condition('f')} GROUP BY c.creative ORDER BY 1"
    )
    return fetch_columns(connection, query, ("creative", "visits", "told_visits"))

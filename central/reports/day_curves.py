"""Curves of single days, for creatives with results from too few shops for an interval. The curves show how much days
differ.
"""

import numpy as np

from central.reasons import MIN_SITES
from central.reports.columns import Columns
from central.reports.fetch import Reader, fetch_columns
from central.reports.selection import Selection, local_date
from central.reports.values import DayCurve

MOST_DAYS = 28
"""Maximum number of days whose curves are drawn. The newest days are drawn."""
NAMES = ("day", "model", "second", "smile_n", "smile_sum")


def has_few_sites(cells: Columns) -> bool:
    """True if there are fewer than four sites."""
    return len(np.unique(cells["site_id"])) < MIN_SITES


def no_day_cells() -> Columns:
    """Cells by day that are empty, for a creative that has enough sites."""
    return Columns({name: np.zeros(0, dtype=object if name == "model" else float) for name in NAMES})


def read_day_cells(connection: Reader, selection: Selection, creative_id: int) -> Columns:
    """Smiles by day, expression model and media second, summed over the sites."""
    query = (
        "SELECT c.day, c.expression_model AS model, c.second, sum(c.smile_n), sum(c.smile_sum) FROM cell_days c"
        f" WHERE {selection.sql_condition('c')} AND c.creative_id = {creative_id:d}"
        " GROUP BY c.day, c.expression_model, c.second ORDER BY 1, 2, 3"
    )
    return fetch_columns(connection, query, NAMES)


def build_day_curves(cells: Columns, seconds: int) -> list[DayCurve]:
    """Curves of the newest days, one for each day, from the cells that the used model measured."""
    told = cells.select_rows(cells["smile_n"] > 0)
    found = []
    for day in np.unique(told["day"])[-MOST_DAYS:]:
        of_day = told.select_rows(told["day"] == day)
        smile: list[float | None] = [None] * seconds
        for second, people, total in zip(of_day["second"], of_day["smile_n"], of_day["smile_sum"], strict=True):
            smile[int(second)] = float(total / people)
        found.append(DayCurve(day=local_date(int(day)), smile=smile))
    return found

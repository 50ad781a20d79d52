"""Arrivals from the shops of a tenant at the time its answers were computed, and since."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, text

from central.reports.selection import Selection

LATEST_DAYS = 28
"""Number of days up to the last full day in which late messages count. Most pages show these days."""
LARGE_SHARE, SMALL_SHARE = 0.25, 0.01
"""Share of new measurements from which answers are outdated: while more arrive, and once they have stopped."""


class Arrived(BaseModel):
    """State of the totals when a set of answers was computed. `count`: visits and plays of the latest days.
    `experiments`: names of all experiments. A set without it is not outdated before the next day.
    """

    model_config = ConfigDict(frozen=True)

    count: int | None = None
    experiments: tuple[str, ...] = ()


def count_arrived(connection: Connection, selection: Selection, day: int) -> int:
    """Visits and plays of the selected shops on the latest days up to `day`."""
    query = (
        f"SELECT coalesce(sum(d.visits + d.plays), 0) FROM site_days d WHERE {selection.where_site('d')}"
        f" AND d.day BETWEEN {day - LATEST_DAYS + 1:d} AND {day:d}"
    )
    return int(connection.execute(text(query)).scalar_one())


def is_outdated(former: Arrived, count: int, latest: Sequence[str], *, is_settled: bool) -> bool:
    """True if answers must be computed again: much has arrived since, or something is new and no more is arriving.

    `count`: visits and plays now. `latest`: names of the experiments of the latest days.
    """
    if former.count is None or count == former.count:
        return False
    share = abs(count - former.count) / max(former.count, 1)
    if share >= LARGE_SHARE:
        return True
    return is_settled and (share >= SMALL_SHARE or not set(latest) <= set(former.experiments))


def experiment_names_since(connection: Connection, sites: Sequence[int], after: int | None) -> list[str]:
    """Experiments with a reaction at some sites after a day; None: on any day."""
    since = "" if after is None else f" AND r.day > {after:d}"
    query = (
        "SELECT DISTINCT r.experiment FROM reaction_days r"
        f" WHERE r.site_id IN ({', '.join(map(str, sites)) or 'NULL'}) AND r.experiment <> ''{since}"
    )
    return [str(row[0]) for row in connection.execute(text(query))]

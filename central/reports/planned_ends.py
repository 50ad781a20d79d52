"""Planned ends of experiments. The first planned end is kept, and a later change is shown."""

from sqlalchemy import Connection, text

from central.errors import UsageError
from central.reports.experiment import Ends
from central.reports.selection import Selection, local_date
from central.store.audit import COMMAND_LINE
from central.store.local_time import day_in_last_zone

DAYS_AHEAD = 7
"""Lowest number of days between the last stored day and a planned end that is set after the first day."""
_READ = text("SELECT planned_day, former_day, measure FROM experiments WHERE key = :key")
_NAME = text(
    "INSERT INTO experiments (key, planned_day, former_day, named_ms, measure, named_by)"
    " VALUES (:key, :day, NULL, :now_ms, :measure, :who)"
)
_CHANGE = text(
    "UPDATE experiments SET planned_day = :day, former_day = coalesce(former_day, planned_day),"
    " changed_ms = :now_ms, changed_by = :who WHERE key = :key"
)
_LAST = (
    "SELECT max(r.day) FROM reaction_days r JOIN sites s ON s.id = r.site_id"
    " WHERE s.tenant = :tenant AND r.experiment = :experiment"
)


def read_experiment_ends(connection: Connection, tenant: str, experiment: str, until: int, now_ms: int) -> Ends:
    """Planned ends of an experiment, for a report as of the day `until`."""
    over = day_in_last_zone(now_ms) - 1
    row = connection.execute(_READ, {"key": f"{tenant}/{experiment}"}).first()
    if row is None:
        return Ends(None, None, until, over)
    return Ends(row.planned_day, row.former_day, until, over, measure=row.measure)


def has_planned_end(connection: Connection, tenant: str, experiment: str) -> bool:
    """True if an end is planned for the experiment."""
    return connection.execute(_READ, {"key": f"{tenant}/{experiment}"}).first() is not None


def plan_end(
    connection: Connection,
    tenant: str,
    experiment: str,
    day: int,
    now_ms: int,
    measure: str = "smile",
    who: str = COMMAND_LINE,
) -> None:
    """Store the planned end and its measure. If the end is changed, the first end is kept as well. The first measure
    can never be changed. `who`: the user who plans the end.

    Raises UsageError for a day that is over. Once data are stored, also raises UsageError for a day less than a week
    after the last stored day, because somebody who sees the data could choose a lucky day.
    """
    key = f"{tenant}/{experiment}"
    row = connection.execute(_READ, {"key": key}).first()
    if row is not None and row.planned_day == day:
        return
    last = read_last_day(connection, tenant, experiment)
    if last is not None and day < last + DAYS_AHEAD:
        raise UsageError(
            f"experiment: data of {local_date(last)} is already stored, so {local_date(day)} cannot be the planned end"
            f" of {experiment}. Plan a day at least {DAYS_AHEAD} days later: {local_date(last + DAYS_AHEAD)} or"
            " after."
        )
    today = day_in_last_zone(now_ms)
    if last is None and day < today:
        raise UsageError(
            f"experiment: {local_date(day)} is over, so it cannot be the planned end of {experiment}. Plan"
            f" {local_date(today)} or a later day."
        )
    if row is None:
        connection.execute(_NAME, {"key": key, "day": day, "now_ms": now_ms, "measure": measure, "who": who})
    else:
        connection.execute(_CHANGE, {"key": key, "day": day, "now_ms": now_ms, "who": who})


def read_last_day(
    connection: Connection, tenant: str, experiment: str, selection: Selection | None = None
) -> int | None:
    """Last day with a stored reaction of the experiment, by default at any site."""
    query = text(_LAST if selection is None else f"{_LAST} AND {selection.sql_condition('r')}")
    last: int | None = connection.execute(query, {"tenant": tenant, "experiment": experiment}).scalar_one()
    return last

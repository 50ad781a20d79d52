"""Planned ends of experiments. The end that is named first is kept; a later change is shown."""

from sqlalchemy import Connection, text

from central.reports.experiment import Ends

_READ = text("SELECT planned_day, former_day FROM experiments WHERE key = :key")
_NAME = text("INSERT INTO experiments (key, planned_day, former_day, named_ms) VALUES (:key, :day, NULL, :now_ms)")
_CHANGE = text(
    "UPDATE experiments SET planned_day = :day, former_day = coalesce(former_day, planned_day) WHERE key = :key"
)


def ends_of(connection: Connection, key: str, until: int) -> Ends:
    """Ends of an experiment, named as `tenant/experiment`, for a look at the day `until`."""
    row = connection.execute(_READ, {"key": key}).first()
    return Ends(None, None, until) if row is None else Ends(row.planned_day, row.former_day, until)


def plan_end(connection: Connection, key: str, day: int, now_ms: int) -> None:
    """Keeps the planned end. The one that was named first stays beside it if it is changed."""
    row = connection.execute(_READ, {"key": key}).first()
    if row is None:
        connection.execute(_NAME, {"key": key, "day": day, "now_ms": now_ms})
    elif row.planned_day != day:
        connection.execute(_CHANGE, {"key": key, "day": day})

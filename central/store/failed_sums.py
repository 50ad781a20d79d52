"""Days whose sums cannot be made. They are set aside, with 0 changes: a new message or the retention tries them again.

A total that does not fit is one kiosk's fault, and must stop no other kiosk's sums.
"""

import logging
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, text

log = logging.getLogger(__name__)

_SET_ASIDE = text(
    "UPDATE dirty SET changes = 0 WHERE site_id = :site_id AND day = :day AND changes = :changes"
)  # a message that came meanwhile has changed it
_SET_TOTAL_ASIDE = text("INSERT INTO dirty_days (day, changes) VALUES (:day, 0) ON CONFLICT (day) DO NOTHING")
_FAILED = text(
    "SELECT s.key, d.day FROM dirty d JOIN sites s ON s.id = d.site_id WHERE d.changes = 0 ORDER BY d.day, s.key"
)
_FAILED_TOTALS = text("SELECT day FROM dirty_days WHERE changes = 0 ORDER BY day")


@dataclass(frozen=True, slots=True)
class DirtyDay:
    """Day of a site that is to be summed. `site` is its key; `changes` counts the batches since it was summed."""

    site_id: int
    day: int
    changes: int
    zone: str | None
    site: str


def set_site_day_aside(connection: Connection, day: DirtyDay, why: str) -> None:
    """Sets a day of a site aside, unless more has come than its `changes`."""
    connection.execute(_SET_ASIDE, {"site_id": day.site_id, "day": day.day, "changes": day.changes})
    log.warning("sums: %s of %s cannot be summed, and is set aside: %s", local_date(day.day), day.site, why)


def set_total_aside(connection: Connection, day: int, tenant: str, why: str) -> None:
    """Sets aside a day that has no total of a tenant's sites."""
    connection.execute(_SET_TOTAL_ASIDE, {"day": day})
    log.warning("sums: the total of %s over the sites of %s cannot be made: %s", local_date(day), tenant, why)


def local_date(day: int) -> date:
    """Date of a local day, which the store counts from 1970."""
    return date(1970, 1, 1) + timedelta(days=day)


def try_failed_again(connection: Connection) -> None:
    """Marks all days that are set aside to be summed again."""
    for table in ("dirty", "dirty_days"):
        connection.exec_driver_sql(f"UPDATE {table} SET changes = 1 WHERE changes = 0")


def failed_sums(connection: Connection) -> list[tuple[str, int]]:
    """Sites and local days that are set aside. The site is "" where a total over sites is."""
    days = [(str(row[0]), int(row[1])) for row in connection.execute(_FAILED)]
    return [*days, *(("", int(row[0])) for row in connection.execute(_FAILED_TOTALS))]

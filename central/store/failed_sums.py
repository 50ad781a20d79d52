"""Days whose totals cannot be computed. They are set aside, with 0 changes, until a new message or the retention causes
another attempt.

One kiosk can cause a total that is too large to store. This must not stop the totals of other kiosks.
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
    """Day of a site whose totals must be computed. `site`: key of the site. `changes`: number of batches since the last
    computation.
    """

    site_id: int
    day: int
    changes: int
    zone: str | None
    site: str


def set_site_day_aside(connection: Connection, day: DirtyDay, why: str) -> None:
    """Set a day of a site aside, unless it has received more batches than its `changes` count."""
    connection.execute(_SET_ASIDE, {"site_id": day.site_id, "day": day.day, "changes": day.changes})
    log.warning(
        "totals: the totals for day %s at %s cannot be computed and are skipped: %s", local_date(day.day), day.site, why
    )


def set_total_aside(connection: Connection, day: int, tenant: str, why: str) -> None:
    """Set a day aside whose total over a tenant's sites cannot be computed."""
    connection.execute(_SET_TOTAL_ASIDE, {"day": day})
    log.warning(
        "totals: the total for day %s over all sites of %s cannot be computed: %s", local_date(day), tenant, why
    )


def local_date(day: int) -> date:
    """Date of a local day, given as the number of days since 1970-01-01."""
    return date(1970, 1, 1) + timedelta(days=day)


def try_failed_again(connection: Connection) -> None:
    """Mark all days that were set aside, so that their totals are computed again."""
    for table in ("dirty", "dirty_days"):
        connection.exec_driver_sql(f"UPDATE {table} SET changes = 1 WHERE changes = 0")


def failed_sums(connection: Connection) -> list[tuple[str, int]]:
    """Sites and local days that are set aside. The site "" is for a total over sites."""
    days = [(str(row[0]), int(row[1])) for row in connection.execute(_FAILED)]
    return [*days, *(("", int(row[0])) for row in connection.execute(_FAILED_TOTALS))]

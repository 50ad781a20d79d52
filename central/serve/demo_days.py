"""Past days of the demo that are still arriving, as the pages show them."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, text

DAY_S = 86_400.0
_NEWEST = text(
    "SELECT max(h.at_ms) FROM health h JOIN devices d ON d.id = h.device_id JOIN sites s ON s.id = d.site_id"
    " WHERE s.tenant = :tenant"
)
Arriving = Callable[[Connection], tuple[int, int] | None]
"""Function that reads the number of the day that is arriving, and the number of days. None if no day is."""


@dataclass(frozen=True, slots=True)
class PastDays:
    """Past days that a simulated fleet sends at once, in the order of time. `first_s`: midnight of the first day."""

    tenant: str
    first_s: float
    count: int

    def find_arriving(self, connection: Connection) -> tuple[int, int] | None:
        """Number of the day that is arriving, and number of days. None once all of them are stored."""
        newest_ms = connection.execute(_NEWEST, {"tenant": self.tenant}).scalar_one()
        over = 0 if newest_ms is None else int((newest_ms / 1000 - self.first_s) // DAY_S)
        return None if over >= self.count else (over + 1, self.count)

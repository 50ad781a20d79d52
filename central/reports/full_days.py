"""Last day that is over in all shops of a selection, by their own time zones."""

from collections.abc import Iterable

from central.reports.selection import SiteRow
from central.store.local_time import build_localizer


def last_full_day(sites: Iterable[SiteRow], now_ms: int) -> int | None:
    """Number of the last local day that is over in each of the sites; None without sites."""
    zones = {site.zone for site in sites}
    return min((build_localizer(zone, None)(now_ms)[0] - 1 for zone in zones), default=None)

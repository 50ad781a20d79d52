"""Links that choose the days of a page with one click: the last days, since the last playlist, all days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from central.languages.language import Language
from central.reports.kept_lists import LAST_DAYS
from central.reports.playlist_day import find_playlist_day
from central.web.pages.links import add_query
from central.web.queries import Filters, ListPageQuery
from central.web.request_context import RequestContext

LEAVE = {"from_", "to", "last", "offset"}
"""Names of values that other days replace."""


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days to choose. None: no first or last day. `kind`: ending of its text key."""

    kind: str
    from_day: date | None
    to_day: date | None
    days: int = 0

    @property
    def name(self) -> str:
        """Value of `last` in the address of a list that was computed at night."""
        return str(self.days or self.kind)

    @property
    def key(self) -> str:
        """Key of the list that was computed at night."""
        return str(self.days or self.from_day)

    def label(self, t: Language) -> str:
        """Text of the link."""
        return t(f"range.{self.kind}", count=self.days) if self.days else t(f"range.{self.kind}")


@dataclass(frozen=True, slots=True)
class RangeLink:
    """A link to the same page for other days."""

    label: str
    path: str
    is_current: bool


ALL_DAYS = DayRange("all", None, None)


def day_ranges(today: date, playlist_day: date | None) -> list[DayRange]:
    """Ranges that end with yesterday, the last whole day, and all days. `playlist_day`: first whole day of the last
    playlist.
    """
    yesterday = today - timedelta(days=1)
    found = [DayRange("last", today - timedelta(days=days), yesterday, days) for days in LAST_DAYS]
    if playlist_day is not None and playlist_day <= yesterday:
        found.append(DayRange("playlist", playlist_day, yesterday))
    return [*found, ALL_DAYS]


def range_links(context: RequestContext, path: str, query: Filters, leave: set[str] | None = None) -> list[RangeLink]:
    """Links for the filters of a page. The other filters stay. `leave`: names of values to omit from the links."""
    return [
        RangeLink(each.label(context.t), days_path(path, query, each, leave), _is_chosen(query, each))
        for each in find_ranges(context, query)
    ]


def kept_range_links(
    context: RequestContext, path: str, query: ListPageQuery, kept: Collection[str]
) -> list[RangeLink]:
    """Links for the filters of a list that is kept for the ranges with these names."""
    return [
        RangeLink(
            each.label(context.t),
            add_query(path, query, LEAVE, last=each.name) if each.name in kept else days_path(path, query, each),
            each.name == query.last if query.last else _is_chosen(query, each),
        )
        for each in find_ranges(context, query)
    ]


def find_ranges(context: RequestContext, query: Filters) -> list[DayRange]:
    """Ranges for the shops of a query that the user may see."""
    with context.read_view() as connection:
        playlist_day = find_playlist_day(connection, context.scope, query.tenant, query.site)
    return day_ranges(datetime.fromtimestamp(context.now_ms / 1000, timezone.utc).date(), playlist_day)


def days_path(path: str, query: Filters, days: DayRange, leave: set[str] | None = None) -> str:
    """Path of a page for the days of a range."""
    changed: dict[str, object] = {"from": days.from_day, "to": days.to_day}
    return add_query(path, query, LEAVE | (leave or set()), **changed)


def _is_chosen(query: Filters, days: DayRange) -> bool:
    return (query.from_, query.to) == (days.from_day, days.to_day)

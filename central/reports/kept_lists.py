"""Lists of ads for the last days, which are computed at night over all shops of a tenant."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from itertools import pairwise

from sqlalchemy import Connection

from central.reports.creative_values import CreativeSummary, Overview
from central.reports.creatives import ORDERS, Search, creative_summaries, search_creatives
from central.reports.kept_parsing import parse_kept
from central.reports.kept_values import AdList, ListedAd
from central.reports.overview import creative_overviews
from central.reports.playlist_day import find_playlist_day
from central.reports.selection import Request, local_date
from central.store.kept_answers import list_kept_days, read_kept_answers
from central.store.local_time import EPOCH_DAY
from central.store.scope import Scope, visible_sites

LIST = "list"
"""Kind of these answers. Their key is a number of days, or the first whole day of the last playlist."""
LAST_DAYS = (7, 28, 90)
AT_ONCE = 25
"""Number of ads that are read with one pass over their days."""
MOST_DAYS_OLD = 3
"""Number of days after which a list is no longer shown as the list of the last days."""


@dataclass(frozen=True, slots=True)
class ShownList:
    """Ads of a list in the chosen order, with what their rows show."""

    from_day: date
    to_day: date
    generated: datetime
    found: list[CreativeSummary]
    overviews: dict[tuple[str, str], Overview]


def list_keys(connection: Connection, scope: Scope, tenant: str, day: int) -> dict[str, date]:
    """Key and first day of each list that is due when a day is over."""
    found = {str(days): local_date(day - days + 1) for days in LAST_DAYS}
    since = find_playlist_day(connection, scope, tenant, ())
    if since is not None and since <= local_date(day):
        found[str(since)] = since
    return found


def make_list(connection: Connection, scope: Scope, tenant: str, days: tuple[date, date], now_ms: int) -> AdList:
    """The list of the ads of a tenant for the days from the first to the last one."""
    request = Request(tenant, *days)
    found = creative_summaries(connection, scope, Search(), request)
    ads = list[ListedAd]()
    for begin, end in pairwise([*range(0, len(found), AT_ONCE), len(found)]):
        overviews = creative_overviews(connection, scope, found[begin:end], request)
        ads += [ListedAd(summary=one, overview=overviews[one.tenant, one.creative]) for one in found[begin:end]]
    generated = datetime.fromtimestamp(now_ms / 1000, timezone.utc)
    return AdList(from_day=days[0], to_day=days[1], generated=generated, ads=ads)


def asked_tenants(connection: Connection, scope: Scope, tenant: str | None) -> list[str]:
    """The named tenant, or all that are visible."""
    return visible_sites(connection, scope).tenants if tenant is None else [tenant]


def kept_keys(connection: Connection, scope: Scope, tenants: Sequence[str], now_ms: int) -> set[str]:
    """Keys of the lists that are kept for each of the tenants, up to the same day, and are not too old."""
    oldest = datetime.fromtimestamp(now_ms / 1000, timezone.utc).date().toordinal() - EPOCH_DAY - MOST_DAYS_OLD
    days = list_kept_days(connection, scope, LIST)
    keys = {key for _, key in days}
    found = {key: {days.get((tenant, key), 0) for tenant in tenants} for key in keys}
    return {key for key, of in found.items() if len(of) == 1 and min(of) >= oldest}


def read_list(
    connection: Connection, scope: Scope, tenants: Collection[str], key: str, search: Search
) -> ShownList | None:
    """The kept ads that match a search. None if a list is not kept, or if another version wrote it with other fields.
    The differences are those from all ads, as without a search.
    """
    answers = [each for each in read_kept_answers(connection, scope, LIST, key=key) if each.tenant in tenants]
    lists = [parsed for each in answers if (parsed := parse_kept(AdList, each)) is not None]
    if not lists or len(lists) < len(tenants):
        return None
    named = {
        (tenant, creative): (name, tag)
        for tenant in tenants
        for _, creative, name, tag in search_creatives(connection, tenant, search)
    }
    ads = [each for of in lists for each in of.ads if (each.summary.tenant, each.summary.creative) in named]
    found = [_named(each.summary, *named[each.summary.tenant, each.summary.creative]) for each in ads]
    return ShownList(
        lists[0].from_day,
        lists[0].to_day,
        min(of.generated for of in lists),
        sorted(found, key=ORDERS[search.order]),
        {(each.summary.tenant, each.summary.creative): each.overview for each in ads},
    )


def _named(one: CreativeSummary, name: str | None, tag: str | None) -> CreativeSummary:
    """The ad with its present name and tag, which may have changed since the night."""
    return one.model_copy(update={"name": name, "tag": tag})

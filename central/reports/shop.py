"""Builds the answer about one shop from the totals of its days. It estimates nothing that a report does not have."""

from collections.abc import Sequence
from datetime import date, datetime, timezone

import numpy as np
from sqlalchemy import Connection, text

from central.alerts.codes import cure_text
from central.errors import NotFoundError, UsageError
from central.reports.columns import Columns, sum_by_day
from central.reports.creative_values import CreativeSummary
from central.reports.creatives import Search, creative_summaries
from central.reports.curves import json_number
from central.reports.fleet import read_fleet
from central.reports.flow import build_hours, build_weekdays, divide_or_none
from central.reports.networks import build_model_spans, select_used_model
from central.reports.selection import Request, SiteRow, build_selection, day_number, local_date
from central.reports.shop_rows import ShopRows, read_last_shop_day, read_shop_rows
from central.reports.shop_values import Shop, ShopAd, ShopAlert, ShopDay
from central.reports.values import Here, Hour
from central.statistics.intervals import divide_sums, mean_over_days
from central.statistics.told import reported_share
from central.store.open_alerts import raised_alerts
from central.store.scope import Scope
from central.store.shops import read_shops

DAYS = 28
"""Number of days that the page shows unless days are chosen: the newest four weeks with numbers."""
QUIET = 0.5
"""Share of an hour's visits in windows within the hour, below which the hour counts as quiet."""
_SITE = text("SELECT id, site, zone FROM sites WHERE tenant = :tenant AND site = :site")


def answer_shop(
    connection: Connection, scope: Scope, tenant: str, site: str, days: tuple[date | None, date | None], now_ms: int
) -> Shop:
    """Numbers, kiosks and alerts of one shop. `days`: first and last day; None for the newest four weeks.

    A shop that the caller may not see is treated like a shop that does not exist. Raises NotFoundError.
    """
    row = _find_site(connection, scope, tenant, site)
    own = Scope.sites_scope([f"{tenant}/{site}"])
    first, last = _chosen_days(days, read_last_shop_day(connection, row.id))
    request = Request(tenant, first, last, (site,))
    rows = read_shop_rows(connection, build_selection(connection, own, tenant, request))
    found = creative_summaries(connection, own, Search(), request)
    used = select_used_model(rows.smiles, build_model_spans(rows.smiles))
    hours, by_day = build_hours(rows.hours), _build_days(rows.days, used)
    return Shop(
        tenant=tenant,
        site=site,
        **read_shops(connection, own)[f"{tenant}/{site}"].details,
        tz=row.zone,
        generated=_time(now_ms),
        simulated=tenant.startswith("sim-"),
        from_=days[0] or (by_day[0].day if by_day else None),
        to=last,
        visits=round(rows.days.column_sum("visits")),
        looked=round(rows.days.column_sum("watchers")),
        smile=_mean_over_days(used),
        people=round(used.column_sum("smile_n")),
        reported_share=reported_share(rows.told.column_sum("told_visits"), rows.told.column_sum("visits")),
        coverage=divide_or_none(rows.days.column_sum("sensed_ms"), rows.days.column_sum("span_ms")),
        quiet_hours=find_quiet_hours(hours),
        days=by_day,
        hours=hours,
        weekdays=build_weekdays(_by_weekday(rows.days)),
        ads=[_build_ad(one, rows) for one in found],
        kiosks=read_fleet(connection, own, now_ms).kiosks,
        alerts=_alerts(connection, own),
    )


def _find_site(connection: Connection, scope: Scope, tenant: str, site: str) -> SiteRow:
    row = connection.execute(_SITE, {"tenant": tenant, "site": site}).first() if scope.can_see(tenant, site) else None
    if row is None:
        raise NotFoundError(f"shop: there is no shop {tenant}/{site}, or you may not see it.")
    return SiteRow(*row)


def _chosen_days(days: tuple[date | None, date | None], newest: int | None) -> tuple[date | None, date | None]:
    """First and last day of the answer. Without a chosen day, the newest four weeks with numbers."""
    first, last = (day_number(day) for day in days)
    if newest is None:
        return days
    last = newest if last is None else last
    first = last - DAYS + 1 if first is None else first
    if first > last:
        raise UsageError(f"shop: the newest numbers are from {local_date(last)}. Choose days up to this one.")
    return local_date(first), local_date(last)


def find_quiet_hours(hours: Sequence[Hour]) -> list[int]:
    """Local hours from the first to the last with visits. Most visits of a quiet hour were counted together with the
    visits of other hours.
    """
    busy = {hour.at for hour in hours if hour.visits and (hour.within or 0.0) >= QUIET}
    counted = [hour.at for hour in hours if hour.visits]
    return [at for at in range(min(counted), max(counted) + 1) if at not in busy] if counted else []


def _mean_over_days(used: Columns) -> Here | None:
    """Smiles over all ads, with an interval over the days of the shop."""
    told = used.select_rows(used["smile_n"] > 0)
    if not len(told):
        return None
    found = mean_over_days(told["smile_n"], told["smile_sum"], told["day"])
    return Here(mean=found.mean, low=found.low, high=found.high, reason=found.reason, days=len(told))


def _build_days(windows: Columns, used: Columns) -> list[ShopDay]:
    """Days with windows or reactions, oldest first."""
    days = np.union1d(windows["day"], used["day"])
    visits, looked = sum_by_day(windows, days, "visits", "watchers")
    people, sums = sum_by_day(used, days, "smile_n", "smile_sum")
    means = divide_sums(people, sums)
    return [
        ShopDay(
            day=local_date(int(day)),
            visits=round(visits[place]),
            looked=round(looked[place]),
            smile=json_number(means[place]),
            people=round(people[place]),
        )
        for place, day in enumerate(days)
    ]


def _by_weekday(windows: Columns) -> Columns:
    """Windows by weekday. Day 0 of the store was a Thursday."""
    weekdays = (windows["day"] + 3) % 7
    found, names = np.unique(weekdays), windows.of.keys() - {"day"}
    return Columns(
        {"weekday": found, **{name: np.bincount(weekdays, windows[name], 7)[found] for name in sorted(names)}}
    )


def _build_ad(one: CreativeSummary, rows: ShopRows) -> ShopAd:
    told = rows.told.select_rows(np.asarray(rows.told["creative"] == one.creative, dtype=bool))
    return ShopAd(
        creative=one.creative,
        name=one.name,
        tag=one.tag,
        plays=one.plays,
        smile=one.smile.here,
        people=one.smile.people,
        reported_share=reported_share(told.column_sum("told_visits"), told.column_sum("visits")),
    )


def _alerts(connection: Connection, own: Scope) -> list[ShopAlert]:
    """Alerts that the server has raised about the kiosks of the shop, oldest first."""
    return [
        ShopAlert(
            code=alert.code,
            severity=alert.severity,
            device=alert.place.rpartition("/")[2],
            text=alert.text,
            cure=cure_text(alert.code),
            since=_time(alert.first_ms),
        )
        for alert in raised_alerts(connection, own)
    ]


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, timezone.utc)

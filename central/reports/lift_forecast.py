"""Forecast of the lift that an experiment by day would find, from the sales of the shops' own past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timezone

import numpy as np
from sqlalchemy import Connection

from central.errors import UsageError
from central.reports.lift_rows import day_table, enter_shops
from central.reports.lift_values import LiftForecast, PlannedLift
from central.reports.selection import day_number, local_date
from central.statistics.lift_panel import log_units
from central.statistics.lift_past import WEEK
from central.statistics.lift_power import DRAWS, lifts_by_size, needed_shops
from central.store import sales
from central.store.lift_plans import shown_days
from central.store.local_time import day_in_last_zone
from central.store.scope import Scope

WEEKS = (4, 6, 8)
SHOPS = (20, 50, 100, 200)
WANTED = 0.02
LEAST_WEEKS = min(WEEKS)
LEAST_SHOPS = 2


@dataclass(frozen=True, slots=True)
class ForecastRequest:
    """Options of a forecast. Days are those of the past on which nothing was shown; None: up to yesterday."""

    tenant: str
    product: str
    from_day: date
    to_day: date | None = None
    draws: int = field(default_factory=lambda: DRAWS)


def forecast_lift(connection: Connection, scope: Scope, asked: ForecastRequest, now_ms: int) -> LiftForecast:
    """Smallest lifts by weeks and shops. Raises UsageError for a past that is too short."""
    shops = sales.read_shops(connection, scope, asked.tenant)
    names = {shop.id: shop.site for shop in shops.values()}
    first = day_number(asked.from_day)
    last = day_number(asked.to_day) or day_in_last_zone(now_ms) - 1
    assert first is not None
    rows = list(sales.read_days(connection, names, first, last, {asked.product}))
    entered, excluded = enter_shops(rows, names, last + 1)
    sold = [row.day for row in rows if row.site_id in entered]
    first, last = min(sold, default=first), max(sold, default=first)
    units = day_table(rows, entered, first, last)
    for site, day in shown_days(connection, asked.tenant, first, last):
        if site in entered:
            units[entered.index(site), day - first] = np.nan
    _require_past(asked, entered, last - first + 1)
    past = log_units(units)
    sizes = sorted({len(entered), *SHOPS})
    found = lifts_by_size(past, sizes, WEEKS, asked.draws)
    four = next((one for one in found if one.weeks == LEAST_WEEKS), None)
    return LiftForecast(
        tenant=asked.tenant,
        product=asked.product,
        **{"from": local_date(first)},
        to=local_date(last),
        generated=datetime.fromtimestamp(now_ms // 1000, timezone.utc),
        simulated=asked.tenant.startswith("sim-"),
        shops=len(entered),
        excluded=excluded,
        draws=asked.draws,
        rows=[PlannedLift(shops=one.shops, weeks=one.weeks, lift=one.lift, scaled=one.scaled) for one in found],
        wanted=WANTED,
        wanted_shops=None if four is None else needed_shops(four, WANTED),
    )


def _require_past(asked: ForecastRequest, entered: Sequence[int], days: int) -> None:
    """Raise UsageError for fewer than four weeks, or fewer than two shops with 10 receipts a day."""
    if len(entered) < LEAST_SHOPS or days < LEAST_WEEKS * WEEK:
        raise UsageError(
            f"lift: days {days}, shops with 10 receipts a day {len(entered)}: this past of {asked.product!r} is too"
            f" short. A forecast needs {LEAST_WEEKS} weeks in {LEAST_SHOPS} shops. Import more days, or name another"
            " product."
        )

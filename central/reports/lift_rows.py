"""Reads sales, arms and proof of play of an experiment by day from the store, as arrays by shop and day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, text

from central.reports.lift_values import ExcludedShop, LostReason
from central.statistics.lift_panel import NO_ARM, Arms, Cells, Panel, log_units, washed_days
from central.statistics.lift_past import LEAST_RECEIPTS, WEEK, OwnWeek, own_week
from central.store.lift_plans import ArmDays, LiftPlan
from central.store.sales import SalesDay, read_days
from edge.statistics.columns import Floats

LEAST_PROOF = 0.8
"""Share of the usual screen time of a weekday below which a day of a shop is lost."""
PAST_DAYS = 182
"""Number of days before the first day of an arm from which the own week of a shop is computed."""
MONDAY = 3
"""Weekday of the day 0: 1970-01-01 was a Thursday."""
_PLAYS = text(
    "SELECT site_id, day, creative_id, experiment, arm, sum(proof_ms) AS proof_ms FROM play_hours"
    " WHERE day BETWEEN :first AND :last AND plays > 0 GROUP BY site_id, day, creative_id, experiment, arm"
)


@dataclass(frozen=True, slots=True, eq=False)
class Plays:
    """Days of shops that are lost by their plays: on which another arm played, and with little proof of play."""

    other_arm: Cells
    little_proof: Cells


@dataclass(frozen=True, slots=True, eq=False)
class LiftSales:
    """Sales of one product in the shops that enter. `panel`: what counts, with lost days as nan. `lost`: days of shops
    by reason, before the arms are compared. `replaced`: number of corrected days.
    """

    panel: Panel
    sites: tuple[int, ...]
    excluded: tuple[ExcludedShop, ...]
    lost: Mapping[LostReason, int]
    replaced: int
    week: OwnWeek
    last_sold: int | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Product, last day, and names of the shops by number, to read sales for."""

    product: str
    until: int
    names: Mapping[int, str]


def weekday_numbers(first: int, count: int) -> NDArray[np.int64]:
    """Weekday of each of the days from `first` on; 0 is Monday."""
    return (np.arange(first, first + count) + MONDAY) % WEEK


def day_table(rows: Sequence[SalesDay], sites: Sequence[int], first: int, last: int) -> Floats:
    """Units by shop and day [G, D]; nan without a total."""
    place = {site: row for row, site in enumerate(sites)}
    units = np.full((len(sites), last - first + 1), np.nan)
    for row in rows:
        if row.site_id in place and first <= row.day <= last:
            units[place[row.site_id], row.day - first] = row.units
    return units


def enter_shops(
    rows: Sequence[SalesDay], names: Mapping[int, str], first_day: int
) -> tuple[list[int], list[ExcludedShop]]:
    """Shops with 10 receipts a day in the mean of their past, and the others. Only days before the first arm decide."""
    receipts, days = Counter[int](), Counter[int]()
    for row in rows:
        if row.day < first_day:
            receipts[row.site_id] += row.receipts
            days[row.site_id] += 1
    entered = [site for site in names if days[site] and receipts[site] >= LEAST_RECEIPTS * days[site]]
    others = [site for site in names if site not in entered]
    return entered, [ExcludedShop(site=names[s], reason="few_receipts" if days[s] else "no_past") for s in others]


def arm_table(days: ArmDays, arms: Sequence[str], sites: Sequence[int], first: int, last: int) -> Arms:
    """Number of the arm by shop and day [G, D]."""
    found = np.full((len(sites), last - first + 1), NO_ARM, dtype=np.int64)
    for row, site in enumerate(sites):
        for day, arm in days[site].items():
            if first <= day <= last:
                found[row, day - first] = arms.index(arm)
    return found


def read_plays(
    connection: Connection, experiment: str, arms: Arms, names: Sequence[str], sites: Sequence[int], first: int
) -> Plays:
    """Days of shops that are lost by their plays. Shops without proof of play lose none.

    An ad that plays outside the experiment belongs to the arms in which it also plays in this shop. A day is also lost
    if none of the ads of its arm played, though the shop's kiosks report that arm on other days.
    """
    place = {site: row for row, site in enumerate(sites)}
    rows = connection.execute(_PLAYS, {"first": first, "last": first + arms.shape[1] - 1}).all()
    ads = _arms_of_ads(rows, experiment)
    proof, shown = np.zeros(arms.shape), np.zeros((len(names), *arms.shape), dtype=bool)
    other = np.zeros(arms.shape, dtype=bool)
    for row in rows:
        if (shop := place.get(row.site_id)) is None:
            continue
        day, planned = row.day - first, arms[shop, row.day - first]
        proof[shop, day] += float(row.proof_ms)  # a Decimal in PostgreSQL
        of_arms = {row.arm} if row.experiment == experiment else ads.get((row.site_id, row.creative_id), set())
        if planned != NO_ARM and of_arms:
            other[shop, day] |= names[planned] not in of_arms
            shown[planned, shop, day] |= names[planned] in of_arms
    little = _little(proof, weekday_numbers(first, arms.shape[1]))
    return Plays(other, little | _without_arm(arms, shown))


def _arms_of_ads(rows: Sequence[Row[Any]], experiment: str) -> dict[tuple[int, int], set[str]]:
    """Arms in which each ad played, by the numbers of the shop and the ad."""
    found: dict[tuple[int, int], set[str]] = {}
    for row in rows:
        if row.experiment == experiment:
            found.setdefault((row.site_id, row.creative_id), set()).add(row.arm)
    return found


def _without_arm(arms: Arms, shown: Cells) -> Cells:
    """Days [G, D] of an arm without a play of it, in shops that show the arm on other days. `shown`: [arms, G, D]."""
    missing = np.zeros(arms.shape, dtype=bool)
    for number, of_arm in enumerate(shown):
        missing |= (arms == number) & ~of_arm & of_arm.any(axis=1, keepdims=True)
    return missing


def _little(proof: Floats, weekdays: NDArray[np.int64]) -> Cells:
    """Days with less than 80 % of the median screen time of the shop's days with the same weekday."""
    little = np.zeros(proof.shape, dtype=bool)
    for weekday in range(WEEK):
        of = weekdays == weekday
        if of.any():
            little[:, of] = proof[:, of] < LEAST_PROOF * np.median(proof[:, of], axis=1, keepdims=True)
    return little


def read_lift_sales(
    connection: Connection, experiment: str, plan: LiftPlan, days: ArmDays, arms: Sequence[str], subject: Subject
) -> LiftSales:
    """Sales of a product up to a day, for the shops that enter."""
    names = {site: subject.names[site] for site in days}
    rows = list(read_days(connection, names, 0, subject.until, {subject.product}))
    sites, excluded = enter_shops(rows, names, plan.first_day)
    first, last = plan.first_day, subject.until
    shown = arm_table(days, arms, sites, first, last)
    units = day_table(rows, sites, first, last)
    plays = read_plays(connection, experiment, shown, arms, sites, first)
    begin = max(min((row.day for row in rows), default=first), first - PAST_DAYS)
    past = log_units(day_table(rows, sites, begin, first - 1))
    week = own_week(past, weekday_numbers(begin, past.shape[1]))
    lost: dict[LostReason, Cells] = {
        "no_sales": np.isnan(units),
        "returns": units < 0,
        "other_arm": plays.other_arm,
        "little_proof": plays.little_proof,
        "washout": washed_days(shown, plan.washout_days),
    }
    kept, counts = shown != NO_ARM, dict[LostReason, int]()
    for reason, cells in lost.items():
        counts[reason] = int((kept & cells).sum())
        kept = kept & ~cells
    values = log_units(units) - week.expected(weekday_numbers(first, units.shape[1]))
    lost_by_plays = plays.other_arm | plays.little_proof
    panel = Panel(np.where(lost_by_plays, np.nan, values), shown)
    sold = [row.day for row in rows if row.day >= first and row.site_id in sites]
    replaced = {(row.site_id, row.day) for row in rows if row.replaced_ms is not None and row.site_id in sites}
    return LiftSales(panel, tuple(sites), tuple(excluded), counts, len(replaced), week, max(sold, default=None))

"""Rollups: sums over the days of a site, by creative, so that a page on all days reads no row of a day.

A row with `month` WHOLE is of all days, the others of one month of local days. A month is made anew from its days, the
whole from its months; nothing is ever added to.
"""

from datetime import date

from sqlalchemy import BigInteger, Float, Integer, PrimaryKeyConstraint, SmallInteger, Table, Text

from central.store.columns import (
    CURVE_PEOPLE,
    CURVE_SUMS,
    DWELL,
    LOOKED,
    MEASURE_SUMS,
    PEOPLE,
    metadata,
    required,
)
from central.store.local_time import EPOCH_DAY

WHOLE = -1
"""Number in place of a month, for all days."""

_FLOW = (
    *required(BigInteger, "plays", "proof_ms"),
    *required(Integer, "play_days", "reaction_days"),  # days with a play; with a reaction
    *required(BigInteger, "told_visits", "windows", "visits", "watchers", *LOOKED, *DWELL),
    *required(Float, "dwell_s_sum"),
    *required(BigInteger, "dwell_n", "span_ms"),
    *required(Float, "sensed_ms", "opportunities"),
    *required(Integer, "opportunity_days"),  # kiosk-days with plays and a sensed window, of the opportunities to see
)


def _copied() -> list[object]:
    return [column._copy() for column in _FLOW]


flow_days = Table(
    "flow_days",
    metadata,
    *required(Integer, "site_id", "day", "creative_id"),
    *_copied(),  # of the kiosks that played the creative on the day, or told a reaction to it
    PrimaryKeyConstraint("site_id", "day", "creative_id"),
    sqlite_with_rowid=False,
)
flow_rollups = Table(
    "flow_rollups",
    metadata,
    *required(Integer, "site_id", "month", "creative_id"),
    *required(SmallInteger, "weekday"),
    *required(Integer, "first_day", "last_day"),
    *_copied(),
    PrimaryKeyConstraint("site_id", "month", "creative_id", "weekday"),
    sqlite_with_rowid=False,
)
hour_rollups = Table(
    "hour_rollups",
    metadata,
    *required(Integer, "site_id", "month", "creative_id"),
    *required(SmallInteger, "hour"),
    *required(BigInteger, "windows", "visits", "watchers"),
    *required(Float, "dwell_s_sum"),
    *required(BigInteger, "dwell_n", "within_visits"),
    PrimaryKeyConstraint("site_id", "month", "creative_id", "hour"),
    sqlite_with_rowid=False,
)
cell_rollups = Table(
    "cell_rollups",
    metadata,
    *required(Integer, "site_id", "month", "creative_id"),
    *required(Text, "model"),
    *required(Integer, "second"),
    *required(Integer, "told_days"),  # with a number of people in the cell
    *required(BigInteger, "told_watchers", "watchers", "n"),
    *required(Float, *CURVE_SUMS),
    *required(BigInteger, *CURVE_PEOPLE),
    PrimaryKeyConstraint("site_id", "month", "creative_id", "model", "second"),
    sqlite_with_rowid=False,
)
part_rollups = Table(
    "part_rollups",
    metadata,
    *required(Integer, "site_id", "month", "creative_id"),
    *required(Text, "model"),
    *required(SmallInteger, "part"),
    *required(BigInteger, "smile_n"),
    *required(Float, "smile_sum"),
    PrimaryKeyConstraint("site_id", "month", "creative_id", "model", "part"),
    sqlite_with_rowid=False,
)
reaction_rollups = Table(
    "reaction_rollups",
    metadata,
    *required(Integer, "site_id", "creative_id"),
    *required(Text, "model"),
    *required(BigInteger, "reactions", "plays", "n"),
    *required(Integer, "first_day", "last_day"),
    *required(BigInteger, *PEOPLE),
    *required(Float, *MEASURE_SUMS),
    *required(Integer, *(f"{name}_days" for name in PEOPLE)),  # with such people; one of two networks by the first
    *required(BigInteger, *(f"{name}_reactions" for name in PEOPLE)),  # of the days with such people
    # of the days' smiles: sums of the means, of their squares, of the variance of their noise; of the squares of the
    # people; of the jackknife over days
    *required(Float, "value_sum", "value_squares", "noise_sum", "noise_variance_sum", "people_squares", "jackknife"),
    PrimaryKeyConstraint("site_id", "creative_id", "model"),
    sqlite_with_rowid=False,
)
reaction_totals = Table(
    "reaction_totals",
    metadata,
    *required(Integer, "creative_id"),
    *required(SmallInteger, "is_panel"),  # 1: of the participants, 0: of the shops
    *required(Integer, "day"),
    *required(Text, "model"),
    *required(BigInteger, *PEOPLE),
    *required(Float, *MEASURE_SUMS),
    PrimaryKeyConstraint("creative_id", "is_panel", "day", "model"),
    sqlite_with_rowid=False,
)
dirty_days = Table(
    "dirty_days",
    metadata,
    *required(Integer, "day"),
    *required(BigInteger, "changes"),
    PrimaryKeyConstraint("day"),
)
"""Days whose totals over all sites are to be made anew."""
ROLLUPS = (flow_rollups, hour_rollups, cell_rollups, part_rollups, reaction_rollups, reaction_totals)


def month_of(day: int) -> int:
    """Number of the month of a local day."""
    of = date.fromordinal(day + EPOCH_DAY)
    return of.year * 12 + of.month - 1


def days_of(month: int) -> tuple[int, int]:
    """First and last local day of a month."""
    first, after = (date(number // 12, number % 12 + 1, 1).toordinal() - EPOCH_DAY for number in (month, month + 1))
    return first, after - 1

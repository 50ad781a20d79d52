"""Tables of totals for each day of a site, and their rollups. With rollups, a page about all days reads no row of a
single day.

The totals of a site and day are recomputed from the rows whenever a message of that day arrives. In the rollups, a row
with `month` WHOLE covers all days, and each other row covers one month of local days. A month is recomputed from its
days, and the row for all days from the months. Nothing is ever added to an existing total.
"""

from datetime import date

from sqlalchemy import BigInteger, Float, Integer, PrimaryKeyConstraint, SmallInteger, Table, Text

from central.measures import TABLE
from central.store.columns import (
    CURVE_PEOPLE,
    CURVE_SUMS,
    DWELL,
    LOOKED,
    MEASURE_SUMS,
    PEOPLE,
    added_columns,
    metadata,
    required_columns,
)
from central.store.local_time import EPOCH_DAY

WHOLE = -1
"""Value in the column `month` of a row that covers all days."""

_FLOW = (
    *required_columns(BigInteger, "plays", "proof_ms"),
    *required_columns(Integer, "play_days", "reaction_days"),  # days with a play; with a reaction
    *required_columns(BigInteger, "told_visits", "windows", "visits", "watchers", *LOOKED, *DWELL),
    *required_columns(Float, "dwell_s_sum"),
    *required_columns(BigInteger, "dwell_n", "span_ms"),
    *required_columns(Float, "sensed_ms", "opportunities"),
    *required_columns(
        Integer, "opportunity_days"
    ),  # kiosk-days with plays and a sensed window, of the opportunities to see
)


def _copied() -> list[object]:
    return [column._copy() for column in _FLOW]


flow_days = Table(
    "flow_days",
    metadata,
    *required_columns(Integer, "site_id", "day", "creative_id"),
    *_copied(),  # of the kiosks that played the creative on the day, or told a reaction to it
    PrimaryKeyConstraint("site_id", "day", "creative_id"),
    sqlite_with_rowid=False,
)
flow_rollups = Table(
    "flow_rollups",
    metadata,
    *required_columns(Integer, "site_id", "month", "creative_id"),
    *required_columns(SmallInteger, "weekday"),
    *required_columns(Integer, "first_day", "last_day"),
    *_copied(),
    PrimaryKeyConstraint("site_id", "month", "creative_id", "weekday"),
    sqlite_with_rowid=False,
)
hour_rollups = Table(
    "hour_rollups",
    metadata,
    *required_columns(Integer, "site_id", "month", "creative_id"),
    *required_columns(SmallInteger, "hour"),
    *required_columns(BigInteger, "windows", "visits", "watchers"),
    *required_columns(Float, "dwell_s_sum"),
    *required_columns(BigInteger, "dwell_n", "within_visits"),
    PrimaryKeyConstraint("site_id", "month", "creative_id", "hour"),
    sqlite_with_rowid=False,
)
cell_rollups = Table(
    "cell_rollups",
    metadata,
    *required_columns(Integer, "site_id", "month", "creative_id"),
    *required_columns(Text, "model"),
    *required_columns(Integer, "second"),
    *required_columns(Integer, "told_days"),  # with a number of people in the cell
    *required_columns(BigInteger, "told_watchers", "watchers", "n"),
    *required_columns(Float, *CURVE_SUMS),
    *required_columns(BigInteger, *CURVE_PEOPLE),
    PrimaryKeyConstraint("site_id", "month", "creative_id", "model", "second"),
    sqlite_with_rowid=False,
)
part_rollups = Table(
    "part_rollups",
    metadata,
    *required_columns(Integer, "site_id", "month", "creative_id"),
    *required_columns(Text, "model"),
    *required_columns(SmallInteger, "part"),
    *required_columns(BigInteger, "smile_n"),
    *required_columns(Float, "smile_sum"),
    PrimaryKeyConstraint("site_id", "month", "creative_id", "model", "part"),
    sqlite_with_rowid=False,
)
reaction_rollups = Table(
    "reaction_rollups",
    metadata,
    *required_columns(Integer, "site_id", "creative_id"),
    *required_columns(Text, "model"),
    *required_columns(BigInteger, "reactions", "plays", "n"),
    *required_columns(Integer, "first_day", "last_day"),
    *required_columns(BigInteger, *PEOPLE),
    *required_columns(Float, *MEASURE_SUMS),
    *required_columns(
        Integer, *(f"{name}_days" for name in PEOPLE)
    ),  # with such people; one of two networks by the first
    *required_columns(BigInteger, *(f"{name}_reactions" for name in PEOPLE)),  # of the days with such people
    # of the days' smiles: sums of the means, of their squares, of the variance of their noise; of the squares of the
    # people; of the jackknife over days
    *required_columns(
        Float, "value_sum", "value_squares", "noise_sum", "noise_variance_sum", "people_squares", "jackknife"
    ),
    PrimaryKeyConstraint("site_id", "creative_id", "model"),
    sqlite_with_rowid=False,
)
reaction_totals = Table(
    "reaction_totals",
    metadata,
    *required_columns(Integer, "creative_id"),
    *required_columns(SmallInteger, "is_panel"),  # 1: of the participants, 0: of the shops
    *required_columns(Integer, "day"),
    *required_columns(Text, "model"),
    *required_columns(BigInteger, *PEOPLE),
    *required_columns(Float, *MEASURE_SUMS),
    PrimaryKeyConstraint("creative_id", "is_panel", "day", "model"),
    sqlite_with_rowid=False,
)
site_days = Table(
    "site_days",
    metadata,
    *required_columns(Integer, "site_id", "day"),
    *required_columns(Text, "model"),  # expression model with the most people on the day; "": no smiles were measured
    *required_columns(BigInteger, "windows", "visits", "watchers", "looked_1", "span_ms"),
    *required_columns(Float, "sensed_ms"),
    *required_columns(BigInteger, "plays"),
    *required_columns(BigInteger, "told_of", "told_visits"),  # visits by ad, and those in a reaction of the ad
    *required_columns(BigInteger, "n", "smile_n"),
    *required_columns(Float, "smile_sum", "noise_variance_sum"),
    PrimaryKeyConstraint("site_id", "day"),
    sqlite_with_rowid=False,
)
"""Table with one row for each site and day, over all its kiosks and ads."""
dirty_days = Table(
    "dirty_days",
    metadata,
    *required_columns(Integer, "day"),
    *required_columns(BigInteger, "changes"),
    PrimaryKeyConstraint("day"),
)
"""Table of the days for which the totals over all sites must be recomputed."""
ROLLUPS = (flow_rollups, hour_rollups, cell_rollups, part_rollups, reaction_rollups, reaction_totals, site_days)


def month_number(day: int) -> int:
    """Number of the month that contains a local day."""
    of = date.fromordinal(day + EPOCH_DAY)
    return of.year * 12 + of.month - 1


def month_days(month: int) -> tuple[int, int]:
    """First and last local day of a month."""
    first, after = (date(number // 12, number % 12 + 1, 1).toordinal() - EPOCH_DAY for number in (month, month + 1))
    return first, after - 1


_SEEN = tuple(row for row in TABLE if row.column and row.weight != "body_n")
_WORN = tuple(row for row in TABLE if row.column and row.weight == "body_n")

dirty = Table(
    "dirty",
    metadata,
    *required_columns(Integer, "site_id", "day"),
    *required_columns(BigInteger, "changes"),
    PrimaryKeyConstraint("site_id", "day"),
)
window_hours = Table(
    "window_hours",
    metadata,
    *required_columns(Integer, "site_id", "day", "device_id"),
    *required_columns(SmallInteger, "hour"),
    *required_columns(BigInteger, "windows", "visits", "watchers", *LOOKED, *DWELL),
    *required_columns(Float, "dwell_s_sum"),
    *required_columns(BigInteger, "dwell_n", "span_ms"),
    *required_columns(Float, "sensed_ms"),
    *added_columns(BigInteger, "within_visits"),  # of the windows that lie within the hour
    PrimaryKeyConstraint("site_id", "day", "device_id", "hour"),
)
play_hours = Table(
    "play_hours",
    metadata,
    *required_columns(Integer, "site_id", "day", "device_id"),
    *required_columns(SmallInteger, "hour"),
    *required_columns(Integer, "creative_id"),
    *required_columns(Text, "experiment", "arm"),
    *required_columns(BigInteger, "plays", "complete", "proof_ms"),
    PrimaryKeyConstraint("site_id", "day", "device_id", "hour", "creative_id", "experiment", "arm"),
)
reaction_days = Table(
    "reaction_days",
    metadata,
    *required_columns(Integer, "site_id", "day", "device_id"),
    *required_columns(SmallInteger, "part"),  # -1: the site has no parts
    *required_columns(Integer, "creative_id"),
    *required_columns(Text, "experiment", "arm", "expression_model"),
    *required_columns(BigInteger, "reactions", "plays", "exposed", "watchers", "n"),
    *required_columns(Float, *(row.total for row in _SEEN)),
    *required_columns(
        BigInteger, *(row.people for row in _SEEN if row.people != row.weight)
    ),  # of reactions that tell it
    *required_columns(BigInteger, "body_n"),  # wearers whose arousal is told
    *required_columns(Float, *(row.total for row in _WORN)),
    *required_columns(BigInteger, *(row.people for row in _WORN if row.people != "body_n")),
    # of each reaction, the variance of the noise in the sum of a total, and of laughter_s
    *added_columns(Float, "noise_variance_sum", "noise_laughter_sum"),
    PrimaryKeyConstraint("site_id", "day", "device_id", "part", "creative_id", "experiment", "arm", "expression_model"),
)
cell_days = Table(
    "cell_days",
    metadata,
    *required_columns(Integer, "site_id", "day"),
    *required_columns(SmallInteger, "part"),
    *required_columns(Integer, "creative_id"),
    *required_columns(Text, "experiment", "arm", "expression_model"),
    *required_columns(Integer, "second"),
    *required_columns(BigInteger, "reactions", "watchers", "n"),
    *required_columns(Float, *CURVE_SUMS),
    *required_columns(BigInteger, *CURVE_PEOPLE),
    PrimaryKeyConstraint("site_id", "day", "part", "creative_id", "experiment", "arm", "expression_model", "second"),
)
told_days = Table(
    "told_days",
    metadata,
    *required_columns(Integer, "site_id", "day", "creative_id"),
    *required_columns(
        BigInteger, "visits", "told_visits"
    ),  # of all windows; of those within a reaction of the creative
    PrimaryKeyConstraint("site_id", "day", "creative_id"),
)
block_days = Table(
    "block_days",
    metadata,
    *required_columns(Integer, "site_id", "day"),
    *required_columns(Text, "experiment"),
    *required_columns(BigInteger, "blocks", "complete_blocks"),  # complete: each arm of the day, each play to its end
    *required_columns(Integer, "arms"),  # of the day; a day without an arm of the experiment has no complete block
    PrimaryKeyConstraint("site_id", "day", "experiment"),
)
SUMS = (window_hours, play_hours, reaction_days, cell_days, told_days, block_days)

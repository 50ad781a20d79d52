"""Tables of sums of a (site, day), made anew from the rows whenever a message of that day came."""

from sqlalchemy import BigInteger, Float, Integer, PrimaryKeyConstraint, SmallInteger, Table, Text

from central.measures import TABLE
from central.store.columns import CURVE_PEOPLE, CURVE_SUMS, DWELL, LOOKED, added, metadata, required

_SEEN = tuple(row for row in TABLE if row.column and row.weight != "body_n")
_WORN = tuple(row for row in TABLE if row.column and row.weight == "body_n")

dirty = Table(
    "dirty",
    metadata,
    *required(Integer, "site_id", "day"),
    *required(BigInteger, "changes"),
    PrimaryKeyConstraint("site_id", "day"),
)
window_hours = Table(
    "window_hours",
    metadata,
    *required(Integer, "site_id", "day", "device_id"),
    *required(SmallInteger, "hour"),
    *required(BigInteger, "windows", "visits", "watchers", *LOOKED, *DWELL),
    *required(Float, "dwell_s_sum"),
    *required(BigInteger, "dwell_n", "span_ms"),
    *required(Float, "sensed_ms"),
    *added(BigInteger, "within_visits"),  # of the windows that lie within the hour
    PrimaryKeyConstraint("site_id", "day", "device_id", "hour"),
)
play_hours = Table(
    "play_hours",
    metadata,
    *required(Integer, "site_id", "day", "device_id"),
    *required(SmallInteger, "hour"),
    *required(Integer, "creative_id"),
    *required(Text, "experiment", "arm"),
    *required(BigInteger, "plays", "complete", "proof_ms"),
    PrimaryKeyConstraint("site_id", "day", "device_id", "hour", "creative_id", "experiment", "arm"),
)
reaction_days = Table(
    "reaction_days",
    metadata,
    *required(Integer, "site_id", "day", "device_id"),
    *required(SmallInteger, "part"),  # -1: the site has no parts
    *required(Integer, "creative_id"),
    *required(Text, "experiment", "arm", "expression_model"),
    *required(BigInteger, "reactions", "plays", "exposed", "watchers", "n"),
    *required(Float, *(row.total for row in _SEEN)),
    *required(BigInteger, *(row.people for row in _SEEN if row.people != row.weight)),  # of reactions that tell it
    *required(BigInteger, "body_n"),  # wearers whose arousal is told
    *required(Float, *(row.total for row in _WORN)),
    *required(BigInteger, *(row.people for row in _WORN if row.people != "body_n")),
    # of each reaction, the variance of the noise in the sum of a total, and of laughter_s
    *added(Float, "noise_variance_sum", "noise_laughter_sum"),
    PrimaryKeyConstraint("site_id", "day", "device_id", "part", "creative_id", "experiment", "arm", "expression_model"),
)
cell_days = Table(
    "cell_days",
    metadata,
    *required(Integer, "site_id", "day"),
    *required(SmallInteger, "part"),
    *required(Integer, "creative_id"),
    *required(Text, "experiment", "arm", "expression_model"),
    *required(Integer, "second"),
    *required(BigInteger, "reactions", "watchers", "n"),
    *required(Float, *CURVE_SUMS),
    *required(BigInteger, *CURVE_PEOPLE),
    PrimaryKeyConstraint("site_id", "day", "part", "creative_id", "experiment", "arm", "expression_model", "second"),
)
told_days = Table(
    "told_days",
    metadata,
    *required(Integer, "site_id", "day", "creative_id"),
    *required(BigInteger, "visits", "told_visits"),  # of all windows; of those within a reaction of the creative
    PrimaryKeyConstraint("site_id", "day", "creative_id"),
)
block_days = Table(
    "block_days",
    metadata,
    *required(Integer, "site_id", "day"),
    *required(Text, "experiment"),
    *required(BigInteger, "blocks", "complete_blocks"),  # complete: each arm of the day, each play to its end
    *required(Integer, "arms"),  # of the day; a day without an arm of the experiment has no complete block
    PrimaryKeyConstraint("site_id", "day", "experiment"),
)
SUMS = (window_hours, play_hours, reaction_days, cell_days, told_days, block_days)

"""Tables of the store, for SQLite and PostgreSQL.

Times are integer milliseconds since 1970 UTC. `day` is the local day as a number of days since 1970-01-01, `hour` the
local hour, `weekday` is 0 on Monday, `part` the part of the site's day (null where a site has none): those of the
last millisecond of the message, in the zone of the site. Names are stored once and referred to by number.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _required(kind: type, *names: str) -> list[Column]:
    return [Column(name, kind, nullable=False) for name in names]


def _optional(kind: type, *names: str) -> list[Column]:
    return [Column(name, kind, nullable=True) for name in names]


def _names(name: str, *columns: Column) -> Table:
    """Table of names, each with a number."""
    number = Column("id", Integer, primary_key=True, autoincrement=True)
    return Table(name, metadata, number, Column("key", Text, nullable=False, unique=True), *columns)


sites = _names(
    "sites",
    *_required(Text, "tenant", "site"),
    *_optional(Text, "zone", "parts"),  # null: UTC, no parts. parts: "10:00,14:00"
)
devices = _names(
    "devices",
    *_required(Integer, "site_id"),
    *_required(Text, "device"),
    # last_seq: newest stored. first_seq: oldest that the kiosk keeps. sure_seq: newest that it has certainly sent
    *_required(BigInteger, "last_seq", "first_seq", "sure_seq", "done_seq", "received_ms"),
    *_optional(Text, "state"),
    *_optional(LargeBinary, "state_payload"),
)
creatives = _names("creatives", *_required(Text, "tenant", "creative"))


def _messages(name: str, *columns: Column) -> Table:
    """Table of one kind of message. The key holds `at_ms`, by which PostgreSQL keeps months apart."""
    return Table(
        name,
        metadata,
        *_required(Integer, "device_id"),
        *_required(BigInteger, "seq", "at_ms"),
        *_required(LargeBinary, "id", "payload"),
        *_required(Integer, "site_id", "day"),
        *_required(SmallInteger, "hour", "weekday"),
        *_optional(SmallInteger, "part"),
        *columns,
        PrimaryKeyConstraint("device_id", "seq", "at_ms"),
        Index(f"{name}_by_day", "site_id", "day"),  # for the sums
        sqlite_with_rowid=False,
        postgresql_partition_by="RANGE (at_ms)",
    )


LOOKED = ("looked_0_5", "looked_1", "looked_2", "looked_5")
DWELL = ("dwell_0", "dwell_2", "dwell_5", "dwell_15", "dwell_30", "dwell_60")
MEASURES = ("positive", "negative", "surprise", "valence", "arousal")
READ = (*MEASURES, "abstained")
BODY = ("body_arousal", "body_hr_bpm", "body_scr_per_min")

windows = _messages(
    "windows",
    *_required(BigInteger, "from_ms", "to_ms"),
    *_required(Integer, "k", "visits", "watchers"),
    *_optional(Float, "dwell_s"),
    *_required(Integer, *LOOKED, *DWELL),
    *_required(Float, "coverage"),
    *_optional(Float, "level_db"),
)
reactions = _messages(
    "reactions",
    *_required(Integer, "creative_id"),
    *_required(Text, "experiment", "arm"),  # "" outside experiments
    *_required(BigInteger, "from_ms", "to_ms"),
    *_required(Integer, "k", "plays", "exposed", "watchers"),
    *_required(Float, "attention_s", "noise"),
    *_required(Integer, "n"),
    *_optional(Float, *MEASURES, "abstained"),  # null: the reader of the kiosk does not tell it
    *_optional(Float, "laughter_s"),
    *_optional(Integer, "body_n"),
    *_optional(Float, *BODY),
    *_required(Integer, "step_s"),
    *_required(Text, "expression_model"),
)
plays = _messages(
    "plays",
    *_required(Integer, "creative_id"),
    *_required(Text, "experiment", "arm"),
    *_optional(Integer, "block"),
    *_required(BigInteger, "start_ms", "end_ms"),
    *_required(Float, "media_from_s", "media_to_s"),
    *_required(Boolean, "complete"),
    *_required(Text, "feed"),
    *_required(Float, "error_s"),
)
alerts = _messages(
    "alerts",
    *_required(Text, "code", "severity", "text"),
    *_required(BigInteger, "raised_ms"),
    *_optional(BigInteger, "cleared_ms"),
)
cells = Table(
    "cells",
    metadata,
    *_required(Integer, "device_id"),
    *_required(BigInteger, "seq", "at_ms"),
    *_required(Integer, "second", "watchers"),
    *_optional(Integer, "n"),
    *_optional(Float, *MEASURES, "laughter"),
    PrimaryKeyConstraint("device_id", "seq", "at_ms", "second"),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (at_ms)",
)
MESSAGES = {"window": windows, "reaction": reactions, "play": plays, "alert": alerts}
PARTITIONED = (*MESSAGES.values(), cells)

states = Table(
    "states",
    metadata,
    *_required(Integer, "device_id"),
    *_required(LargeBinary, "digest"),
    *_required(BigInteger, "at_ms", "received_ms", "since_ms"),
    *_required(Text, "state", "version"),
    *_optional(Text, "use"),  # "research": to be marked wherever it is shown; null: a kiosk that does not say
    *_required(LargeBinary, "payload"),
    PrimaryKeyConstraint("device_id", "digest"),
)
health = Table(
    "health",
    metadata,
    Column("device_id", Integer, primary_key=True, autoincrement=False),
    *_required(BigInteger, "at_ms", "received_ms"),
    *_required(LargeBinary, "payload"),
)
health_hours = Table(
    "health_hours",
    metadata,
    *_required(Integer, "device_id"),
    *_required(BigInteger, "hour_ms"),
    *_required(Integer, "messages", "rated"),
    *_required(Float, "rate_hz_sum"),
    *_required(BigInteger, "unsent_max"),
    *_optional(Float, "temperature_c_max", "clock_error_s_max", "cpu_max", "memory_max"),
    PrimaryKeyConstraint("device_id", "hour_ms"),
)

# Sums of a (site, day), made anew from the rows whenever a message of that day came --------------------------------

dirty = Table(
    "dirty",
    metadata,
    *_required(Integer, "site_id", "day"),
    *_required(BigInteger, "changes"),
    PrimaryKeyConstraint("site_id", "day"),
)
window_hours = Table(
    "window_hours",
    metadata,
    *_required(Integer, "site_id", "day", "device_id"),
    *_required(SmallInteger, "hour"),
    *_required(BigInteger, "windows", "visits", "watchers", *LOOKED, *DWELL),
    *_required(Float, "dwell_s_sum"),
    *_required(BigInteger, "dwell_n", "span_ms"),
    *_required(Float, "sensed_ms"),
    PrimaryKeyConstraint("site_id", "day", "device_id", "hour"),
)
play_hours = Table(
    "play_hours",
    metadata,
    *_required(Integer, "site_id", "day", "device_id"),
    *_required(SmallInteger, "hour"),
    *_required(Integer, "creative_id"),
    *_required(Text, "experiment", "arm"),
    *_required(BigInteger, "plays", "complete", "proof_ms"),
    PrimaryKeyConstraint("site_id", "day", "device_id", "hour", "creative_id", "experiment", "arm"),
)
reaction_days = Table(
    "reaction_days",
    metadata,
    *_required(Integer, "site_id", "day", "device_id"),
    *_required(SmallInteger, "part"),  # -1: the site has no parts
    *_required(Integer, "creative_id"),
    *_required(Text, "experiment", "arm", "expression_model"),
    *_required(BigInteger, "reactions", "plays", "exposed", "watchers", "n"),
    *_required(Float, "attention_s_sum", *(f"{name}_sum" for name in READ), "laughter_s_sum"),
    *_required(BigInteger, *(f"{name}_n" for name in READ)),  # people of the reactions that tell it
    *_required(BigInteger, "laughter_n", "body_n"),
    *_required(Float, "body_arousal_sum", "body_hr_bpm_sum", "body_scr_per_min_sum"),
    *_required(BigInteger, "body_hr_n", "body_scr_n"),
    PrimaryKeyConstraint("site_id", "day", "device_id", "part", "creative_id", "experiment", "arm", "expression_model"),
)
cell_days = Table(
    "cell_days",
    metadata,
    *_required(Integer, "site_id", "day"),
    *_required(SmallInteger, "part"),
    *_required(Integer, "creative_id"),
    *_required(Text, "experiment", "arm", "expression_model"),
    *_required(Integer, "second"),
    *_required(BigInteger, "reactions", "watchers", "n"),
    *_required(Float, *(f"{name}_sum" for name in MEASURES), "laughter_sum"),
    *_required(BigInteger, *(f"{name}_n" for name in MEASURES)),
    *_required(BigInteger, "laughter_n"),
    PrimaryKeyConstraint("site_id", "day", "part", "creative_id", "experiment", "arm", "expression_model", "second"),
)
SUMS = (window_hours, play_hours, reaction_days, cell_days)

# What was not stored as news of a kiosk, and what is lost ----------------------------------------------------------

quarantine = Table(
    "quarantine",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    *_required(BigInteger, "received_ms"),
    *_required(Text, "device", "topic", "reason", "detail", "version"),
    *_required(LargeBinary, "digest", "payload"),
    *_required(Integer, "bytes"),  # of the whole message; more than the payload here if that was cut
    UniqueConstraint("device", "digest"),
)
quarantine_days = Table(
    "quarantine_days",
    metadata,
    *_required(Text, "device"),
    *_required(Integer, "day"),
    *_required(BigInteger, "bytes", "messages", "dropped"),
    PrimaryKeyConstraint("device", "day"),
)
losses = Table(
    "losses",
    metadata,
    *_required(Integer, "device_id"),
    *_required(BigInteger, "from_seq", "to_seq", "found_ms"),
    PrimaryKeyConstraint("device_id", "from_seq"),
)
facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    *_required(BigInteger, "value"),
)
"""Single numbers: `plays_from_day`, the first local day whose plays are kept as rows."""

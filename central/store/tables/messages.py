"""Tables of the messages and of the kiosks that send them, for SQLite and PostgreSQL.

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
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from central.measures import CURVES
from central.store.columns import BODY, COMMENT_CLASSES, DWELL, LOOKED, READ, added, optional, required
from central.store.columns import metadata as metadata
from central.store.tables import administration as administration
from central.store.tables import totals as totals


def _names(name: str, *columns: Column) -> Table:
    """Table of names, each with a number."""
    number = Column("id", Integer, primary_key=True, autoincrement=True)
    return Table(name, metadata, number, Column("key", Text, nullable=False, unique=True), *columns)


sites = _names(
    "sites",
    *required(Text, "tenant", "site"),
    *optional(Text, "zone", "parts"),  # null: UTC, no parts. parts: "10:00,14:00"
)
devices = _names(
    "devices",
    *required(Integer, "site_id"),
    *required(Text, "device"),
    # last_seq: newest stored. first_seq: oldest that the kiosk keeps. sure_seq: newest that it has certainly sent
    *required(BigInteger, "last_seq", "first_seq", "sure_seq", "done_seq", "received_ms"),
    *optional(Text, "state"),
    *optional(LargeBinary, "state_payload", "newest_id"),  # newest_id: the greatest of its stored messages
)
creatives = _names(
    "creatives",
    *required(Text, "tenant", "creative"),
    *optional(Text, "name", "tag", "sha256"),  # as somebody gave them; sha256 of the file in the media folder
    *optional(BigInteger, "duration_ms"),
)
experiments = Table(
    "experiments",
    metadata,
    Column("key", Text, primary_key=True),  # tenant/experiment
    *optional(Integer, "planned_day", "former_day"),  # planned end, and the one before it was changed
    *required(BigInteger, "named_ms"),
)


def _messages(name: str, *columns: Column | Index) -> Table:
    """Table of one kind of message. The key holds `at_ms`, by which PostgreSQL keeps months apart."""
    return Table(
        name,
        metadata,
        *required(Integer, "device_id"),
        *required(BigInteger, "seq", "at_ms"),
        *required(LargeBinary, "id", "payload"),
        *required(Integer, "site_id", "day"),
        *required(SmallInteger, "hour", "weekday"),
        *optional(SmallInteger, "part"),
        *columns,
        PrimaryKeyConstraint("device_id", "seq", "at_ms"),
        Index(f"{name}_by_day", "site_id", "day"),  # for the sums
        Index(f"{name}_by_id", "device_id", "id"),  # for duplicates
        sqlite_with_rowid=False,
        postgresql_partition_by="RANGE (at_ms)",
    )


windows = _messages(
    "windows",
    *required(BigInteger, "from_ms", "to_ms"),
    *required(Integer, "k", "visits", "watchers"),
    *optional(Float, "dwell_s"),
    *required(Integer, *LOOKED, *DWELL),
    *required(Float, "coverage"),
    *optional(Float, "level_db"),
)
reactions = _messages(
    "reactions",
    *required(Integer, "creative_id"),
    *required(Text, "experiment", "arm"),  # "" outside experiments
    *required(BigInteger, "from_ms", "to_ms"),
    *required(Integer, "k", "plays", "exposed", "watchers"),
    *required(Float, "attention_s", "noise_total"),  # standard deviation of the noise in the sum of a total
    *required(Integer, "n"),
    *optional(Float, *READ),  # null: the reader of the kiosk does not tell it
    *optional(Float, "laughter_s"),
    *optional(Integer, "body_n"),
    *optional(Float, *BODY),
    *required(Integer, "step_s"),
    *required(Text, "expression_model"),
    *added(Float, "noise_laughter"),  # the same of laughter_s, in seconds
)
plays = _messages(
    "plays",
    *required(Integer, "creative_id"),
    *required(Text, "experiment", "arm"),
    *optional(Integer, "block"),
    *required(BigInteger, "start_ms", "end_ms"),
    *required(Float, "media_from_s", "media_to_s"),
    *required(Boolean, "complete"),
    *required(Text, "feed"),
    *required(Float, "error_s"),
)
alerts = _messages(
    "alerts",
    *required(Text, "code", "severity", "text"),
    *required(BigInteger, "raised_ms"),
    *optional(BigInteger, "cleared_ms"),
    Index("alerts_by_code", "device_id", "code", "seq"),
)
comments = _messages(
    "comments",
    *optional(Integer, "creative_id"),  # null: no advert was shown
    *required(BigInteger, "from_ms", "to_ms"),
    *required(Integer, "k", "n", *COMMENT_CLASSES),  # with the kiosk's noise: a count may be below 0
)
cells = Table(
    "cells",
    metadata,
    *required(Integer, "device_id"),
    *required(BigInteger, "seq", "at_ms"),
    *required(Integer, "second", "watchers"),
    *optional(Integer, "n"),
    *optional(Float, *CURVES),
    PrimaryKeyConstraint("device_id", "seq", "at_ms", "second"),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (at_ms)",
)
MESSAGES = {"window": windows, "reaction": reactions, "play": plays, "alert": alerts, "comments": comments}
PARTITIONED = (*MESSAGES.values(), cells)

states = Table(
    "states",
    metadata,
    *required(Integer, "device_id"),
    *required(LargeBinary, "digest"),
    *required(BigInteger, "at_ms", "received_ms", "since_ms"),
    *required(Text, "state", "version"),
    *optional(Text, "use"),  # "research": to be marked wherever it is shown; null: a kiosk that does not say
    *required(LargeBinary, "payload"),
    PrimaryKeyConstraint("device_id", "digest"),
    Index("states_by_time", "device_id", "at_ms"),
)
health = Table(
    "health",
    metadata,
    Column("device_id", Integer, primary_key=True, autoincrement=False),
    *required(BigInteger, "at_ms", "received_ms"),
    *required(LargeBinary, "payload"),
)
health_hours = Table(
    "health_hours",
    metadata,
    *required(Integer, "device_id"),
    *required(BigInteger, "hour_ms"),
    *required(Integer, "messages", "rated"),
    *required(Float, "rate_hz_sum"),
    *required(BigInteger, "unsent_max"),
    *optional(Float, "temperature_c_max", "clock_error_s_max", "cpu_max", "memory_max"),
    PrimaryKeyConstraint("device_id", "hour_ms"),
)

# What was not stored as news of a kiosk, and what is lost ----------------------------------------------------------

quarantine = Table(
    "quarantine",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    *required(BigInteger, "received_ms"),
    *required(Text, "device", "topic", "reason", "detail", "version"),
    *required(LargeBinary, "digest", "payload"),
    *required(Integer, "bytes"),  # of the whole message; more than the payload here if that was cut
    UniqueConstraint("device", "digest"),
)
quarantine_days = Table(
    "quarantine_days",
    metadata,
    *required(Text, "device"),
    *required(Integer, "day"),
    *required(BigInteger, "bytes", "messages", "dropped"),
    PrimaryKeyConstraint("device", "day"),
)
losses = Table(
    "losses",
    metadata,
    *required(Integer, "device_id"),
    *required(BigInteger, "from_seq", "to_seq", "found_ms"),
    PrimaryKeyConstraint("device_id", "from_seq"),
)
facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    *required(BigInteger, "value"),
)
"""Single numbers: `plays_from_day`, the first local day whose plays are kept as rows, and halves of client ids."""

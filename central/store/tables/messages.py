"""Tables of the messages and of the kiosks that send them, for SQLite and PostgreSQL.

Times are integer milliseconds since 1970 UTC. `day` is the local day as the number of days since 1970-01-01. `hour` is
the local hour. `weekday` is the local weekday, with 0 for Monday. `part` is the part of the site's day (null if the
site has no parts). All these values are for the last millisecond of the message, in the time zone of the site. Names
are stored once and referenced by number.
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
from central.store.columns import (
    BODY,
    COMMENT_CLASSES,
    DWELL,
    LOOKED,
    READ,
    added_columns,
    optional_columns,
    required_columns,
)
from central.store.columns import metadata as metadata
from central.store.tables import administration as administration
from central.store.tables import totals as totals


def _names(name: str, *columns: Column) -> Table:
    """Table of names, in which each name has a number."""
    number = Column("id", Integer, primary_key=True, autoincrement=True)
    return Table(name, metadata, number, Column("key", Text, nullable=False, unique=True), *columns)


sites = _names(
    "sites",
    *required_columns(Text, "tenant", "site"),
    *optional_columns(Text, "zone", "parts"),  # null: UTC, no parts. parts: "10:00,14:00"
    *optional_columns(Text, "name", "city", "region", "opening", "shop_group"),  # of the shop, as somebody gave them
    *optional_columns(Text, "country"),  # such as DE-BE, for kiosks that are enrolled there
)
devices = _names(
    "devices",
    *required_columns(Integer, "site_id"),
    *required_columns(Text, "device"),
    # last_seq: newest stored. first_seq: oldest that the kiosk keeps. sure_seq: newest that it has certainly sent
    *required_columns(BigInteger, "last_seq", "first_seq", "sure_seq", "done_seq", "received_ms"),
    *optional_columns(Text, "state"),
    *optional_columns(LargeBinary, "state_payload", "newest_id"),  # newest_id: the greatest of its stored messages
)
creatives = _names(
    "creatives",
    *required_columns(Text, "tenant", "creative"),
    *optional_columns(Text, "name", "tag", "sha256"),  # as somebody gave them; sha256 of the file in the media folder
    *optional_columns(BigInteger, "duration_ms"),
)
experiments = Table(
    "experiments",
    metadata,
    Column("key", Text, primary_key=True),  # tenant/experiment
    *optional_columns(Integer, "planned_day", "former_day"),  # planned end, and the one before it was changed
    *required_columns(BigInteger, "named_ms"),
    *optional_columns(Text, "measure", "named_by", "changed_by"),  # measure: that the end was planned for
    *optional_columns(BigInteger, "changed_ms"),
)


def _message_table(name: str, *columns: Column | Index) -> Table:
    """Table for one kind of message. `at_ms` is part of the key, because PostgreSQL partitions the table by month."""
    return Table(
        name,
        metadata,
        *required_columns(Integer, "device_id"),
        *required_columns(BigInteger, "seq", "at_ms"),
        *required_columns(LargeBinary, "id", "payload"),
        *required_columns(Integer, "site_id", "day"),
        *required_columns(SmallInteger, "hour", "weekday"),
        *optional_columns(SmallInteger, "part"),
        *columns,
        PrimaryKeyConstraint("device_id", "seq", "at_ms"),
        Index(f"{name}_by_day", "site_id", "day"),  # for the sums
        Index(f"{name}_by_id", "device_id", "id"),  # for duplicates
        sqlite_with_rowid=False,
        postgresql_partition_by="RANGE (at_ms)",
    )


windows = _message_table(
    "windows",
    *required_columns(BigInteger, "from_ms", "to_ms"),
    *required_columns(Integer, "k", "visits", "watchers"),
    *optional_columns(Float, "dwell_s"),
    *required_columns(Integer, *LOOKED, *DWELL),
    *required_columns(Float, "coverage"),
    *optional_columns(Float, "level_db"),
)
reactions = _message_table(
    "reactions",
    *required_columns(Integer, "creative_id"),
    *required_columns(Text, "experiment", "arm"),  # "" outside experiments
    *required_columns(BigInteger, "from_ms", "to_ms"),
    *required_columns(Integer, "k", "plays", "exposed", "watchers"),
    *required_columns(Float, "attention_s", "noise_total"),  # standard deviation of the noise in the sum of a total
    *required_columns(Integer, "n"),
    *optional_columns(Float, *READ),  # null: the reader of the kiosk does not tell it
    *optional_columns(Float, "laughter_s"),
    *optional_columns(Integer, "body_n"),
    *optional_columns(Float, *BODY),
    *required_columns(Integer, "step_s"),
    *required_columns(Text, "expression_model"),
    *added_columns(Float, "noise_laughter"),  # the same of laughter_s, in seconds
)
plays = _message_table(
    "plays",
    *required_columns(Integer, "creative_id"),
    *required_columns(Text, "experiment", "arm"),
    *optional_columns(Integer, "block"),
    *required_columns(BigInteger, "start_ms", "end_ms"),
    *required_columns(Float, "media_from_s", "media_to_s"),
    *required_columns(Boolean, "complete"),
    *required_columns(Text, "feed"),
    *required_columns(Float, "error_s"),
)
alerts = _message_table(
    "alerts",
    *required_columns(Text, "code", "severity", "text"),
    *required_columns(BigInteger, "raised_ms"),
    *optional_columns(BigInteger, "cleared_ms"),
    Index("alerts_by_code", "device_id", "code", "seq"),
)
comments = _message_table(
    "comments",
    *optional_columns(Integer, "creative_id"),  # null: no advert was shown
    *required_columns(BigInteger, "from_ms", "to_ms"),
    *required_columns(Integer, "k", "n", *COMMENT_CLASSES),  # with the kiosk's noise: a count may be below 0
)
cells = Table(
    "cells",
    metadata,
    *required_columns(Integer, "device_id"),
    *required_columns(BigInteger, "seq", "at_ms"),
    *required_columns(Integer, "second", "watchers"),
    *optional_columns(Integer, "n"),
    *optional_columns(Float, *CURVES),
    PrimaryKeyConstraint("device_id", "seq", "at_ms", "second"),
    sqlite_with_rowid=False,
    postgresql_partition_by="RANGE (at_ms)",
)
MESSAGES = {"window": windows, "reaction": reactions, "play": plays, "alert": alerts, "comments": comments}
PARTITIONED = (*MESSAGES.values(), cells)

states = Table(
    "states",
    metadata,
    *required_columns(Integer, "device_id"),
    *required_columns(LargeBinary, "digest"),
    *required_columns(BigInteger, "at_ms", "received_ms", "since_ms"),
    *required_columns(Text, "state", "version"),
    *optional_columns(Text, "use"),  # "research": to be marked wherever it is shown; null: a kiosk that does not say
    *required_columns(LargeBinary, "payload"),
    PrimaryKeyConstraint("device_id", "digest"),
    Index("states_by_time", "device_id", "at_ms"),
)
health = Table(
    "health",
    metadata,
    Column("device_id", Integer, primary_key=True, autoincrement=False),
    *required_columns(BigInteger, "at_ms", "received_ms"),
    *required_columns(LargeBinary, "payload"),
)
health_hours = Table(
    "health_hours",
    metadata,
    *required_columns(Integer, "device_id"),
    *required_columns(BigInteger, "hour_ms"),
    *required_columns(Integer, "messages", "rated"),
    *required_columns(Float, "rate_hz_sum"),
    *required_columns(BigInteger, "unsent_max"),
    *optional_columns(Float, "temperature_c_max", "clock_error_s_max", "cpu_max", "memory_max"),
    PrimaryKeyConstraint("device_id", "hour_ms"),
)

# What was not stored as news of a kiosk, and what is lost ----------------------------------------------------------

quarantine = Table(
    "quarantine",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    *required_columns(BigInteger, "received_ms"),
    *required_columns(Text, "device", "topic", "reason", "detail", "version"),
    *required_columns(LargeBinary, "digest", "payload"),
    *required_columns(Integer, "bytes"),  # of the whole message; more than the payload here if that was cut
    UniqueConstraint("device", "digest"),
)
quarantine_days = Table(
    "quarantine_days",
    metadata,
    *required_columns(Text, "device"),
    *required_columns(Integer, "day"),
    *required_columns(BigInteger, "bytes", "messages", "dropped"),
    PrimaryKeyConstraint("device", "day"),
)
losses = Table(
    "losses",
    metadata,
    *required_columns(Integer, "device_id"),
    *required_columns(BigInteger, "from_seq", "to_seq", "found_ms"),
    PrimaryKeyConstraint("device_id", "from_seq"),
)
facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    *required_columns(BigInteger, "value"),
)
"""Table of single numbers: `plays_from_day`, which is the first local day whose plays are kept as rows, and halves of
client ids.
"""

"""Create the first tables of the store.

Revision ID: 0001
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE = {"bytes": "BLOB", "number": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "by_month": "WITHOUT ROWID"}
POSTGRESQL = {"bytes": "BYTEA", "number": "SERIAL PRIMARY KEY", "by_month": "PARTITION BY RANGE (at_ms)"}
PARTITIONED = ("windows", "reactions", "plays", "alerts", "cells")
TABLES = """
    CREATE TABLE alerts (
        device_id INTEGER NOT NULL, seq BIGINT NOT NULL, at_ms BIGINT NOT NULL, id {bytes} NOT NULL, payload
        {bytes} NOT NULL, site_id INTEGER NOT NULL, day INTEGER NOT NULL, hour SMALLINT NOT NULL, weekday
        SMALLINT NOT NULL, part SMALLINT, code TEXT NOT NULL, severity TEXT NOT NULL, text TEXT NOT NULL,
        raised_ms BIGINT NOT NULL, cleared_ms BIGINT, PRIMARY KEY (device_id, seq, at_ms)
    ) {by_month};
    CREATE TABLE cell_days (
        site_id INTEGER NOT NULL, day INTEGER NOT NULL, part SMALLINT NOT NULL, creative_id INTEGER NOT NULL,
        experiment TEXT NOT NULL, arm TEXT NOT NULL, expression_model TEXT NOT NULL, second INTEGER NOT NULL,
        reactions BIGINT NOT NULL, watchers BIGINT NOT NULL, n BIGINT NOT NULL, positive_sum FLOAT NOT NULL,
        negative_sum FLOAT NOT NULL, surprise_sum FLOAT NOT NULL, valence_sum FLOAT NOT NULL, arousal_sum FLOAT
        NOT NULL, laughter_sum FLOAT NOT NULL, positive_n BIGINT NOT NULL, negative_n BIGINT NOT NULL,
        surprise_n BIGINT NOT NULL, valence_n BIGINT NOT NULL, arousal_n BIGINT NOT NULL, laughter_n
        BIGINT NOT NULL, PRIMARY KEY (site_id, day, part,
        creative_id, experiment, arm, expression_model, second)
    );
    CREATE TABLE cells (
        device_id INTEGER NOT NULL, seq BIGINT NOT NULL, at_ms BIGINT NOT NULL, second INTEGER NOT NULL,
        watchers INTEGER NOT NULL, n INTEGER, positive FLOAT, negative FLOAT, surprise FLOAT, valence FLOAT,
        arousal FLOAT, laughter FLOAT, PRIMARY KEY (device_id, seq, at_ms, second)
    ) {by_month};
    CREATE TABLE creatives (
        id {number}, key TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, creative TEXT NOT NULL
    );
    CREATE TABLE devices (
        id {number}, key TEXT NOT NULL UNIQUE, site_id INTEGER NOT NULL, device TEXT NOT NULL, last_seq BIGINT
        NOT NULL, first_seq BIGINT NOT NULL, sure_seq BIGINT NOT NULL, done_seq BIGINT NOT NULL, received_ms
        BIGINT NOT NULL, state TEXT, state_payload {bytes}
    );
    CREATE TABLE dirty (
        site_id INTEGER NOT NULL, day INTEGER NOT NULL, changes BIGINT NOT NULL, PRIMARY KEY (site_id, day)
    );
    CREATE TABLE facts (
        name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (name)
    );
    CREATE TABLE health (
        device_id INTEGER NOT NULL, at_ms BIGINT NOT NULL, received_ms BIGINT NOT NULL, payload {bytes} NOT
        NULL, PRIMARY KEY (device_id)
    );
    CREATE TABLE health_hours (
        device_id INTEGER NOT NULL, hour_ms BIGINT NOT NULL, messages INTEGER NOT NULL, rated INTEGER NOT NULL,
        rate_hz_sum FLOAT NOT NULL, unsent_max BIGINT NOT NULL, temperature_c_max FLOAT, clock_error_s_max
        FLOAT, cpu_max FLOAT, memory_max FLOAT, PRIMARY KEY (device_id, hour_ms)
    );
    CREATE TABLE losses (
        device_id INTEGER NOT NULL, from_seq BIGINT NOT NULL, to_seq BIGINT NOT NULL, found_ms BIGINT NOT NULL,
        PRIMARY KEY (device_id, from_seq)
    );
    CREATE TABLE play_hours (
        site_id INTEGER NOT NULL, day INTEGER NOT NULL, device_id INTEGER NOT NULL, hour SMALLINT NOT NULL,
        creative_id INTEGER NOT NULL, experiment TEXT NOT NULL, arm TEXT NOT NULL, plays BIGINT NOT NULL,
        complete BIGINT NOT NULL, proof_ms BIGINT NOT NULL, PRIMARY KEY (site_id, day, device_id, hour,
        creative_id, experiment, arm)
    );
    CREATE TABLE plays (
        device_id INTEGER NOT NULL, seq BIGINT NOT NULL, at_ms BIGINT NOT NULL, id {bytes} NOT NULL, payload
        {bytes} NOT NULL, site_id INTEGER NOT NULL, day INTEGER NOT NULL, hour SMALLINT NOT NULL, weekday
        SMALLINT NOT NULL, part SMALLINT, creative_id INTEGER NOT NULL, experiment TEXT NOT NULL, arm TEXT NOT
        NULL, block INTEGER, start_ms BIGINT NOT NULL, end_ms BIGINT NOT NULL, media_from_s FLOAT NOT NULL,
        media_to_s FLOAT NOT NULL, complete BOOLEAN NOT NULL, feed TEXT NOT NULL, error_s FLOAT NOT NULL,
        PRIMARY KEY (device_id, seq, at_ms)
    ) {by_month};
    CREATE TABLE quarantine (
        number {number}, received_ms BIGINT NOT NULL, device TEXT NOT NULL, topic TEXT NOT NULL, reason TEXT NOT
        NULL, detail TEXT NOT NULL, version TEXT NOT NULL, digest {bytes} NOT NULL, payload {bytes} NOT NULL,
        bytes INTEGER NOT NULL, UNIQUE (device, digest)
    );
    CREATE TABLE quarantine_days (
        device TEXT NOT NULL, day INTEGER NOT NULL, bytes BIGINT NOT NULL, messages BIGINT NOT NULL, dropped
        BIGINT NOT NULL, PRIMARY KEY (device, day)
    );
    CREATE TABLE reaction_days (
        site_id INTEGER NOT NULL, day INTEGER NOT NULL, device_id INTEGER NOT NULL, part SMALLINT NOT NULL,
        creative_id INTEGER NOT NULL, experiment TEXT NOT NULL, arm TEXT NOT NULL, expression_model TEXT NOT
        NULL, reactions BIGINT NOT NULL, plays BIGINT NOT NULL, exposed BIGINT NOT NULL, watchers BIGINT NOT
        NULL, n BIGINT NOT NULL, attention_s_sum FLOAT NOT NULL, positive_sum FLOAT NOT NULL, negative_sum FLOAT
        NOT NULL, surprise_sum FLOAT NOT NULL, valence_sum FLOAT NOT NULL, arousal_sum FLOAT NOT NULL,
        abstained_sum FLOAT NOT NULL, laughter_s_sum FLOAT NOT NULL, positive_n BIGINT NOT NULL, negative_n
        BIGINT NOT NULL, surprise_n BIGINT NOT NULL, valence_n BIGINT NOT NULL, arousal_n BIGINT NOT NULL,
        abstained_n BIGINT NOT NULL, laughter_n BIGINT NOT NULL, body_n BIGINT
        NOT NULL, body_arousal_sum FLOAT NOT NULL, body_hr_bpm_sum FLOAT NOT NULL, body_scr_per_min_sum FLOAT
        NOT NULL, body_hr_n BIGINT NOT NULL, body_scr_n BIGINT NOT NULL, PRIMARY KEY (site_id, day, device_id,
        part, creative_id, experiment, arm, expression_model)
    );
    CREATE TABLE reactions (
        device_id INTEGER NOT NULL, seq BIGINT NOT NULL, at_ms BIGINT NOT NULL, id {bytes} NOT NULL, payload
        {bytes} NOT NULL, site_id INTEGER NOT NULL, day INTEGER NOT NULL, hour SMALLINT NOT NULL, weekday
        SMALLINT NOT NULL, part SMALLINT, creative_id INTEGER NOT NULL, experiment TEXT NOT NULL, arm TEXT NOT
        NULL, from_ms BIGINT NOT NULL, to_ms BIGINT NOT NULL, k INTEGER NOT NULL, plays INTEGER NOT NULL,
        exposed INTEGER NOT NULL, watchers INTEGER NOT NULL, attention_s FLOAT NOT NULL, noise FLOAT NOT NULL, n
        INTEGER NOT NULL, positive FLOAT, negative FLOAT, surprise FLOAT, valence FLOAT, arousal FLOAT,
        abstained FLOAT, laughter_s FLOAT, body_n INTEGER,
        body_arousal FLOAT, body_hr_bpm FLOAT, body_scr_per_min FLOAT, step_s INTEGER NOT NULL, expression_model
        TEXT NOT NULL, PRIMARY KEY (device_id, seq, at_ms)
    ) {by_month};
    CREATE TABLE sites (
        id {number}, key TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, site TEXT NOT NULL, zone TEXT, parts TEXT
    );
    CREATE TABLE states (
        device_id INTEGER NOT NULL, digest {bytes} NOT NULL, at_ms BIGINT NOT NULL, received_ms BIGINT NOT NULL,
        since_ms BIGINT NOT NULL, state TEXT NOT NULL, version TEXT NOT NULL, use TEXT, payload {bytes} NOT NULL,
        PRIMARY KEY (device_id, digest)
    );
    CREATE TABLE window_hours (
        site_id INTEGER NOT NULL, day INTEGER NOT NULL, device_id INTEGER NOT NULL, hour SMALLINT NOT NULL,
        windows BIGINT NOT NULL, visits BIGINT NOT NULL, watchers BIGINT NOT NULL, looked_0_5 BIGINT NOT NULL,
        looked_1 BIGINT NOT NULL, looked_2 BIGINT NOT NULL, looked_5 BIGINT NOT NULL, dwell_0 BIGINT NOT NULL,
        dwell_2 BIGINT NOT NULL, dwell_5 BIGINT NOT NULL, dwell_15 BIGINT NOT NULL, dwell_30 BIGINT NOT NULL,
        dwell_60 BIGINT NOT NULL, dwell_s_sum FLOAT NOT NULL, dwell_n BIGINT NOT NULL, span_ms BIGINT NOT NULL,
        sensed_ms FLOAT NOT NULL, PRIMARY KEY (site_id, day, device_id, hour)
    );
    CREATE TABLE windows (
        device_id INTEGER NOT NULL, seq BIGINT NOT NULL, at_ms BIGINT NOT NULL, id {bytes} NOT NULL, payload
        {bytes} NOT NULL, site_id INTEGER NOT NULL, day INTEGER NOT NULL, hour SMALLINT NOT NULL, weekday
        SMALLINT NOT NULL, part SMALLINT, from_ms BIGINT NOT NULL, to_ms BIGINT NOT NULL, k INTEGER NOT NULL,
        visits INTEGER NOT NULL, watchers INTEGER NOT NULL, dwell_s FLOAT, looked_0_5 INTEGER NOT NULL, looked_1
        INTEGER NOT NULL, looked_2 INTEGER NOT NULL, looked_5 INTEGER NOT NULL, dwell_0 INTEGER NOT NULL,
        dwell_2 INTEGER NOT NULL, dwell_5 INTEGER NOT NULL, dwell_15 INTEGER NOT NULL, dwell_30 INTEGER NOT
        NULL, dwell_60 INTEGER NOT NULL, coverage FLOAT NOT NULL, level_db FLOAT, PRIMARY KEY (device_id, seq,
        at_ms)
    ) {by_month}
"""

VIEW = " UNION ALL ".join(
    f"SELECT device_id, seq, at_ms, id, site_id, '{table[:-1]}' AS kind, payload FROM {table}"
    for table in PARTITIONED[:-1]
)


def upgrade() -> None:
    """Create the tables and the view of all messages."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in TABLES.format(**(SQLITE if is_sqlite else POSTGRESQL)).split(";"):
        op.execute(statement.strip())
    for table in PARTITIONED if not is_sqlite else ():
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
    for table in PARTITIONED[:-1]:
        op.execute(f"CREATE INDEX {table}_by_day ON {table} (site_id, day)")
    op.execute(f"CREATE VIEW messages AS {VIEW}")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

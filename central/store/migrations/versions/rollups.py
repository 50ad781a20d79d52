"""Add rollups of sites by creative, and totals of days over all sites.

Revision ID: 0004
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE flow_days (
        site_id INTEGER NOT NULL, day INTEGER NOT NULL, creative_id INTEGER NOT NULL, plays BIGINT NOT NULL,
        proof_ms BIGINT NOT NULL, play_days INTEGER NOT NULL, reaction_days INTEGER NOT NULL, told_visits
        BIGINT NOT NULL, windows BIGINT NOT NULL, visits BIGINT NOT NULL, watchers BIGINT NOT NULL,
        looked_0_5 BIGINT NOT NULL, looked_1 BIGINT NOT NULL, looked_2 BIGINT NOT NULL, looked_5 BIGINT NOT
        NULL, dwell_0 BIGINT NOT NULL, dwell_2 BIGINT NOT NULL, dwell_5 BIGINT NOT NULL, dwell_15 BIGINT NOT
        NULL, dwell_30 BIGINT NOT NULL, dwell_60 BIGINT NOT NULL, dwell_s_sum FLOAT NOT NULL, dwell_n BIGINT
        NOT NULL, span_ms BIGINT NOT NULL, sensed_ms FLOAT NOT NULL, opportunities FLOAT NOT NULL,
        opportunity_days INTEGER NOT NULL, PRIMARY KEY (site_id, day, creative_id)
    ) {clustered};
    CREATE TABLE flow_rollups (
        site_id INTEGER NOT NULL, month INTEGER NOT NULL, creative_id INTEGER NOT NULL, weekday SMALLINT NOT
        NULL, first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, plays BIGINT NOT NULL, proof_ms BIGINT
        NOT NULL, play_days INTEGER NOT NULL, reaction_days INTEGER NOT NULL, told_visits BIGINT NOT NULL,
        windows BIGINT NOT NULL, visits BIGINT NOT NULL, watchers BIGINT NOT NULL, looked_0_5 BIGINT NOT
        NULL, looked_1 BIGINT NOT NULL, looked_2 BIGINT NOT NULL, looked_5 BIGINT NOT NULL, dwell_0 BIGINT
        NOT NULL, dwell_2 BIGINT NOT NULL, dwell_5 BIGINT NOT NULL, dwell_15 BIGINT NOT NULL, dwell_30
        BIGINT NOT NULL, dwell_60 BIGINT NOT NULL, dwell_s_sum FLOAT NOT NULL, dwell_n BIGINT NOT NULL,
        span_ms BIGINT NOT NULL, sensed_ms FLOAT NOT NULL, opportunities FLOAT NOT NULL, opportunity_days
        INTEGER NOT NULL, PRIMARY KEY (site_id, month, creative_id, weekday)
    ) {clustered};
    CREATE TABLE hour_rollups (
        site_id INTEGER NOT NULL, month INTEGER NOT NULL, creative_id INTEGER NOT NULL, hour SMALLINT NOT
        NULL, windows BIGINT NOT NULL, visits BIGINT NOT NULL, watchers BIGINT NOT NULL, dwell_s_sum FLOAT
        NOT NULL, dwell_n BIGINT NOT NULL, within_visits BIGINT NOT NULL, PRIMARY KEY (site_id, month,
        creative_id, hour)
    ) {clustered};
    CREATE TABLE cell_rollups (
        site_id INTEGER NOT NULL, month INTEGER NOT NULL, creative_id INTEGER NOT NULL, model TEXT NOT NULL,
        second INTEGER NOT NULL, told_days INTEGER NOT NULL, told_watchers BIGINT NOT NULL, watchers BIGINT
        NOT NULL, n BIGINT NOT NULL, positive_sum FLOAT NOT NULL, negative_sum FLOAT NOT NULL, surprise_sum
        FLOAT NOT NULL, valence_sum FLOAT NOT NULL, arousal_sum FLOAT NOT NULL, laughter_sum FLOAT NOT NULL,
        positive_n BIGINT NOT NULL, negative_n BIGINT NOT NULL, surprise_n BIGINT NOT NULL, valence_n BIGINT
        NOT NULL, arousal_n BIGINT NOT NULL, laughter_n BIGINT NOT NULL, PRIMARY KEY (site_id, month,
        creative_id, model, second)
    ) {clustered};
    CREATE TABLE part_rollups (
        site_id INTEGER NOT NULL, month INTEGER NOT NULL, creative_id INTEGER NOT NULL, model TEXT NOT NULL,
        part SMALLINT NOT NULL, positive_n BIGINT NOT NULL, positive_sum FLOAT NOT NULL, PRIMARY KEY
        (site_id, month, creative_id, model, part)
    ) {clustered};
    CREATE TABLE reaction_rollups (
        site_id INTEGER NOT NULL, creative_id INTEGER NOT NULL, model TEXT NOT NULL, reactions BIGINT NOT
        NULL, plays BIGINT NOT NULL, n BIGINT NOT NULL, first_day INTEGER NOT NULL, last_day INTEGER NOT
        NULL, positive_n BIGINT NOT NULL, negative_n BIGINT NOT NULL, surprise_n BIGINT NOT NULL, valence_n
        BIGINT NOT NULL, arousal_n BIGINT NOT NULL, exposed BIGINT NOT NULL, laughter_n BIGINT NOT NULL,
        body_n BIGINT NOT NULL, body_hr_n BIGINT NOT NULL, body_scr_n BIGINT NOT NULL, watchers FLOAT NOT
        NULL, attention_s_sum FLOAT NOT NULL, positive_sum FLOAT NOT NULL, negative_sum FLOAT NOT NULL,
        surprise_sum FLOAT NOT NULL, valence_sum FLOAT NOT NULL, arousal_sum FLOAT NOT NULL, laughter_s_sum
        FLOAT NOT NULL, body_arousal_sum FLOAT NOT NULL, body_hr_bpm_sum FLOAT NOT NULL,
        body_scr_per_min_sum FLOAT NOT NULL, positive_n_days INTEGER NOT NULL, negative_n_days INTEGER NOT
        NULL, surprise_n_days INTEGER NOT NULL, valence_n_days INTEGER NOT NULL, arousal_n_days INTEGER NOT
        NULL, exposed_days INTEGER NOT NULL, laughter_n_days INTEGER NOT NULL, body_n_days INTEGER NOT NULL,
        body_hr_n_days INTEGER NOT NULL, body_scr_n_days INTEGER NOT NULL, positive_n_reactions BIGINT NOT
        NULL, negative_n_reactions BIGINT NOT NULL, surprise_n_reactions BIGINT NOT NULL,
        valence_n_reactions BIGINT NOT NULL, arousal_n_reactions BIGINT NOT NULL, exposed_reactions BIGINT
        NOT NULL, laughter_n_reactions BIGINT NOT NULL, body_n_reactions BIGINT NOT NULL,
        body_hr_n_reactions BIGINT NOT NULL, body_scr_n_reactions BIGINT NOT NULL, value_sum FLOAT NOT NULL,
        value_squares FLOAT NOT NULL, noise_sum FLOAT NOT NULL, noise_variance_sum FLOAT NOT NULL,
        people_squares FLOAT NOT NULL, jackknife FLOAT NOT NULL, PRIMARY KEY (site_id, creative_id, model)
    ) {clustered};
    CREATE TABLE reaction_totals (
        creative_id INTEGER NOT NULL, is_panel SMALLINT NOT NULL, day INTEGER NOT NULL, model TEXT NOT NULL,
        positive_n BIGINT NOT NULL, negative_n BIGINT NOT NULL, surprise_n BIGINT NOT NULL, valence_n BIGINT
        NOT NULL, arousal_n BIGINT NOT NULL, exposed BIGINT NOT NULL, laughter_n BIGINT NOT NULL, body_n
        BIGINT NOT NULL, body_hr_n BIGINT NOT NULL, body_scr_n BIGINT NOT NULL, watchers FLOAT NOT NULL,
        attention_s_sum FLOAT NOT NULL, positive_sum FLOAT NOT NULL, negative_sum FLOAT NOT NULL,
        surprise_sum FLOAT NOT NULL, valence_sum FLOAT NOT NULL, arousal_sum FLOAT NOT NULL, laughter_s_sum
        FLOAT NOT NULL, body_arousal_sum FLOAT NOT NULL, body_hr_bpm_sum FLOAT NOT NULL,
        body_scr_per_min_sum FLOAT NOT NULL, PRIMARY KEY (creative_id, is_panel, day, model)
    ) {clustered};
    CREATE TABLE dirty_days (
        day INTEGER NOT NULL, changes BIGINT NOT NULL, PRIMARY KEY (day)
    )
"""
_MARK = (
    "INSERT INTO dirty (site_id, day, changes) SELECT site_id, day, 1 FROM (SELECT site_id, day FROM window_hours"
    " UNION SELECT site_id, day FROM play_hours UNION SELECT site_id, day FROM reaction_days) AS days WHERE true"
    " ON CONFLICT (site_id, day) DO UPDATE SET changes = dirty.changes + 1",
    "INSERT INTO dirty_days (day, changes) SELECT DISTINCT day, 1 FROM reaction_days",
)


def upgrade() -> None:
    """Add the tables. The server, or the next command that needs the totals, recomputes all of them."""
    clustered = "WITHOUT ROWID" if op.get_bind().dialect.name == "sqlite" else ""
    for statement in (*TABLES.format(clustered=clustered).split(";"), *_MARK):
        op.execute(statement.strip())


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

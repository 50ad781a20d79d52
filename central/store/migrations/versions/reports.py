"""Add names and files of creatives, planned ends of experiments, and the totals for reports.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE creatives ADD COLUMN name TEXT",
    "ALTER TABLE creatives ADD COLUMN tag TEXT",
    "ALTER TABLE creatives ADD COLUMN sha256 TEXT",
    "ALTER TABLE creatives ADD COLUMN duration_ms BIGINT",
    "CREATE TABLE experiments (key TEXT NOT NULL PRIMARY KEY, planned_day INTEGER, former_day INTEGER,"
    " named_ms BIGINT NOT NULL)",
    "ALTER TABLE window_hours ADD COLUMN within_visits BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE reaction_days ADD COLUMN noise_variance_sum FLOAT NOT NULL DEFAULT 0",
    "CREATE TABLE told_days (site_id INTEGER NOT NULL, day INTEGER NOT NULL, creative_id INTEGER NOT NULL,"
    " visits BIGINT NOT NULL, told_visits BIGINT NOT NULL, PRIMARY KEY (site_id, day, creative_id))",
    "CREATE TABLE block_days (site_id INTEGER NOT NULL, day INTEGER NOT NULL, experiment TEXT NOT NULL,"
    " blocks BIGINT NOT NULL, complete_blocks BIGINT NOT NULL,"
    " arms INTEGER NOT NULL, PRIMARY KEY (site_id, day, experiment))",
    "INSERT INTO dirty (site_id, day, changes) SELECT site_id, day, 1 FROM (SELECT site_id, day FROM window_hours"
    " UNION SELECT site_id, day FROM play_hours UNION SELECT site_id, day FROM reaction_days) AS days WHERE true"
    " ON CONFLICT (site_id, day) DO UPDATE SET changes = dirty.changes + 1",
)


def upgrade() -> None:
    """Add columns and tables. The server, or the next command that needs the totals, recomputes all of them."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

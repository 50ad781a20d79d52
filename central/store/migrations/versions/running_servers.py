"""Add tables of running servers and of supported schemas.

Revision ID: 0028
"""

from alembic import op

revision = "0028"
down_revision = "0024"
branch_labels = None
depends_on = None

FORMER_VERSION_RUNS = True

STATEMENTS = (
    "CREATE TABLE running_servers (id TEXT NOT NULL PRIMARY KEY, host TEXT NOT NULL, version TEXT NOT NULL,"
    " revision TEXT NOT NULL, started_ms BIGINT NOT NULL, beat_ms BIGINT NOT NULL)",
    "CREATE TABLE schema_support (oldest_revision TEXT NOT NULL PRIMARY KEY)",
)


def upgrade() -> None:
    """Add the tables."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

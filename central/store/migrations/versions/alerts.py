"""Add open alerts of the server, their deliveries, and snoozes.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    "CREATE TABLE open_alerts (place TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, text TEXT NOT NULL,"
    " first_ms BIGINT NOT NULL, raised_ms BIGINT, gone_ms BIGINT, told_ms BIGINT, PRIMARY KEY (place, code))",
    "CREATE TABLE alert_deliveries (id TEXT NOT NULL PRIMARY KEY, channel TEXT NOT NULL, body TEXT NOT NULL,"
    " made_ms BIGINT NOT NULL, due_ms BIGINT NOT NULL, attempts INTEGER NOT NULL)",
    "CREATE INDEX alert_deliveries_by_time ON alert_deliveries (due_ms)",
    "CREATE TABLE alert_snoozes (place TEXT NOT NULL, code TEXT NOT NULL, until_ms BIGINT NOT NULL, who TEXT NOT NULL,"
    " PRIMARY KEY (place, code))",
    "CREATE INDEX alerts_by_code ON alerts (device_id, code, seq)",  # the newest of each kiosk and code
    "CREATE INDEX states_by_time ON states (device_id, at_ms)",  # the last state before `offline`
)


def upgrade() -> None:
    """Add the tables."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

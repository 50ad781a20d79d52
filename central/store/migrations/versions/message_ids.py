"""Add an index on the ids of a kiosk's messages, and the greatest of these ids. A message with a greater id cannot be
in the store yet.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("windows", "reactions", "plays", "alerts", "comments")
GREATEST = " UNION ALL ".join(
    f"SELECT id FROM (SELECT id FROM {table} WHERE device_id = devices.id ORDER BY id DESC LIMIT 1) AS of_{table}"
    for table in TABLES
)


def upgrade() -> None:
    """Add the indexes and the column, and fill the column."""
    for table in TABLES:
        op.execute(f"CREATE INDEX {table}_by_id ON {table} (device_id, id)")
    kind = "BLOB" if op.get_bind().dialect.name == "sqlite" else "BYTEA"
    op.execute(f"ALTER TABLE devices ADD COLUMN newest_id {kind}")
    op.execute(f"UPDATE devices SET newest_id = (SELECT id FROM ({GREATEST}) AS ids ORDER BY id DESC LIMIT 1)")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

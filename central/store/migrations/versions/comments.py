"""Add comments of visitors, and imported reviews.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SQLITE = {"bytes": "BLOB", "number": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", "by_month": "WITHOUT ROWID"}
POSTGRESQL = {"bytes": "BYTEA", "number": "SERIAL PRIMARY KEY", "by_month": "PARTITION BY RANGE (at_ms)"}
TABLES = """
    CREATE TABLE comments (
        device_id INTEGER NOT NULL, seq BIGINT NOT NULL, at_ms BIGINT NOT NULL, id {bytes} NOT NULL, payload
        {bytes} NOT NULL, site_id INTEGER NOT NULL, day INTEGER NOT NULL, hour SMALLINT NOT NULL, weekday
        SMALLINT NOT NULL, part SMALLINT, creative_id INTEGER, from_ms BIGINT NOT NULL, to_ms BIGINT NOT NULL, k
        INTEGER NOT NULL, n INTEGER NOT NULL, negative INTEGER NOT NULL, neutral INTEGER NOT NULL, positive
        INTEGER NOT NULL, unclear INTEGER NOT NULL, PRIMARY KEY (device_id, seq, at_ms)
    ) {by_month};
    CREATE INDEX comments_by_day ON comments (site_id, day);
    CREATE TABLE review_imports (
        id {number}, tenant TEXT NOT NULL, tag TEXT NOT NULL, model TEXT NOT NULL, imported_ms BIGINT NOT NULL,
        removed_ms BIGINT
    );
    CREATE TABLE review_days (
        tenant TEXT NOT NULL, tag TEXT NOT NULL, day INTEGER NOT NULL, import_id INTEGER NOT NULL, n INTEGER,
        negative INTEGER, neutral INTEGER, positive INTEGER, unclear INTEGER, PRIMARY KEY (tenant, tag, day)
    );
    DROP VIEW messages
"""
KINDS = {"windows": "window", "reactions": "reaction", "plays": "play", "alerts": "alert", "comments": "comments"}
VIEW = " UNION ALL ".join(
    f"SELECT device_id, seq, at_ms, id, site_id, '{kind}' AS kind, payload FROM {table}"
    for table, kind in KINDS.items()
)


def upgrade() -> None:
    """Add the tables, and add the comments to the view of all messages."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in TABLES.format(**(SQLITE if is_sqlite else POSTGRESQL)).split(";"):
        op.execute(statement.strip())
    if not is_sqlite:
        op.execute("CREATE TABLE comments_default PARTITION OF comments DEFAULT")
    op.execute(f"CREATE VIEW messages AS {VIEW}")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

"""Add enrolled kiosks.

Revision ID: 0010
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    kind = "BLOB" if op.get_bind().dialect.name == "sqlite" else "BYTEA"
    op.execute(
        f"CREATE TABLE enrolments (device TEXT NOT NULL PRIMARY KEY, digest {kind} NOT NULL UNIQUE, salt {kind},"
        " made_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL, used_ms BIGINT, enrolled_ms BIGINT, revoked_ms BIGINT)"
    )


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

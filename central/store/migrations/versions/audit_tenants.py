"""Add the tenant of an audit log entry. It is null if the entry has none, as in older entries.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and its index."""
    op.execute("ALTER TABLE audit ADD COLUMN tenant TEXT")
    op.execute("CREATE INDEX audit_by_tenant ON audit (tenant, id)")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

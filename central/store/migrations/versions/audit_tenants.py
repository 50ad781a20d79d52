"""Tenant of an entry of the audit log; null where it is of none, as in older entries.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column and its index."""
    op.execute("ALTER TABLE audit ADD COLUMN tenant TEXT")
    op.execute("CREATE INDEX audit_by_tenant ON audit (tenant, id)")


def downgrade() -> None:
    """Refuses: a restored backup brings an older form back."""
    raise NotImplementedError("a store is not taken back to an older form; restore a backup")

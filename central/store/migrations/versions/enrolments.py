"""Kiosks that were enrolled.

Revision ID: 0010
"""

from alembic import op

from central.store.tables.administration import enrolments

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    enrolments.create(op.get_bind())


def downgrade() -> None:
    """Refuses: a restored backup brings an older form back."""
    raise NotImplementedError("a store is not taken back to an older form; restore a backup")

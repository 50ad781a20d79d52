"""Tags of sites.

Revision ID: 0008
"""

from alembic import op

from central.store.tables.administration import site_tags

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    site_tags.create(op.get_bind())


def downgrade() -> None:
    """Refuses: a restored backup brings an older form back."""
    raise NotImplementedError("a store is not taken back to an older form; restore a backup")

"""Playlists that are accepted for the end of a day.

Revision ID: 0009
"""

from alembic import op

from central.store.tables.administration import scheduled_playlists

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    scheduled_playlists.create(op.get_bind())


def downgrade() -> None:
    """Refuses: a restored backup brings an older form back."""
    raise NotImplementedError("a store is not taken back to an older form; restore a backup")

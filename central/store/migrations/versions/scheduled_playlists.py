"""Add playlists that are accepted for the end of a day.

Revision ID: 0009
"""

from alembic import op

from central.store.tables.administration import scheduled_playlists

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    scheduled_playlists.create(op.get_bind())


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

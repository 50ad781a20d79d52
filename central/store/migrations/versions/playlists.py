"""Add playlists that are sent to kiosks.

Revision ID: 0007
"""

from alembic import op

from central.store.tables.administration import playlist_sent, playlist_sites, playlists

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    for table in (playlists, playlist_sites, playlist_sent):
        table.create(op.get_bind())


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

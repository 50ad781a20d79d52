"""Add drafts of playlists, and the version that each site had before another one.

Revision ID: 0019
"""

from alembic import op

from central.store.tables.administration import playlist_drafts, playlist_history

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables. Versions that were sent before have no earlier version."""
    for table in (playlist_history, playlist_drafts):
        table.create(op.get_bind())


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

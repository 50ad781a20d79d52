"""The measure that the planned end of an experiment is for.

Revision ID: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column. An end of an earlier form is for smiles, which are asked for where nothing else is."""
    op.execute("ALTER TABLE experiments ADD COLUMN measure TEXT")
    op.execute("UPDATE experiments SET measure = 'smile'")


def downgrade() -> None:
    """Refuses: a restored backup brings an older form back."""
    raise NotImplementedError("a store is not taken back to an older form; restore a backup")

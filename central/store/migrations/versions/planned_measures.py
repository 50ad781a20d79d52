"""Add the measure of the planned end of an experiment.

Revision ID: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Planned ends from an earlier schema are for smiles, the default measure."""
    op.execute("ALTER TABLE experiments ADD COLUMN measure TEXT")
    op.execute("UPDATE experiments SET measure = 'smile'")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

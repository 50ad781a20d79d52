"""Store smiles under their own name, and the noise of a reaction as standard deviations.

Revision ID: 0014
"""

from alembic import op

from central.store.former_columns import OF_SCALE, RENAMED

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename columns, and store the standard deviation of the noise in a total instead of its scale."""
    for table, columns in RENAMED.items():
        for former, name in columns.items():
            op.execute(f"ALTER TABLE {table} RENAME COLUMN {former} TO {name}")
    op.execute(f"UPDATE reactions SET noise_total = noise_total * {OF_SCALE!r} WHERE noise_total > 0")
    op.execute("ALTER TABLE reactions ADD COLUMN noise_laughter FLOAT NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE reaction_days ADD COLUMN noise_laughter_sum FLOAT NOT NULL DEFAULT 0")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

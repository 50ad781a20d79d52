"""Add rollouts of programs.

Revision ID: 0022
"""

from alembic import op

from central.store.tables.administration import rollouts

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    rollouts.create(op.get_bind())


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

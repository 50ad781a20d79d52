"""Add the country of a site. Null: nobody has set it.

Revision ID: 0021
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE sites ADD COLUMN country TEXT")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

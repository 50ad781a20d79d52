"""Add the user who made a token on a page. Null: a command or a kiosk made it.

Revision ID: 0025
"""

from alembic import op

revision = "0025"
down_revision = "0027"
branch_labels = None
depends_on = None
FORMER_VERSION_RUNS = True


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE tokens ADD COLUMN user_id INTEGER")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

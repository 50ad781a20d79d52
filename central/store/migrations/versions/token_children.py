"""Add the token that made a token, and the user and the token that made a kiosk's code. Null: a command made it.

Revision ID: 0029
"""

from alembic import op

revision = "0029"
down_revision = "0025"
branch_labels = None
depends_on = None
FORMER_VERSION_RUNS = True


def upgrade() -> None:
    """Add the columns."""
    op.execute("ALTER TABLE tokens ADD COLUMN made_by INTEGER")
    op.execute("ALTER TABLE enrolments ADD COLUMN user_id INTEGER")
    op.execute("ALTER TABLE enrolments ADD COLUMN token_id INTEGER")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

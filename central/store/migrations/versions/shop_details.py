"""Add the name, the place, the opening hours and the group of a shop.

Revision ID: 0016
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. No shop has a name yet."""
    for name in ("name", "city", "region", "opening", "shop_group"):
        op.execute(f"ALTER TABLE sites ADD COLUMN {name} TEXT")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

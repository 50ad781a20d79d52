"""Add sales by day, the lines of their files that were set aside, and the plans of arms by day.

Revision ID: 0023
"""

from alembic import op

from central.store.tables.sales import arm_days, lift_plans, sales_days, sales_quarantine

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    for table in (sales_days, sales_quarantine, lift_plans, arm_days):
        table.create(op.get_bind())


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

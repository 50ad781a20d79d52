"""Add the addresses for the Monday mail, the mails by week, and the confirmations that were sent.

Revision ID: 0020
"""

from alembic import op

from central.store.tables.administration import mail_confirmations, weekly_mails, weekly_subscriptions

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    for table in (weekly_subscriptions, weekly_mails, mail_confirmations):
        table.create(op.get_bind())


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

"""Add identities at a provider of single sign-on, and the used states of its sign-ins.

Revision ID: 0027
"""

from alembic import op

from central.store.tables.administration import external_identities, redeemed_states

revision = "0027"
down_revision = "0028"
branch_labels = None
depends_on = None

FORMER_VERSION_RUNS = True


def upgrade() -> None:
    """Add the tables."""
    for table in (external_identities, redeemed_states):
        table.create(op.get_bind())


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

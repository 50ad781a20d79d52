"""Add links that share one experiment, the days on which experiments were looked at, and who planned their ends.

Revision ID: 0018
"""

from alembic import op

from central.store.tables.administration import experiment_looks, shared_link_days, shared_links

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the columns. Nobody knows who planned the ends that an earlier schema has."""
    for table in (shared_links, shared_link_days, experiment_looks):
        table.create(op.get_bind())
    for column in ("named_by TEXT", "changed_by TEXT", "changed_ms BIGINT"):
        op.execute(f"ALTER TABLE experiments ADD COLUMN {column}")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

"""Add what the page of users needs: mail addresses, blocking, one-time links, second factors and the mails about them.

Revision ID: 0024
"""

from alembic import op

from central.store.tables.administration import (
    account_mails,
    recovery_codes,
    second_factor_secrets,
    second_factors,
    sign_in_steps,
    user_links,
)

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

FORMER_VERSION_RUNS = True
"""It ignores the new columns: it lets blocked users in, and asks for no second factor."""


def upgrade() -> None:
    """Add the tables and the columns. Nobody is blocked, and nobody has a second factor."""
    for table in (user_links, sign_in_steps, second_factors, second_factor_secrets, recovery_codes, account_mails):
        table.create(op.get_bind())
    for table, column in (("users", "mail TEXT"), ("users", "blocked_ms BIGINT"), ("sessions", "browser TEXT")):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

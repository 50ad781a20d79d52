"""Add one row for each site and day, and answers that are kept for a day.

Revision ID: 0017
"""

import logging

from alembic import op
from sqlalchemy import text

from central.store.site_days import site_days_statement
from central.store.tables.administration import kept_answers
from central.store.tables.totals import site_days

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SITES_AT_ONCE = 20
"""Number of sites for which one statement computes all days, so that the database sorts them in memory."""

log = logging.getLogger(__name__)


def upgrade() -> None:
    """Add the tables, and compute the rows of all stored days from their totals."""
    connection = op.get_bind()
    for table in (site_days, kept_answers):
        table.create(connection)
    fill = text(site_days_statement("site_id BETWEEN :first AND :last"))
    ids = [int(row[0]) for row in connection.execute(text("SELECT id FROM sites ORDER BY id"))]
    for begin in range(0, len(ids), SITES_AT_ONCE):
        of = ids[begin : begin + SITES_AT_ONCE]
        connection.execute(fill, {"first": of[0], "last": of[-1]})
        if len(ids) > SITES_AT_ONCE:
            log.info("store: computed the days of %d of %d sites", begin + len(of), len(ids))


def downgrade() -> None:
    """Refuse: restore a backup to return to an older schema."""
    raise NotImplementedError("a store cannot return to an older schema; restore a backup")

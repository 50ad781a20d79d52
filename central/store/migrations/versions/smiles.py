"""Smiles by their name, and the noise of a reaction by its standard deviations.

Revision ID: 0014
"""

from math import sqrt

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RENAMED = {
    "reactions": {"positive": "smile", "noise": "noise_total"},
    "cells": {"positive": "smile"},
    "reaction_days": {"positive_sum": "smile_sum", "positive_n": "smile_n"},
    "cell_days": {"positive_sum": "smile_sum", "positive_n": "smile_n"},
    "cell_rollups": {"positive_sum": "smile_sum", "positive_n": "smile_n"},
    "part_rollups": {"positive_sum": "smile_sum", "positive_n": "smile_n"},
    "reaction_rollups": {
        "positive_sum": "smile_sum",
        "positive_n": "smile_n",
        "positive_n_days": "smile_n_days",
        "positive_n_reactions": "smile_n_reactions",
    },
    "reaction_totals": {"positive_sum": "smile_sum", "positive_n": "smile_n"},
}
OF_SCALE = sqrt(2.0)
"""Times the scale of Laplace noise: its standard deviation. Reactions of version 2 told the scale."""


def upgrade() -> None:
    """Renames columns; keeps the standard deviation of a total's noise instead of the scale."""
    for table, columns in RENAMED.items():
        for former, name in columns.items():
            op.execute(f"ALTER TABLE {table} RENAME COLUMN {former} TO {name}")
    op.execute(f"UPDATE reactions SET noise_total = noise_total * {OF_SCALE!r} WHERE noise_total > 0")
    op.execute("ALTER TABLE reactions ADD COLUMN noise_laughter FLOAT NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE reaction_days ADD COLUMN noise_laughter_sum FLOAT NOT NULL DEFAULT 0")


def downgrade() -> None:
    """Refuses: a restored backup brings an older form back."""
    raise NotImplementedError("a store is not taken back to an older form; restore a backup")

"""Columns that have another name in older schemas, for migrations and backups."""

from math import sqrt

_SUMS = {"positive_sum": "smile_sum", "positive_n": "smile_n"}
RENAMED = {
    "reactions": {"positive": "smile", "noise": "noise_total"},
    "cells": {"positive": "smile"},
    "reaction_days": _SUMS,
    "cell_days": _SUMS,
    "cell_rollups": _SUMS,
    "part_rollups": _SUMS,
    "reaction_rollups": {
        **_SUMS,
        "positive_n_days": "smile_n_days",
        "positive_n_reactions": "smile_n_reactions",
    },
    "reaction_totals": _SUMS,
}
"""Current name of each former column, by table."""
SCALE = "noise"
"""Former column of `reactions`, which contained the scale of the Laplace noise."""
OF_SCALE = sqrt(2.0)
"""Factor that converts the scale of Laplace noise to its standard deviation."""

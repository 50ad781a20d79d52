"""Tables that the expressions read: the totals of the store, which a folder of Parquet files also contains."""

import ibis
from ibis.expr.types import Table

from central.transfer.parquet.kinds import CREATIVES, MONTHLY, SITES

_COLUMNS = {kind.name: kind.columns for kind in MONTHLY}
_OF_FOLDER = ("kiosks", "is_research")
"""Columns about sites that a folder contains, but no table of the store does."""


def _table(name: str) -> Table:
    return ibis.table(_COLUMNS[name], name=name)


reaction_days = _table("reaction_days")
cell_days = _table("cell_days")
window_hours = _table("window_hours")
play_hours = _table("play_hours")
flow_days = _table("flow_days")
comments = _table("comments")
sites = ibis.table({name: kind for name, kind in SITES.items() if name not in _OF_FOLDER}, name="sites")
sites_of_folder = ibis.table(SITES, name="sites")
creatives = ibis.table(CREATIVES, name="creatives")

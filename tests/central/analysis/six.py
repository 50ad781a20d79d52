"""The six expressions over a whole store, by name."""

from ibis.expr.types import Table

from central.analysis import expressions as of
from central.analysis.tables import cell_days, creatives, reaction_days, sites, window_hours

SIX: dict[str, Table] = {
    "creative": of.by_creative(reaction_days),
    "second": of.by_second(cell_days),
    "hour": of.by_hour(window_hours),
    "trend of tags": of.trend_of_tags(reaction_days, creatives),
    "zone": of.by_zone(reaction_days, sites),
    "part": of.by_part(reaction_days),
}

"""The six expressions over a whole store, by name."""

from ibis.expr.types import Table

from central.analysis import expressions as of
from central.analysis.tables import cell_days, creatives, reaction_days, sites, window_hours

SIX: dict[str, Table] = {
    "creative": of.creative_means(reaction_days),
    "second": of.curve_means(cell_days),
    "hour": of.hour_flow(window_hours),
    "trend of tags": of.tag_trend(reaction_days, creatives),
    "zone": of.zone_means(reaction_days, sites),
    "part": of.part_means(reaction_days),
}

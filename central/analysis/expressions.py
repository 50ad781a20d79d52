"""Six tables that answer most questions about a fleet, each written once for all engines.

They avoid features in which the engines differ: time zones (the store contains the local day and hour), medians, arrays
and time differences. Each function takes the rows of a table, which the caller may filter first, and a measure with its
columns for people and sum.
"""

from collections.abc import Iterable, Sequence

import ibis
from ibis import _
from ibis.expr.types import Table, Value

WEEK = 7


def site_means(rows: Table, keys: Sequence[str], people: str, total: str) -> Table:
    """Number of people and mean of the measure, by site and keys."""
    told = rows.filter(rows[people] > 0)
    return told.group_by([*keys, "site_id"]).agg(people=_[people].sum(), mean=_[total].sum() / _[people].sum())


def site_statistics(rows: Table, keys: Sequence[str], people: str, total: str) -> Table:
    """Statistics for each combination of keys.

    They are the number of sites and people, mean and standard deviation of the site means, and mean over people.
    """
    of_sites = site_means(rows, keys, people, total)
    return (
        of_sites.group_by(list(keys))
        .agg(
            sites=_.count(),
            people=_.people.sum(),
            mean_of_sites=_["mean"].mean(),
            sd_of_sites=_["mean"].std(how="sample"),
            mean_of_people=(_.people * _["mean"]).sum() / _.people.sum(),
        )
        .order_by(list(keys))
    )


def creative_means(reaction_days: Table, people: str = "smile_n", total: str = "smile_sum") -> Table:
    """Statistics of each creative, by expression model."""
    return site_statistics(reaction_days, ("creative_id", "expression_model"), people, total)


def curve_means(cell_days: Table, people: str = "smile_n", total: str = "smile_sum") -> Table:
    """Curve of each creative: statistics of each media second, by expression model."""
    return site_statistics(cell_days, ("creative_id", "expression_model", "second"), people, total)


def hour_flow(window_hours: Table) -> Table:
    """Windows, visits and watchers by local hour, with the mean dwell and the share of visits in windows that lie
    within the hour.
    """
    return (
        window_hours.group_by("hour")
        .agg(
            sites=_.site_id.nunique(),
            windows=_.windows.sum(),
            visits=_.visits.sum(),
            watchers=_.watchers.sum(),
            dwell_s=_.dwell_s_sum.sum() / _.dwell_n.sum().nullif(0),
            within=_.within_visits.sum() / _.visits.sum().nullif(0),
        )
        .order_by("hour")
    )


def tag_trend(reaction_days: Table, creatives: Table, people: str = "smile_n", total: str = "smile_sum") -> Table:
    """Results of each day by tag and expression model: people, mean over people for the day, mean over the last seven
    days with results, and its change from the previous seven.
    """
    named = creatives.select(creative_id=creatives.id, tag=creatives.tag)
    told = reaction_days.filter(reaction_days[people] > 0).join(named.filter(named.tag.notnull()), "creative_id")
    keys = ["tag", "expression_model"]
    days = told.group_by([*keys, "day"]).agg(people=_[people].sum(), total=_[total].sum())
    week = ibis.window(group_by=keys, order_by="day", preceding=WEEK - 1, following=0)
    days = days.mutate(
        mean=_.total / _.people,
        week_people=_.people.sum().over(week),
        week_mean=_.total.sum().over(week) / _.people.sum().over(week),
    )
    before = ibis.window(group_by=keys, order_by="day")
    return days.mutate(change=_.week_mean - _.week_mean.lag(WEEK).over(before)).drop("total").order_by([*keys, "day"])


def zone_means(reaction_days: Table, sites: Table, people: str = "smile_n", total: str = "smile_sum") -> Table:
    """Statistics of each creative by the time zone of its sites.

    The time zone is the only region that the store contains. It is UTC if none was set.
    """
    zones = sites.select(site_id=sites.id, zone=sites.zone.coalesce("UTC"))
    return site_statistics(
        reaction_days.join(zones, "site_id"), ("creative_id", "expression_model", "zone"), people, total
    )


def part_means(
    reaction_days: Table,
    parts: Iterable[int] = range(4),
    people: str = "smile_n",
    total: str = "smile_sum",
) -> Table:
    """Statistics of each creative, with a column for each part of the day: the mean of the site means, or null without
    results.
    """
    keys = ["creative_id", "expression_model"]
    of_parts = site_means(reaction_days.filter(reaction_days.part >= 0), (*keys, "part"), people, total)
    columns: dict[str, Value] = {"people": of_parts.people.sum()}
    for part in parts:
        columns[f"part_{part}"] = of_parts["mean"].mean(where=of_parts.part == part)
    return of_parts.group_by(keys).agg(**columns).order_by(keys)

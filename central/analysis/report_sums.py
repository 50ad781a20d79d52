"""Totals for a report, as expressions for Spark. They match central/reports/query.py and day_rows.py."""

from collections.abc import Mapping, Sequence

import ibis
from ibis.expr.types import Table, Value

from central.analysis import tables
from central.measures import TERMS, noise_variance_term
from central.reports.query import DAYS, FLOW_DAYS, OF_SITE, SMILES
from central.reports.selection import Selection
from central.store import rollup_selects as selects
from central.store.columns import CELL_SUMS, COMMENT_CLASSES, MEASURE_SUMS, OTHER_PEOPLE, PEOPLE, READ_PEOPLE

_KIOSK_DAY = ("site_id", "day", "device_id", "creative_id")
_OF_SITE = ("site_id", "creative_id", "model")


def select_rows(rows: Table, selection: Selection) -> Table:
    """Rows for the sites and days of a selection."""
    conditions = [rows.site_id.isin([site.id for site in selection.sites])]
    if selection.from_day is not None:
        conditions.append(rows.day >= selection.from_day)
    if selection.to_day is not None:
        conditions.append(rows.day <= selection.to_day)
    return rows.filter(conditions)


def read_reactions(selection: Selection) -> Table:
    """Reactions by day, with the expression model as `model`."""
    return select_rows(tables.reaction_days, selection).rename(model="expression_model")


def sum_reactions(rows: Table) -> Table:
    """Totals by site and expression model, with statistics over the days, as in the table `reaction_rollups` of the
    store.

    `rows`: reactions to one creative.
    """
    of_days = _day_statistics(rows)
    days = {f"{name}_days": _count(of_days[name] > 0) for name in READ_PEOPLE}
    days |= {f"{name}_days": _count((of_days[name] > 0) & (of_days[f"{name}_networks"] == 1)) for name in OTHER_PEOPLE}
    noise = of_days.noise_variance_sum / (of_days.people * of_days.people)
    return (
        of_days.group_by(list(_OF_SITE))
        .agg(
            **_sums(("reactions", "plays", "n"), of_days),
            first_day=of_days.day.min(),
            last_day=of_days.day.max(),
            **_sums((*PEOPLE, *MEASURE_SUMS), of_days),
            **days,
            **{f"{name}_reactions": of_days.reactions.sum(where=of_days[name] > 0).coalesce(0) for name in PEOPLE},
            value_sum=of_days.value.sum().coalesce(0.0),
            value_squares=(of_days.value * of_days.value).sum().coalesce(0.0),
            noise_sum=(of_days.people > 0).ifelse(noise, None).sum().coalesce(0.0),
            noise_variance_sum=of_days.noise_variance_sum.sum(),
            people_squares=(of_days.people * of_days.people).sum(),
            jackknife=(of_days.error * of_days.error).sum().coalesce(0.0),
        )
        .select("site_id", "model", *selects.REACTIONS)
        .order_by(["site_id", "model"])
    )


def _day_statistics(rows: Table) -> Table:
    """Statistics over the days of each site, creative and expression model.

    A day on which two models measured exposed people counts once, for the first model by name. `error`: the mean over
    all other days, minus the average of these means over the days.
    """
    names = (*PEOPLE, *MEASURE_SUMS, "noise_variance_sum", "n", "plays", "reactions")
    days = rows.group_by([*_OF_SITE, "day"]).agg(**_sums(names, rows))
    days = days.mutate(people=days.smile_n.cast("float64"))
    of_day = ibis.cumulative_window(group_by=["site_id", "creative_id", "day"], order_by="model")
    of_site = ibis.window(group_by=list(_OF_SITE))
    days = days.mutate(
        **{f"{name}_networks": _count(days[name] > 0).over(of_day) for name in OTHER_PEOPLE},
        all_people=days.people.sum().over(of_site),
        all_sum=days.smile_sum.sum().over(of_site),
    )
    has_rest = (days.people > 0) & (days.all_people > days.people)
    days = days.mutate(
        rest=has_rest.ifelse((days.all_sum - days.smile_sum) / (days.all_people - days.people), None),
        value=(days.people > 0).ifelse(days.smile_sum / days.people, None),
    )
    return days.mutate(error=days.rest - days.rest.mean().over(of_site))


def sum_cells(rows: Table) -> Table:
    """Totals by site, expression model and media second. `rows`: cells of one creative."""
    keys = ["site_id", "model", "second"]
    told_watchers = rows.watchers.sum(where=rows.n > 0).coalesce(0)
    return (
        rows.group_by(keys)
        .agg(told_days=rows.day.nunique(where=rows.n > 0), told_watchers=told_watchers, **_sums(CELL_SUMS, rows))
        .order_by(keys)
    )


def sum_day_cells(rows: Table) -> Table:
    """Smiles by day, expression model and media second, summed over the sites. `rows`: cells of one creative."""
    keys = ["day", "model", "second"]
    return rows.group_by(keys).agg(**_sums(("smile_n", "smile_sum"), rows)).order_by(keys)


def read_cells(selection: Selection) -> Table:
    """Cells by day, with the expression model as `model`."""
    return select_rows(tables.cell_days, selection).rename(model="expression_model")


def sum_parts(rows: Table) -> Table:
    """Totals by site, expression model and part of the day. `rows`: reactions to one creative."""
    keys = ["site_id", "model", "part"]
    told = rows.filter(rows.part >= 0)
    return told.group_by(keys).agg(**_sums(("smile_n", "smile_sum"), told)).order_by(keys)


def sum_days(rows: Table, *keys: str) -> Table:
    """Totals over the sites, by day, expression model and any further keys. The further keys are the first columns."""
    by = [*keys, "day", "model"]
    return rows.group_by(by).agg(**_sums(DAYS, rows)).order_by(by)


def sum_flow_by_site(rows: Table) -> Table:
    """Plays and visits of one creative by site, with the first and the last day."""
    sums = {**_sums(OF_SITE, rows), "first_day": rows.day.min(), "last_day": rows.day.max()}
    return rows.group_by("site_id").agg(**sums).order_by("site_id")


def sum_flow_by_weekday(rows: Table) -> Table:
    """Plays and visits of one creative by weekday. Day 0 of the store was a Thursday."""
    rows = rows.mutate(weekday=(rows.day + 3) % 7)
    return rows.group_by("weekday").agg(**_sums(selects.FLOW_SUMS, rows)).order_by("weekday")


def sum_flow_by_day(rows: Table) -> Table:
    """Plays and expected visits of one creative by day, of the sites with a kiosk that measured on it."""
    measured = rows.filter(rows.opportunity_days > 0)
    return measured.group_by("day").agg(**_sums(FLOW_DAYS, measured)).order_by("day")


def sum_hours(windows: Table, plays: Table, reactions: Table) -> Table:
    """Windows by local hour, from the kiosks and days on which a creative was played or a reaction to it was
    reported.

    `plays` and `reactions`: rows of one creative.
    """
    kiosk_days = ibis.union(plays.select(*_KIOSK_DAY), reactions.select(*_KIOSK_DAY), distinct=True)
    found = windows.join(kiosk_days.drop("creative_id"), ["site_id", "day", "device_id"])
    return found.group_by("hour").agg(**_sums(selects.HOUR_SUMS, found)).order_by("hour")


def own_smiles(rows: Table) -> Table:
    """Number of people, sum of smiles and variance of their noise, by site, creative and expression model."""
    keys = ["site_id", "creative_id", "model"]
    told = rows.filter(rows.smile_n > 0)
    return told.group_by(keys).agg(**_sums(SMILES, told)).order_by(keys)


def sum_measure_by_day(rows: Table, measure: str) -> Table:
    """Number of people and sum of a measure by site, day, part of the day and expression model. `rows`: reactions to
    one creative.
    """
    keys = ["site_id", "day", "part", "model"]
    return rows.group_by(keys).agg(**_sums(TERMS[measure], rows)).order_by(keys)


def newest_days(rows: Table, days: int) -> Table:
    """Rows of the newest days. `days`: number of days."""
    return rows.filter(rows.day > rows.day.max().as_scalar() - days)


def most_seen(rows: Table, measure: str, ads: int) -> Table:
    """The ads that most people saw, at most `ads` of them."""
    seen = rows.group_by("creative_id").agg(seen=rows[TERMS[measure][0]].sum())
    return seen.order_by([ibis.desc("seen"), "creative_id"]).limit(ads)


def spread_rows(rows: Table, of: tuple[str, ...], measure: str) -> Table:
    """Number of people, sum and noise of a measure, by site, day, part of the day, expression model, and creative or
    arm.
    """
    keys = ["site_id", "day", "part", "model", *of]
    found = noise_variance_term(measure)
    noise = found[0] * rows[found[1]].sum() if found else ibis.literal(0.0)
    return rows.group_by(keys).agg(**_sums(TERMS[measure], rows), noise=noise).order_by(keys)


def sum_weeks(rows: Table, measure: str) -> Table:
    """Number of people and sum of a measure, by week, site and expression model. Week 0 starts on the last Monday
    before day 0 of the store.
    """
    people, total = TERMS[measure]
    names = tuple(dict.fromkeys(("reactions", "n", people, total)))
    of_days = rows.group_by(["site_id", "day", "creative_id", "model"]).agg(**_sums(names, rows))
    of_days = of_days.mutate(week=(of_days.day + 3) // 7)
    keys = ["week", "site_id", "model"]
    return (
        of_days.group_by(keys)
        .agg(
            first_day=of_days.day.min(),
            last_day=of_days.day.max(),
            **_sums(names, of_days),
            told_reactions=of_days.reactions.sum(where=of_days[people] > 0).coalesce(0),
        )
        .order_by(keys)
    )


def sum_week_visits(rows: Table) -> Table:
    """All visits, and the visits within published reactions, by week. `rows`: plays and visits of some creatives."""
    rows = rows.mutate(week=(rows.day + 3) // 7)
    return rows.group_by("week").agg(**_sums(("visits", "told_visits"), rows)).order_by("week")


def sum_comments(rows: Table) -> Table:
    """Totals of comments by week and site, as in central/reports/comment_rows.py."""
    rows = rows.mutate(week=(rows.day + 3) // 7)
    n = rows.n.cast("float64")
    sums: dict[str, Value] = {"batches": rows.count(), "people": rows.k.sum(), "n": n.sum(), "n_squares": (n * n).sum()}
    for name in COMMENT_CLASSES:
        count = rows[name].cast("float64")
        sums |= {name: count.sum(), f"{name}_squares": (count * count).sum(), f"{name}_products": (count * n).sum()}
    keys = ["week", "site_id"]
    return rows.group_by(keys).agg(**sums).order_by(keys)


def _sums(names: Sequence[str], rows: Table) -> Mapping[str, Value]:
    return {name: rows[name].sum() for name in names}


def _count(condition: Value) -> Value:
    return condition.ifelse(1, 0).sum()  # PostgreSQL casts no truth value to a large number

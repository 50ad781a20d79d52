"""Builds trends: the combined results of several creatives by week, adjusted to the level of all shops."""

from collections.abc import Sequence

import numpy as np

from central.measures import READ_BY_MODEL, TERMS
from central.reports.build import Context
from central.reports.columns import Array, Columns, Floats, sum_by_site
from central.reports.networks import build_model_spans, is_for_research
from central.reports.selection import CreativeRow, local_date
from central.reports.trend_values import Trend, Week
from central.reports.week_spans import whole_weeks
from central.statistics.intervals import divide_sums
from central.statistics.site_effects import PeriodMean, period_means
from central.statistics.told import reported_share


def build_trend(
    creatives: Sequence[CreativeRow], weeks: Columns, visits: Columns, tag: str | None, measure: str, context: Context
) -> Trend:
    """Weekly results of several creatives combined. `weeks`: number of people and sum of the measure, by week, site and
    expression model. `visits`: all visits, and the visits within published reactions, by week.
    """
    rows, models = _rows_of_weeks(weeks, visits, measure)
    means = _means_of_weeks(rows, models, measure)
    shares = _reported_shares(visits)
    whole = whole_weeks(weeks, list(models), context.selection, context.generated)
    chains = {number: mean.chain for number, mean in means.items()}
    return Trend(
        tenant=context.selection.tenant,
        tag=tag,
        creatives=[each.creative for each in creatives],
        measure=measure,
        generated=context.generated,
        simulated=context.selection.is_simulated,
        research=context.is_research or is_for_research(build_model_spans(weeks)),
        unit="participants" if context.selection.is_panel else "sites",
        weeks=[
            _build_week(number, rows.select_rows(rows["week"] == number), measure, means[number]).model_copy(
                update={"model": model, "reported_share": shares.get(number), "is_whole": whole[number]}
            )
            for number, model in models.items()
        ],
        notes=[*_breaks(weeks), *([] if context.selection.is_panel else _notes_on_shops(rows, chains, measure))],
    )


def _rows_of_weeks(weeks: Columns, visits: Columns, measure: str) -> tuple[Columns, dict[int, str | None]]:
    """Rows to use, and the expression model of each week from the first to the last. The model of a week is the one
    that measured the most people in it.
    """
    models: dict[int, str | None] = {}
    keep = np.zeros(len(weeks), dtype=bool)
    numbers = np.concatenate([weeks["week"], visits["week"]]).astype(int)
    for number in range(numbers.min(), numbers.max() + 1) if len(numbers) else ():
        of_week = weeks["week"] == number
        spans = build_model_spans(weeks.select_rows(of_week))
        models[number] = next((span.model for span in spans if span.is_used), None)
        keep |= of_week & (weeks["model"] == models[number]) if measure in READ_BY_MODEL else of_week
    return weeks.select_rows(keep), models


def _means_of_weeks(rows: Columns, models: dict[int, str | None], measure: str) -> dict[int, PeriodMean]:
    """Mean of each week. Weeks with different models never belong to the same chain."""
    weeks, parts = list(models), [rows] if models else []
    if measure in READ_BY_MODEL:
        names = dict.fromkeys(name for name in models.values() if name is not None)
        parts = [rows.select_rows(np.asarray(rows["model"] == name, dtype=bool)) for name in names]
    found = dict(zip(weeks, period_means(np.empty((0, len(weeks)))), strict=True))
    chains = 0
    for part in parts:
        means = dict(zip(weeks, period_means(_values(part, np.array(weeks), measure)), strict=True))
        told = {week: (mean.estimate, mean.chain) for week, mean in means.items() if mean.chain is not None}
        found |= {week: PeriodMean(estimate, chains + chain) for week, (estimate, chain) in told.items()}
        chains += len({chain for _, chain in told.values()})
    return found


def _values(rows: Columns, weeks: Array, measure: str) -> Floats:
    """Site means by site [G] and week [W]; nan without a value."""
    sites = np.unique(rows["site_id"])
    of_weeks = [sum_by_site(rows.select_rows(rows["week"] == week), sites, *TERMS[measure]) for week in weeks]
    people, sums = (np.stack(arrays, axis=1) for arrays in zip(*of_weeks, strict=True))
    return divide_sums(people, sums)


def _reported_shares(visits: Columns) -> dict[int, float | None]:
    """Reported share of each week."""
    of_weeks = zip(visits["week"].tolist(), visits["told_visits"].tolist(), visits["visits"].tolist(), strict=True)
    return {int(week): reported_share(told, all_visits) for week, told, all_visits in of_weeks}


def _build_week(number: int, rows: Columns, measure: str, mean: PeriodMean) -> Week:
    people = TERMS[measure][0]
    estimate = mean.estimate
    return Week(
        week=local_date(7 * number - 3),
        mean=estimate.mean,
        low=estimate.low,
        high=estimate.high,
        reason=estimate.reason,
        model=None,
        sites=len(np.unique(rows["site_id"][rows[people] > 0])),
        reactions=round(rows.column_sum("told_reactions")),
        people=round(rows.column_sum(people)),
        reported_share=None,
        chain=mean.chain,
    )


def _breaks(reactions: Columns) -> list[str]:
    return [
        f"Since {span.from_}, the expression model has been {span.model}. Earlier weeks are not on the same scale."
        for span in build_model_spans(reactions)[1:]
    ]


def _notes_on_shops(rows: Columns, chains: dict[int, int | None], measure: str) -> list[str]:
    """Notes about shops that joined after the first week of their chain or sent nothing in its last week, and about
    separate chains.
    """
    told = rows.select_rows(rows[TERMS[measure][0]] > 0)
    notes = []
    for chain in sorted({chain for chain in chains.values() if chain is not None}):
        weeks = [week for week, of_week in chains.items() if of_week == chain]
        sites = [set(told["site_id"][told["week"] == week].tolist()) for week in weeks]
        everybody = set().union(*sites)
        joined, left = len(everybody - sites[0]), len(everybody - sites[-1])
        after = f"after the week of {local_date(7 * weeks[0] - 3)}"
        level = f"Each week is adjusted to the level of all {len(everybody)} shops."
        if joined:
            notes.append(f"{_shops(joined)} joined {after}. {level}")
        if left:
            notes.append(f"{_shops(left)} reported nothing in the week of {local_date(7 * weeks[-1] - 3)}. {level}")
    return notes


def _shops(count: int) -> str:
    return "One shop" if count == 1 else f"{count} shops"
